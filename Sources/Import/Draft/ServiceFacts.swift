import Diagnostics
import Emit
import Engines
import IR

/// How much a source counts where two of them say different things: what runs in production today before what would run
/// by the other files, and files before what is concluded from code.
enum SourceRank: Int, Comparable {
  case envTemplate
  case code
  case dockerfile
  case processFile
  case stack
  case platform

  static func < (a: SourceRank, b: SourceRank) -> Bool { a.rawValue < b.rawValue }
}

/// A place of a file, as remarks name it.
package struct DraftPlace: Hashable, Sendable {
  package let path: String
  /// From 1; nil: the file as a whole.
  package let line: Int?

  package init(_ path: String, _ line: Int? = nil) {
    self.path = path
    self.line = line
  }

  /// `docker-compose.yml:12`.
  package var text: String { line.map { "\(path):\($0)" } ?? path }
}

/// Something that the topology does not say as the file did: what could not be carried over, or was read otherwise, and
/// why.
package struct DraftRemark: Hashable, Sendable {
  package let place: DraftPlace
  package let text: String

  package init(_ place: DraftPlace, _ text: String) {
    self.place = place
    self.text = text
  }
}

/// A value for a key of the language, from one source.
struct Claim {
  var value: YAMLValue
  let place: DraftPlace
  /// Comments of the file that belong to it.
  var comments: [String] = []
  /// How the target of the file would write it, for types of services that have no such key.
  var settings: [RawSetting] = []
}

/// A setting as the file of a target has it.
struct RawSetting {
  let target: String
  /// The keys on the way to it.
  let path: [String]
  let value: YAMLValue
}

/// Another service that must have started first.
struct DraftNeed {
  enum Condition: String {
    case started
    case healthy
    case done
  }

  let service: String
  let condition: Condition
  let place: DraftPlace
}

/// What one source says of one service, in keys of the language. Nothing is decided here: sources may contradict each
/// other.
struct ServiceFacts {
  /// What a source says of the kind of process.
  enum Role {
    case web
    case worker
    case cron
  }

  /// The path of the file, as remarks name it.
  let source: String
  let rank: SourceRank
  let place: DraftPlace
  /// Names that it may get, the best first.
  var names: [String]
  var claims: [ServiceKey: Claim] = [:]
  /// The store that it is; nil: none that is known.
  var engine: StoreEngine?
  /// The directory of its code; nil: a finished image, or not known.
  var folder: String?
  /// The hand-written Dockerfile.
  var dockerfile: String?
  var target: String?
  /// The line that its container runs, as far as the source says.
  var command: String?
  var role: Role?
  /// Something shows that it answers requests: a port, a path of a health check, a domain.
  var listens = false
  /// Ports of the host by the port in the container.
  var published: [Int: Int] = [:]
  /// Names by which others reach it.
  var hosts: Set<String> = []
  var variables: [DraftVariable] = []
  var needs: [DraftNeed] = []
  /// Settings without a key of the language, by target.
  var raw: [String: YAMLMapping] = [:]
  /// Comments above the service.
  var comments: [String] = []
  /// It runs the code of its directory as the server of the same code is built.
  var isBuiltAsServer = false
  /// It is a store that the platform runs.
  var isManaged = false
  /// It exists for developers alone.
  var isForDevelopment = false
  /// The profiles of compose that start it.
  var profiles: Set<String> = []
  /// The only environment that has it; nil: all have it.
  var environment: String?
  /// Variables with passwords of a store's accounts: others may have the same value.
  var passwords: [DraftVariable] = []
  /// The directory of the file that speaks of it.
  var home: String?
  /// Templates of env files whose variables it gets whole.
  var templates: [String] = []
  /// The same in other environments, by name, where the source says so.
  var variants: [(environment: String, facts: ServiceFacts)] = []

  init(_ names: [String], source: String, rank: SourceRank, at place: DraftPlace) {
    self.names = names
    self.source = source
    self.rank = rank
    self.place = place
  }

  mutating func claim(
    _ key: ServiceKey, _ value: YAMLValue, at place: DraftPlace, comments: [String] = [], settings: [RawSetting] = []
  ) {
    claims[key] = Claim(value: value, place: place, comments: comments, settings: settings)
  }

  /// What holds in an environment; nil: production.
  func inEnvironment(_ name: String?) -> ServiceFacts {
    variants.first { $0.environment == name }?.facts ?? self
  }
}

/// A variable as a source has it.
struct DraftVariable {
  /// Where its value comes from, as far as a source says more than the text.
  enum Supply {
    case written
    /// The platform makes a random value.
    case generated
    /// An operator supplies it.
    case operatorSupplied
    /// It may be missing.
    case optional
  }

  let name: String
  /// Nil: only the name is known.
  let value: HoledText?
  let place: DraftPlace
  let rank: SourceRank
  var comments: [String] = []
  var supply = Supply.written
  /// An argument of the build, which is a variable where browsers read it.
  var isBuildArgument = false
  /// The code reads it and no file has it.
  var isRead = false
  /// A property of another service of the platform, in place of a value.
  var reference: PlatformVariable.Reference?
  /// Several services have it by the name of a group.
  var isOfGroup = false
}
