package typealias Milliseconds = Int

package struct Build: Boxed, Hashable, Sendable {
  package enum Builder: String, Sendable, CaseIterable {
    case dockerfile
    case railpack
  }

  package struct Fields: Hashable, Sendable {
    package var builder: Builder = .dockerfile
    /// Folder of the code, relative to the topology, without `./`; `.` is the topology's folder itself.
    package var root: String
    /// Directory above `root` that a generated image is built from, with the lock file of several projects. Relative to the
    /// topology.
    package var workspace: String?
    /// A hand-written Dockerfile, relative to the topology. Nil: generated from `recipe`.
    package var dockerfile: String?
    package var recipe: Recipe?
    /// The user that the image of a hand-written Dockerfile runs as, where it is a number; nil: not known.
    package var account: Store.Account?
    package var target: String?
    /// Values for `ARG`, beside the variables of phase `build`.
    package var args: [Variable] = []
    /// What is run to build, where Railpack does it. Nil: what Railpack finds.
    package var command: String?
    /// Ids of secrets for `RUN --mount=type=secret`.
    package var secrets: [String] = []
    /// Globs relative to the topology's folder, `!` negates: `backend/**`.
    package var watch: [String] = []
    /// Name under which the image is pushed, without tag; nil: `<project>-<service>`.
    package var push: String?
    /// Another service that builds this very image: the first one in declaration order with equal build and root.
    package var sharedWith: String?
    /// Folders of siblings inside this root, relative to the topology: excluded from the context.
    package var nestedRoots: [String] = []
    /// False where another service of the same root comes first and has another recipe; set by `Program.settleImages`.
    package var isFirstOfRoot = true
    /// The environment that a generated Dockerfile is for, where the recipe is not the same in all of them; set by
    /// `Program.settleImages`.
    package var variant: String?
  }

  package var box: Box<Fields>

  package init(root: String) { box = Box(Fields(root: root)) }

  /// The directory that a generated image is built from, relative to the topology.
  package var sources: String { self.workspace ?? self.root }

  /// The directory that a hand-written Dockerfile is built from, relative to the topology: `root` where the Dockerfile is
  /// in it, else the topology's own.
  package var writtenContext: String {
    let root = self.root
    guard let dockerfile = self.dockerfile, root != ".", !dockerfile.hasPrefix(root + "/") else { return root }
    return "."
  }
}

/// A further port that a service listens on.
package struct NamedPort: Hashable, Sendable {
  /// The protocol below that of the application.
  package enum Transport: String, Sendable, CaseIterable {
    case tcp
    case udp
  }

  /// What others refer to: `metrics` of `port_metrics`.
  package var name: String
  /// From 1 to 65535.
  package var port: Int
  package var transport: Transport
  /// The number of the span of the number.
  package var span: Int?

  package init(_ name: String, _ port: Int, transport: Transport = .tcp, span: Int? = nil) {
    self.name = name
    self.port = port
    self.transport = transport
    self.span = span
  }
}

/// Who can reach a service from outside.
package struct Exposure: Hashable, Sendable {
  package var isPublic = false
  /// Own domains, the primary one first.
  package var domains: [String] = []
  /// Public without an own domain: the platform gives one.
  package var hasPlatformDomain = false
  /// A TCP proxy (stores).
  package var isTCP = false

  package init() {}
}

package struct Health: Hashable, Sendable {
  package enum Check: Hashable, Sendable {
    case http(path: String)
    case command(Command)
    /// The image's own check is switched off.
    case none
  }

  package var check: Check
  /// A command beside an HTTP path: platforms ask the path, compose runs the command.
  package var command: Command?
  /// The port that an HTTP path is asked at, where it is not the port of the service.
  package var port: Int?
  /// The limit of one probe.
  package var timeout: Milliseconds = 5_000
  /// How long a new version may take to become healthy.
  package var within: Milliseconds = 300_000
  package var interval: Milliseconds = 10_000
  package var startPeriod: Milliseconds = 30_000
  package var retries = 3
  /// How an HTTP path can be asked inside the container; nil: unknown image.
  package var probe: Recipe.HTTPProbe?

  package init(_ check: Check) { self.check = check }
}

package struct Resources: Hashable, Sendable {
  package var cpuMilli: Int
  package var memoryBytes: Int
  package var storageBytes: Int?
  package var reserveCPUMilli: Int?
  package var reserveMemoryBytes: Int?
  /// What one replica holds when nothing happens; 0 for what runs now and then.
  package var idleMemoryBytes = 0
  /// The same of a program of which nothing is known: an estimate, not a measurement.
  package static let usualIdleMemory = 30 << 20

  package init(cpuMilli: Int, memoryBytes: Int, storageBytes: Int? = nil, idleMemoryBytes: Int = 0) {
    self.cpuMilli = cpuMilli
    self.memoryBytes = memoryBytes
    self.storageBytes = storageBytes
    self.idleMemoryBytes = idleMemoryBytes
  }
}

package struct Scale: Hashable, Sendable {
  package struct Autoscale: Hashable, Sendable {
    package var min: Int
    package var max: Int
    package var cpuPercent: Int?
    package var memoryPercent: Int?

    package init(min: Int, max: Int, cpuPercent: Int?, memoryPercent: Int?) {
      self.min = min
      self.max = max
      self.cpuPercent = cpuPercent
      self.memoryPercent = memoryPercent
    }
  }

  package var replicas = 1
  package var autoscale: Autoscale?

  package init() {}
}

package struct Restart: Hashable, Sendable {
  package enum Policy: String, Sendable, CaseIterable {
    case onFailure = "on-failure"
    case always
    case never
  }

  package var policy = Policy.onFailure
  package var maxRetries = 10

  package init() {}
}

package struct Need: Hashable, Sendable {
  package enum Condition: String, Sendable, CaseIterable {
    case started
    case healthy
    case done
  }

  package var service: String
  package var condition: Condition

  package init(service: String, condition: Condition) {
    self.service = service
    self.condition = condition
  }
}

package struct Pool: Hashable, Sendable {
  package var service: String
  package var size: Int
  package var overflow: Int
  /// Assumed (SQLAlchemy's 5 + 10), not declared.
  package var isAssumed: Bool

  package init(service: String, size: Int, overflow: Int, isAssumed: Bool) {
    self.service = service
    self.size = size
    self.overflow = overflow
    self.isAssumed = isAssumed
  }
}

package struct Server: Hashable, Sendable {
  /// `uvicorn` or `gunicorn`.
  package var kind: String
  /// The image has a command of its own, which is kept: what is here is what the type mostly runs, and nothing of it
  /// is written.
  package var isAssumed = false
  /// `main:app`.
  package var app: String
  package var gracefulTimeout: Milliseconds
  package var keepalive: Milliseconds
  package var workerClass: String?
  package var timeout: Milliseconds?
  package var threads: Int?
  package var maxRequests: Int?
  package var maxRequestsJitter: Int?
  /// The variable that holds the level of a server's log.
  package static let logLevelVariable = "LOG_LEVEL"

  /// The value of `LOG_LEVEL` where the server is started with it; nil: the server has its own default.
  package var logLevel: String?
  /// Further settings of gunicorn, in order of declaration.
  package var extra: [Recipe.Pair] = []

  package init(kind: String, app: String, gracefulTimeout: Milliseconds, keepalive: Milliseconds) {
    self.kind = kind
    self.app = app
    self.gracefulTimeout = gracefulTimeout
    self.keepalive = keepalive
  }
}

extension Service {
  /// Whether every text in the values of variables and build arguments is made of printable ASCII without quotes, `$`,
  /// backslash and backquote: all file formats and shells take such texts as they stand.
  package var hasPlainValues: Bool {
    func isPlain(_ variable: Variable) -> Bool {
      variable.value?.isPlain != false && variable.surface?.isPlain != false
    }
    return env.allSatisfy(isPlain) && (build?.args.allSatisfy(isPlain) ?? true)
  }
}

extension Expression {
  fileprivate var isPlain: Bool {
    switch self {
    case .literal(let text):
      return text.utf8.withContiguousStorageIfAvailable { $0.allSatisfy(Self.isPlain) }
        ?? text.utf8.allSatisfy(Self.isPlain)
    case .output, .secret, .variable, .environment: return true
    case .url(let url):
      return url.user?.isPlain != false && url.password?.isPlain != false && url.host.isPlain
        && url.port?.isPlain != false && url.path?.isPlain != false && url.query.allSatisfy { $0.value.isPlain }
    case .concat(let parts), .join(_, let parts), .alternative(let parts): return parts.allSatisfy(\.isPlain)
    case .encode(_, let inner): return inner.isPlain
    }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "$"), UInt8(ascii: "\\"), UInt8(ascii: "`"): false
    default: byte >= 0x20 && byte < 0x7F
    }
  }
}
