package import JSON

/// The checked, merged topology of one environment: every reference resolved, every default filled in, every derived
/// number computed. Emitters and reports read only this.
package struct Program: Hashable, Sendable {
  package var project: String
  package var environment: EnvironmentInfo
  /// The deploy targets that the topology lists, in its order.
  package var targets: [String]
  /// Where they are listed, by name; empty where nobody wrote them.
  package var targetPlaces: [String: Int] = [:]
  /// Options per target as written under `options:`, values checked by the target.
  package var options: [String: JSONValue]
  package var repository: Repository?
  package var sources: [SourceInfo]
  /// In the order: stores' own secrets, then declared ones in order of declaration.
  package var secrets: [SecretInfo]
  /// Shared variables that are not secret, with their value in this environment, in order of declaration.
  package var shared: [Variable]
  /// Enabled services in order of declaration; stores are services too.
  package var services: [Service]
  package var edges: [Edge]
  /// One for each PostgreSQL service.
  package var connectionBudgets: [ConnectionBudget]
  /// One for each store whose memory is tuned.
  package var memoryBudgets: [MemoryBudget]
  /// Places in the sources, named by index from everything that has one.
  package var spans: [SpanInfo]

  package init(project: String, environment: EnvironmentInfo) {
    self.project = project
    self.environment = environment
    self.targets = []
    self.options = [:]
    self.repository = nil
    self.sources = []
    self.secrets = []
    self.shared = []
    self.services = []
    self.edges = []
    self.connectionBudgets = []
    self.memoryBudgets = []
    self.spans = []
  }

  /// The service with that declared name, nil where it is not enabled in this environment.
  package func service(_ name: String) -> Service? { services.first { $0.name == name } }

  package func secret(_ id: String) -> SecretInfo? { secrets.first { $0.id == id } }
}

package struct EnvironmentInfo: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case standard
    case preview
    case local
  }

  package var name: String
  package var kind: Kind
  /// The environment whose values this one starts from (`from:`), if any.
  package var base: String?

  package init(name: String, kind: Kind = .standard, base: String? = nil) {
    self.name = name
    self.kind = kind
    self.base = base
  }
}

package struct Repository: Hashable, Sendable {
  /// `owner/name`.
  package var github: String
  package var branch: String?

  package init(github: String, branch: String?) {
    self.github = github
    self.branch = branch
  }
}

package struct SourceInfo: Hashable, Sendable {
  package var path: String
  /// Lower-case hexadecimal SHA-256 of the bytes.
  package var sha256: String

  package init(path: String, sha256: String) {
    self.path = path
    self.sha256 = sha256
  }
}

/// A place for people and for findings of emitters: file, byte range, 1-based line and column (code points).
package struct SpanInfo: Hashable, Sendable {
  package var source: Int
  package var start: Int
  package var end: Int
  package var line: Int
  package var column: Int

  package init(source: Int, start: Int, end: Int, line: Int, column: Int) {
    self.source = source
    self.start = start
    self.end = end
    self.line = line
    self.column = column
  }
}

package struct SecretInfo: Hashable, Sendable {
  package enum Source: Hashable, Sendable {
    /// `alphabet` is `base64url`, `hex`, `alnum` or `uuid`; `bytes` of randomness.
    case generate(alphabet: String, bytes: Int)
    case external
  }

  /// `shared/NAME` or `<service>/password`, `<service>/app_password`.
  package var id: String
  /// The name in env files: `TIINGO_API_KEY`, `POSTGRES_PASSWORD`.
  package var env: String
  package var source: Source
  package var isRequired: Bool
  /// True when every value it can have needs no percent-encoding inside a URL.
  package var isURLSafe: Bool
  /// Services that use it, in order of declaration.
  package var usedBy: [String]
  package var differsFrom: [String]
  package var pattern: String?
  package var doc: String?
  /// True for a store's own passwords.
  package var isStoreOwned: Bool

  package init(
    id: String, env: String, source: Source, isRequired: Bool = true, isURLSafe: Bool, usedBy: [String] = [],
    differsFrom: [String] = [], pattern: String? = nil, doc: String? = nil, isStoreOwned: Bool = false
  ) {
    self.id = id
    self.env = env
    self.source = source
    self.isRequired = isRequired
    self.isURLSafe = isURLSafe
    self.usedBy = usedBy
    self.differsFrom = differsFrom
    self.pattern = pattern
    self.doc = doc
    self.isStoreOwned = isStoreOwned
  }
}

/// A reference between services.
package struct Edge: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case startup
    case address
  }

  package var from: String
  package var to: String
  package var kind: Kind
  package var condition: Need.Condition?
  package var span: Int?

  package init(from: String, to: String, kind: Kind, condition: Need.Condition? = nil, span: Int? = nil) {
    self.from = from
    self.to = to
    self.kind = kind
    self.condition = condition
    self.span = span
  }
}
