extension Store {
  /// A database that another service declares in this server, owned by a role of its own.
  package struct Database: Hashable, Sendable {
    /// The service that declares it.
    package var service: String
    package var name: String
    package var user: String
    /// The secret of the role.
    package var secret: Secret
    /// The name under which the secret is supplied.
    package var variable: String
    package var extensions: [String]
    /// Where `database_of` is written.
    package var span: Int?

    package init(
      service: String, name: String, user: String, secret: Secret, variable: String, extensions: [String],
      span: Int? = nil
    ) {
      self.service = service
      self.name = name
      self.user = user
      self.secret = secret
      self.variable = variable
      self.extensions = extensions
      self.span = span
    }

    /// The id of the secret.
    package var secretID: String { service + "/" + secret.name }
  }

  /// The conventional name of a variable for an output.
  package struct Convention: Hashable, Sendable {
    /// `host`.
    package var output: String
    package var variable: String

    package init(output: String, variable: String) {
      self.output = output
      self.variable = variable
    }
  }

  /// The account by which a program measures the server. It takes one connection.
  package struct Monitor: Hashable, Sendable {
    package var user: String
    /// The name of its secret, as in `secrets`.
    package var secret: String

    package init(user: String, secret: String) {
      self.user = user
      self.secret = secret
    }
  }

  /// A secret that the store brings along.
  package struct Secret: Hashable, Sendable {
    /// The second part of its id, as in `<service>/password`.
    package var name: String
    /// What it is for, one sentence with its period.
    package var purpose: String
    /// How its value is generated.
    package var form: SecretForm

    package init(_ name: String, _ purpose: String, _ form: SecretForm = SecretForm()) {
      self.name = name
      self.purpose = purpose
      self.form = form
    }
  }

  /// How the value of a store's secret is made.
  package struct SecretForm: Hashable, Sendable {
    /// `base64url`, `base64`, `hex`, `alnum` or `uuid`. Letters and digits need no encoding in a URL.
    package var alphabet: String
    /// Bytes of randomness.
    package var bytes: Int
    /// What every value begins with; nil: nothing.
    package var prefix: String?

    package init(alphabet: String = "alnum", bytes: Int = 24, prefix: String? = nil) {
      self.alphabet = alphabet
      self.bytes = bytes
      self.prefix = prefix
    }
  }

  /// A port beside the one that clients of the store connect to.
  package struct Port: Hashable, Sendable {
    /// What it is for, one word: `management`.
    package var name: String
    /// From 1 to 65535.
    package var number: Int

    package init(_ name: String, _ number: Int) {
      self.name = name
      self.number = number
    }
  }

  /// What a platform may have ready-made in place of the store's container. The target decides whether it has it.
  package struct Managed: Hashable, Sendable {
    /// One word: that of the protocol.
    package var kind: String

    package init(_ kind: String) { self.kind = kind }
  }

  /// A variable of a container, with a note for people.
  package struct Variable: Hashable, Sendable {
    package var name: String
    package var value: Expression
    package var note: String?
    /// The variable that names a file with the value instead. The value is read at the first start only: a container
    /// that gets it in a file need not be replaced for another one. Nil: every start reads the value.
    package var initialFile: String?

    package init(_ name: String, _ value: Expression, note: String? = nil, initialFile: String? = nil) {
      self.name = name
      self.value = value
      self.note = note
      self.initialFile = initialFile
    }
  }

  /// How the server runs in a container of its image.
  package struct Container: Hashable, Sendable {
    /// The words of the process; the last one may be a script. Empty: the image's own.
    package var command: [String] = []
    package var commandNote: String?
    package var environment: [Variable] = []
    /// Where the configuration that is written for the server is mounted; nil: it has no files.
    package var configurationPath: String?
    /// Files of that configuration that the image looks for elsewhere.
    package var configurationMounts: [Mount] = []
    /// Where the image looks for scripts that it runs at the first start; nil: it runs none.
    package var initPath: String?
    /// The user that the server runs as.
    package var user: String?
    /// Capabilities of Linux that the image needs to start as root and to become that user.
    package var rights: [String] = []
    /// Why another program must be process 1, where one must.
    package var reaperNote: String?
    package var certificate: Certificate?
    /// What may be kept at `dataPath` in memory where nothing outlives the container.
    package var scratchBytes: Int?
    /// The image's own entrypoint, for platforms on which a command replaces it. Empty: it has none, or no shell.
    package var entrypoint: [String] = []
    /// Configuration that the server reads, file by file.
    package var files: [File] = []
    /// The variable that replaces a host name of the container that stays the same: the server keeps its data under
    /// that name. Nil: the name does not matter.
    package var hostNameVariable: Variable?
    /// How many files the server may have open, where that is more than a container may by default.
    package var fileLimit: Int?
    /// The numbers of `user` in the image, for a container that starts as that user. Nil: not known.
    package var account: Account?
    /// The same in images of Alpine, where they differ.
    package var alpineAccount: Account?
    /// Directories that the server writes to beside its data. Nil: not known, so nothing can be read-only.
    package var scratch: [String]?
    /// The variable that moves the data into a directory of the volume, where the server refuses a volume's root: a file
    /// system has a `lost+found` there. Nil: the server takes it.
    package var nestedData: Variable?

    package init() {}
  }

  /// The numbers of a user and its group.
  package struct Account: Hashable, Sendable {
    package var user: Int
    package var group: Int

    package init(_ user: Int, _ group: Int) {
      self.user = user
      self.group = group
    }
  }

  /// A file that the server reads, without secrets: its comments begin with `#`.
  package struct File: Hashable, Sendable {
    /// One line, with a comment.
    package struct Line: Hashable, Sendable {
      /// As the server reads it.
      package var text: String
      /// Its comment, without the sign; nil: none.
      package var note: String?

      package init(_ text: String, note: String? = nil) {
        self.text = text
        self.note = note
      }
    }

    /// In its directory of the output.
    package var name: String
    /// In the container.
    package var path: String
    package var lines: [Line]

    package init(_ name: String, at path: String, lines: [Line]) {
      self.name = name
      self.path = path
      self.lines = lines
    }
  }

  /// A file of the written configuration, mounted once more.
  package struct Mount: Hashable, Sendable {
    package var file: String
    package var path: String
    package var note: String?

    package init(_ file: String, at path: String, note: String? = nil) {
      self.file = file
      self.path = path
      self.note = note
    }
  }

  /// What a server that speaks TLS needs before it starts: `server.crt` and `server.key`.
  package struct Certificate: Hashable, Sendable {
    /// The directory in the container.
    package var path: String
    /// User and group that the files belong to.
    package var owner: String
    /// Why they must belong to it.
    package var ownerNote: String

    package init(path: String, owner: String, ownerNote: String) {
      self.path = path
      self.owner = owner
      self.ownerNote = ownerNote
    }
  }

  /// A question whose answer says whether the server serves.
  package struct Probe: Hashable, Sendable {
    package var command: Command
    package var note: String?
    /// How long a start may take.
    package var startPeriod: Milliseconds
    /// What takes so long.
    package var startNote: String?
    /// Between two checks; nil: the default of stores.
    package var interval: Milliseconds?
    /// How long a check may take; nil: the default of stores.
    package var timeout: Milliseconds?

    package init(_ command: Command, note: String? = nil, startPeriod: Milliseconds, startNote: String? = nil) {
      self.command = command
      self.note = note
      self.startPeriod = startPeriod
      self.startNote = startNote
    }
  }

  /// How a dump is made in a container of the server's image.
  package struct Dump: Hashable, Sendable {
    /// The variable that lists the databases of a server that has several, each dumped by itself.
    package static let databases = "BACKUP_DATABASES"

    /// Lines of shell that write a dump to the file `$1` and read it to its end.
    package var script: [String]
    package var environment: [Variable]
    /// A variable of that environment that no other engine's has.
    package var mark: String
    /// Names the files; nil: the value of `mark` does.
    package var name: String?
    package var note: String?
    /// Where the server's own volume is, to read from; nil: the dump needs nothing of it.
    package var dataPath: String?
    /// The variable of the port, which is in the environment only where the server has another port than usual. Nil: the
    /// programs ask for none.
    package var portVariable: String?

    package init(
      script: [String], environment: [Variable], mark: String, name: String? = nil, note: String? = nil,
      dataPath: String? = nil, portVariable: String? = nil
    ) {
      self.dataPath = dataPath
      self.portVariable = portVariable
      self.script = script
      self.environment = environment
      self.mark = mark
      self.name = name
      self.note = note
    }
  }

  /// How a server takes a new value of one of its secrets.
  package struct PasswordChange: Hashable, Sendable {
    /// The id of the secret in the program.
    package var secret: String
    /// The words of a command in the server's container, which reads the value from its standard input; empty: the server
    /// reads the value at every start.
    package var command: [String]
    /// How many lines with the value the command reads.
    package var lines: Int
    /// The command reads the former value in the container as well, so that a new container must follow.
    package var readsFormer: Bool

    package init(_ secret: String, command: [String] = [], lines: Int = 1, readsFormer: Bool = false) {
      self.secret = secret
      self.command = command
      self.lines = lines
      self.readsFormer = readsFormer
    }
  }

  /// How a dump is brought back.
  package enum Restore: Hashable, Sendable {
    /// A command in the server's container that reads it from its standard input.
    case command(String)
    /// What a person does, one sentence with its period.
    case instruction(String)
  }
}
