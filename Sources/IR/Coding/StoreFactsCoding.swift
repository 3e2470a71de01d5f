import JSON

extension Coder where Value == Store.Convention {
  static let convention: Coder<Store.Convention> = Coder.record(
    "convention", Store.Convention(output: "", variable: "")
  ) {
    Member("output", \.output, .text)
    Member("variable", \.variable, .text)
  }
}

extension Coder where Value == Store.Secret {
  static let storeSecret: Coder<Store.Secret> = Coder.record(
    "storeSecret", Store.Secret("", ""), "A secret that the store brings along."
  ) {
    Member("name", \.name, .text, "The second part of its id.")
    Member("purpose", \.purpose, .text)
    Member("form", \.form, .secretForm.or(Store.SecretForm()), "How its value is made.")
  }
}

extension Coder where Value == Store.SecretForm {
  fileprivate static let secretForm: Coder<Store.SecretForm> = Coder.record("secretForm", Store.SecretForm()) {
    Member("alphabet", \.alphabet, .text)
    Member("bytes", \.bytes, .number, "Of randomness.")
    Member("prefix", \.prefix, .optional(.text), "What every value begins with.")
  }
}

extension Coder where Value == Store.Port {
  static let storePort: Coder<Store.Port> = Coder.record("storePort", Store.Port("", 0)) {
    Member("name", \.name, .text, "What it is for, one word.")
    Member("number", \.number, .number)
  }
}

extension Coder where Value == Store.Managed {
  static let managed: Coder<Store.Managed> = Coder.record("managed", Store.Managed("")) {
    Member("kind", \.kind, .text, "One word: that of the protocol.")
  }
}

extension Coder where Value == Store.Variable {
  fileprivate static let storeVariable: Coder<Store.Variable> = Coder.record(
    "storeVariable", Store.Variable("", .literal(""))
  ) {
    Member("name", \.name, .text)
    Member("value", \.value, .expression)
    Member("note", \.note, .optional(.text))
    Member(
      "initialFile", \.initialFile, .optional(.text),
      "Names a file with the value instead. The value is read at the first start only.")
  }
}

extension Coder where Value == Store.Container {
  static let storeContainer: Coder<Store.Container> = Coder.record(
    "storeContainer", Store.Container(), "How the server runs in a container of its image."
  ) {
    Member("command", \.command, .list(.text).or([]), "The last word may be a script. Empty: the image's own.")
    Member("commandNote", \.commandNote, .optional(.text))
    Member("environment", \.environment, .list(.storeVariable).or([]))
    Member("configurationPath", \.configurationPath, .optional(.text), "Where its written configuration is mounted.")
    Member("configurationMounts", \.configurationMounts, .list(.storeMount).or([]), "Files that are mounted once more.")
    Member("initPath", \.initPath, .optional(.text), "Where scripts for the first start are mounted.")
    Member("user", \.user, .optional(.text), "The user that the server runs as.")
    Member("rights", \.rights, .list(.text).or([]), "Capabilities of Linux that the image needs.")
    Member("reaperNote", \.reaperNote, .optional(.text), "Why another program must be process 1, where one must.")
    Member("certificate", \.certificate, .optional(.certificate), "What a server that speaks TLS needs.")
    Member("scratchBytes", \.scratchBytes, .optional(.number), "Memory at `dataPath` where nothing is kept.")
    Member("entrypoint", \.entrypoint, .list(.text).or([]), "What the image runs before `command`.")
    Member("files", \.files, .list(.storeFile).or([]), "Configuration that the server reads.")
    Member(
      "hostNameVariable", \.hostNameVariable, .optional(.storeVariable),
      "In place of a host name that stays the same, which the server needs.")
    Member("fileLimit", \.fileLimit, .optional(.number), "How many files the server may have open.")
    Member("account", \.account, .optional(.account), "The numbers of the user that the server runs as.")
    Member("alpineAccount", \.alpineAccount, .optional(.account), "The same in images of Alpine.")
    Member("scratch", \.scratch, .optional(.list(.text)), "Directories that the server writes to beside its data.")
    Member(
      "nestedData", \.nestedData, .optional(.storeVariable),
      "Moves the data below the root of a volume, which the server refuses.")
  }
}

extension Coder where Value == Store.Account {
  static let account: Coder<Store.Account> = Coder.record("account", Store.Account(0, 0)) {
    Member("user", \.user, .number)
    Member("group", \.group, .number)
  }
}

extension Coder where Value == Store.File {
  fileprivate static let storeFile: Coder<Store.File> = Coder.record("storeFile", Store.File("", at: "", lines: [])) {
    Member("name", \.name, .text)
    Member("path", \.path, .text, "In the container.")
    Member("lines", \.lines, .list(.storeFileLine))
  }
}

extension Coder where Value == Store.File.Line {
  fileprivate static let storeFileLine: Coder<Store.File.Line> = Coder.record("storeFileLine", Store.File.Line("")) {
    Member("text", \.text, .text)
    Member("note", \.note, .optional(.text), "A comment above it.")
  }
}

extension Coder where Value == Store.Mount {
  fileprivate static let storeMount: Coder<Store.Mount> = Coder.record("storeMount", Store.Mount("", at: "")) {
    Member("file", \.file, .text, "In the written configuration.")
    Member("path", \.path, .text)
    Member("note", \.note, .optional(.text))
  }
}

extension Coder where Value == Store.Certificate {
  fileprivate static let certificate: Coder<Store.Certificate> = Coder.record(
    "certificate", Store.Certificate(path: "", owner: "", ownerNote: ""), "`server.crt` and `server.key`."
  ) {
    Member("path", \.path, .text, "The directory in the container.")
    Member("owner", \.owner, .text, "User and group.")
    Member("ownerNote", \.ownerNote, .text)
  }
}

extension Coder where Value == Store.Probe {
  static let storeProbe: Coder<Store.Probe> = Coder.record(
    "storeProbe", Store.Probe(.words([]), startPeriod: 0)
  ) {
    Member("command", \.command, .command)
    Member("note", \.note, .optional(.text))
    Member("startPeriodMs", \.startPeriod, .number, "How long a start may take.")
    Member("startNote", \.startNote, .optional(.text))
    Member("intervalMs", \.interval, .optional(.number), "Between two questions.")
    Member("timeoutMs", \.timeout, .optional(.number), "How long an answer may take.")
  }
}

extension Coder where Value == Store.Dump {
  static let dump: Coder<Store.Dump> = Coder.record(
    "dump", Store.Dump(script: [], environment: [], mark: "")
  ) {
    Member("script", \.script, .list(.text), "Lines of shell that write a dump to the file `$1`.")
    Member("environment", \.environment, .list(.storeVariable))
    Member("mark", \.mark, .text, "A variable that no other engine's dump has.")
    Member("name", \.name, .optional(.text), "Names the files; none: the value of `mark`.")
    Member("note", \.note, .optional(.text))
    Member("dataPath", \.dataPath, .optional(.text), "Where the server's own volume is, to read from.")
    Member("portVariable", \.portVariable, .optional(.text), "The variable of the server's port.")
  }
}

extension Coder where Value == Store.PasswordChange {
  static let passwordChange: Coder<Store.PasswordChange> = Coder.record("passwordChange", Store.PasswordChange("")) {
    Member("secret", \.secret, .text, "The id of the secret.")
    Member("command", \.command, .list(.text), "Reads the value; empty: the server reads it at every start.")
    Member("lines", \.lines, .number, "How many lines with the value the command reads.")
    Member("readsFormer", \.readsFormer, .bool, "It reads the former value too: a new container must follow.")
  }
}

extension Coder where Value == Store.Restore {
  static let restore: Coder<Store.Restore> = Coder.record("restore", Store.Restore.command("")) {
    Member.flat(
      \.self,
      Choice(tag: nil) {
        Case("command", Part("command", .text), make: { .command($0) }) {
          if case .command(let command) = $0 { command } else { nil }
        }
        Case("instruction", Part("instruction", .text), make: { .instruction($0) }) {
          if case .instruction(let text) = $0 { text } else { nil }
        }
      })
  }
}
