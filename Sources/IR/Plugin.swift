/// What an emitter outside of the program says about itself when it is called with `describe`.
package struct PluginDescription: Hashable, Sendable {
  /// The word of `targets:`.
  package var name: String
  /// One line for `infracc targets`.
  package var summary = ""
  /// The versions of the IR that it reads: `1.0`.
  package var versions: [String]
  package var scope = Scope.environment
  /// The files it writes, for `infracc targets`.
  package var files: [String] = []
  package var options: [Option] = []
  package var capabilities = Capabilities()

  package enum Scope: String, Hashable, Sendable, CaseIterable {
    /// Called once for each environment.
    case environment
    /// Called once with all environments.
    case project
  }

  /// A key of `options: <name>:`.
  package struct Option: Hashable, Sendable {
    package var name: String
    package var summary = ""
    /// Values that it takes; empty: any.
    package var values: [String] = []

    package init(name: String, summary: String = "", values: [String] = []) {
      self.name = name
      self.summary = summary
      self.values = values
    }
  }

  package init(name: String, versions: [String] = [IRCoding.version]) {
    self.name = name
    self.versions = versions
  }
}

/// What it answers when it is called with `emit`.
package struct PluginResponse: Hashable, Sendable {
  package var version: String
  package var files: [File] = []
  package var findings: [Finding] = []

  package struct File: Hashable, Sendable {
    /// Relative to the folder that the request names.
    package var path: String
    package var content: String
    package var mode = Mode.plain
    /// Only its owner may read it.
    package var isSensitive = false
    /// False for files that belong to one machine.
    package var isCommitted = true
    /// The comment in which infracc puts its two lines above the content; nil: it adds nothing.
    package var header: Header?

    package init(path: String, content: String) {
      self.path = path
      self.content = content
    }
  }

  /// All that is let through: no bits of other users, none that lend rights.
  package enum Mode: String, Hashable, Sendable, CaseIterable {
    case plain = "0644"
    case program = "0755"
    case secret = "0600"
    case secretProgram = "0700"

    package var isExecutable: Bool { self == .program || self == .secretProgram }
    package var isPrivate: Bool { self == .secret || self == .secretProgram }
  }

  package enum Header: String, Hashable, Sendable, CaseIterable {
    case hash
    case sql
    case html
    case slashes
    case semicolon
    case percent
  }

  package struct Finding: Hashable, Sendable {
    /// `X-<name>-<number>`.
    package var code: String
    package var severity: Severity
    package var message: String
    /// An index into the `programs` of the request.
    package var program = 0
    /// An index into the `spans` of that program.
    package var span: Int?
    package var notes: [String] = []
    package var help: [String] = []

    package init(code: String, severity: Severity, message: String) {
      self.code = code
      self.severity = severity
      self.message = message
    }
  }

  package enum Severity: String, Hashable, Sendable, CaseIterable {
    case error
    case warning
    case info
  }

  package init(version: String = IRCoding.version) { self.version = version }
}
