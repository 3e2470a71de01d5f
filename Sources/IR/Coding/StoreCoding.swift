import JSON

extension Coder where Value == Store {
  static let store: Coder<Store> = Coder.record(
    "store", Store(engine: "", version: nil),
    "What the topology says about a store, and the facts that its engine gave."
  ) {
    Member("engine", \.engine, .text.or(""), "The service type that it is the engine of.")
    Member("flavor", \.flavor, .text.or(""), "Which server of the engine's protocol it is.")
    Member("title", \.title, .text.or(""), "The name of the server for people.")
    Member("version", \.version, .optional(.text), "Absent where the image does not tell it.")
    Member("database", \.database, .optional(.text))
    Member("space", \.space, .optional(.text), "A virtual host or a bucket that services use.")
    Member("region", \.region, .optional(.text), "The region that clients name.")
    Member("console", \.hasConsole, .bool.or(false), "A console for people runs beside the server.")
    Member("replicaSet", \.replicaSet, .optional(.text), "The set of servers that it is the one member of.")
    Member("user", \.user, .optional(.text), "The role that services log in as.")
    Member("pooler", \.pooler, .optional(.pooler))
    Member("backup", \.backup, .optional(.backup))
    Member("extensions", \.extensions, .list(.text))
    Member("databases", \.databases, .list(.database).or([]), "Databases of other services in this server.")
    Member("initFiles", \.initFiles, .list(.text), "Run at the first start, in this order.")
    Member("settings", \.settings, .list(.setting), "Those that differ from the server's own default.")
    Member("statementTimeoutMs", \.statementTimeout, .optional(.number))
    Member("idleInTransactionSessionTimeoutMs", \.idleInTransactionSessionTimeout, .optional(.number))
    Member("sharedMemoryBytes", \.sharedMemoryBytes, .optional(.number), "What /dev/shm must hold.")
    Member("requiresTls", \.requiresTLS, .bool)
    Member("persistent", \.isPersistent, .bool)
    Member("leftAtDefault", \.leftAtDefault, .list(.text))
    Member("protocol", \.scheme, .optional(.text), "The scheme of its URLs.")
    Member("usualPort", \.usualPort, .number.or(0), "The port that the server takes by itself.")
    Member("administrator", \.administrator, .text.or(""), "The account that may do everything.")
    Member("ports", \.ports, .list(.storePort).or([]), "Those beside the service's own.")
    Member("outputs", \.outputs, .map(.text).or([:]), "The texts of outputs that its engine alone has.")
    Member("managed", \.managed, .optional(.managed), "What a platform may have ready-made in its place.")
    Member("platformVersion", \.platformVersion, .text.or(""), "The version that is asked of such a platform.")
    Member("conventions", \.conventions, .list(.convention).or([]), "Conventional variables for its outputs.")
    Member("monitor", \.monitor, .optional(.monitor), "The account of a program that measures it.")
    Member("secrets", \.secrets, .list(.storeSecret).or([]), "Its own ones; services log in with the last.")
    Member(
      "upgradesInPlace", \.upgradesInPlace, .bool.or(false), "A newer version opens the data of the former one.")
    Member("keepsData", \.keepsData, .bool.or(true), "Something outlives its container.")
    Member("dataPath", \.dataPath, .text.or(""), "What a volume is mounted at.")
    Member("container", \.container, .storeContainer.or(Store.Container()), "How the server runs in its image.")
    Member("probe", \.probe, .optional(.storeProbe), "Asks inside the container whether the server serves.")
    Member("dump", \.dump, .optional(.dump), "How a dump is made.")
    Member("restore", \.restore, .optional(.restore), "How a dump is brought back.")
    Member(
      "passwordChanges", \.passwordChanges, .list(.passwordChange).or([]), "How it takes new values of its secrets.")
  }
}

extension Coder where Value == Store.Database {
  static let database: Coder<Store.Database> = Coder.record(
    "database",
    Store.Database(service: "", name: "", user: "", secret: Store.Secret("", ""), variable: "", extensions: []),
    "A database of another service, owned by a role of its own."
  ) {
    Member("service", \.service, .text, "The service that declares it.")
    Member("name", \.name, .text)
    Member("user", \.user, .text)
    Member("secret", \.secret, .storeSecret, "The password of the role.")
    Member("variable", \.variable, .text, "The name under which the secret is supplied.")
    Member("extensions", \.extensions, .list(.text))
    Member("span", \.span, .optional(.number))
  }
}

extension Coder where Value == Store.Monitor {
  static let monitor: Coder<Store.Monitor> = Coder.record(
    "monitor", Store.Monitor(user: "", secret: ""), "The account by which a program measures a server."
  ) {
    Member("user", \.user, .text)
    Member("secret", \.secret, .text, "The name of its secret.")
  }
}

extension Coder where Value == Pooler {
  static let pooler: Coder<Pooler> = Coder.record(
    "pooler", Pooler(mode: .transaction, size: 0, clients: 0),
    "A pooler of connections between a store and its services."
  ) {
    Member("mode", \.mode, .word())
    Member("size", \.size, .number, "Connections to the server, at most.")
    Member("clients", \.clients, .number, "Connections that clients may hold, at most.")
    Member("sizeReason", \.sizeReason, .text)
    Member("clientsReason", \.clientsReason, .text)
    Member("image", \.image, .text)
    Member("requiresTls", \.requiresTLS, .bool)
  }
}

extension Coder where Value == Backup {
  static let backup: Coder<Backup> = Coder.record(
    "backup", Backup(schedule: "", keep: 0)
  ) {
    Member("schedule", \.schedule, .text, "Five fields, UTC.")
    Member("keepMs", \.keep, .number)
    Member("to", \.destination, .optional(.backupDestination), "Where copies lie outside of the deployment.")
  }
}

extension Coder where Value == Backup.Destination {
  static let backupDestination: Coder<Backup.Destination> = Coder.record(
    "backupDestination", Backup.Destination(url: "", secret: ""), "A directory of a bucket."
  ) {
    Member("url", \.url, .text, "`s3://bucket/directory`.")
    Member("endpoint", \.endpoint, .optional(.text), "The address of the server; null: that of Amazon S3.")
    Member("secret", \.secret, .text, "The id of the secret, which holds `ACCESS_KEY_ID:SECRET_ACCESS_KEY`.")
  }
}

extension Coder where Value == Setting {
  static let setting: Coder<Setting> = Coder.record(
    "setting", Setting("", .integer(0), group: .other, reason: ""), "One setting of a server, with its reason."
  ) {
    Member("name", \.name, .text)
    Member("key", \.key, .optional(.text), "The word under `tuning`, where it is another one.")
    Member.flat(\.value, values)
    Member("group", \.group, .word())
    Member("restart", \.needsRestart, .bool, "A reload is not enough.")
    Member("reason", \.reason, .text)
    Member("declared", \.isDeclared, .bool)
    Member("fileOnly", \.isFileOnly, .bool, "Belongs to a mounted file only.")
  }

  private static let values = Choice<Setting.Value>(tag: nil) {
    Case("bytes", Part("bytes", .number), make: { .bytes($0) }) {
      if case .bytes(let bytes) = $0 { bytes } else { nil }
    }
    Case("milliseconds", Part("milliseconds", .number), make: { .milliseconds($0) }) {
      if case .milliseconds(let milliseconds) = $0 { milliseconds } else { nil }
    }
    Case("integer", Part("integer", .number), make: { .integer($0) }) {
      if case .integer(let number) = $0 { number } else { nil }
    }
    Case("real", Part("real", .text), make: { .real($0) }) {
      if case .real(let text) = $0 { text } else { nil }
    }
    Case("boolean", Part("boolean", .bool), make: { .boolean($0) }) {
      if case .boolean(let value) = $0 { value } else { nil }
    }
    Case("word", Part("word", .text), make: { .word($0) }) {
      if case .word(let word) = $0 { word } else { nil }
    }
    Case("text", Part("text", .text), make: { .text($0) }) {
      if case .text(let text) = $0 { text } else { nil }
    }
    Case("list", Part("list", .list(.text)), make: { .list($0) }) {
      if case .list(let items) = $0 { items } else { nil }
    }
  }
}

extension Coder where Value == ConnectionBudget {
  static let connectionBudget: Coder<ConnectionBudget> = Coder.record(
    "connectionBudget", ConnectionBudget(store: "", maxConnections: 0, consumers: []),
    "Who may open how many connections to one store."
  ) {
    Member("store", \.store, .text)
    Member("maxConnections", \.maxConnections, .number)
    Member("reserved", \.reserved, .number, "Kept by the server for superusers.")
    Member.derived("available", \.available, .number)
    Member.derived("used", \.used, .number)
    Member.derived("overlap", \.overlap, .number, "While a rollout runs old and new replicas side by side.")
    Member("pool", \.pool, .optional(.number), "What the pooler opens, in place of the consumers that it serves.")
    Member("consumers", \.consumers, .list(.consumer))
    Member("besides", \.besides, .list(.auxiliary), "Not in the sum.")
  }
}

extension Coder where Value == ConnectionBudget.Consumer {
  static let consumer: Coder<ConnectionBudget.Consumer> = Coder.record(
    "consumer",
    ConnectionBudget.Consumer(service: "", replicas: 0, workers: 0, size: 0, overflow: 0, isAssumed: false)
  ) {
    Member("service", \.service, .text)
    Member("database", \.database, .optional(.text), "The service that has the database in the store.")
    Member("replicas", \.replicas, .number)
    Member("workers", \.workers, .number)
    Member("size", \.size, .number)
    Member("overflow", \.overflow, .number)
    Member("assumed", \.isAssumed, .bool)
    Member("unknown", \.isUnknown, .bool, "Nothing says what opens the connections: there may be more.")
    Member("more_workers", \.hasMoreWorkers, .bool, "The host decides how many processes there are, at least these.")
    Member("pooled", \.isPooled, .bool, "They end at the pooler, not at the server.")
    Member("replaced", \.isReplaced, .bool, "A rollout runs it twice for a while.")
    Member("perThread", \.isPerThread, .bool.or(false), "The size is the number of threads of a process.")
    Member("reason", \.reason, .optional(.text), "The words of the command that determine the number of workers.")
    Member.derived("total", \.total, .number)
  }
}

extension Coder where Value == ConnectionBudget.Auxiliary {
  static let auxiliary: Coder<ConnectionBudget.Auxiliary> = Coder.record(
    "auxiliary", ConnectionBudget.Auxiliary("", 0)
  ) {
    Member("name", \.name, .text)
    Member("connections", \.connections, .number)
  }
}

extension Coder where Value == MemoryBudget {
  static let memoryBudget: Coder<MemoryBudget> = Coder.record(
    "memoryBudget", MemoryBudget(store: "", lines: [], need: 0, limit: 0),
    "How much memory a store may need of its limit."
  ) {
    Member("store", \.store, .text)
    Member("lines", \.lines, .list(.line))
    Member("needMebibytes", \.need, .number)
    Member("limitMebibytes", \.limit, .number)
    Member("worstMebibytes", \.worst, .optional(.number), "If every connection were in use.")
    Member.derived("percent", \.percent, .number)
  }
}

extension Coder where Value == MemoryBudget.Line {
  fileprivate static let line: Coder<MemoryBudget.Line> = Coder.record("memoryLine", MemoryBudget.Line("", 0)) {
    Member("name", \.name, .text)
    Member("formula", \.formula, .optional(.text), "How the number comes about.")
    Member.derived("what", \.what, .text, "Name and formula.")
    Member("mebibytes", \.mebibytes, .number)
    Member("idle", \.isIdle, .bool.or(false), "Held from the start on, before anything connects or is stored.")
  }
}
