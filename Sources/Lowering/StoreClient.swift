import Model
import Resolution

/// What one process of a service opens to a database where no pool is declared.
struct StoreClient {
  /// Nil: nothing.
  let size: Int?
  /// It opens more beyond its size.
  let overflows: Bool
  /// `size` is the least that is likely.
  let isLeast: Bool
  /// It opens a connection for every request.
  let isUnbounded: Bool
  /// `size` is the maximum, not an assumption about settings in the code.
  let isExact: Bool

  /// The size of a declared pool without `size`.
  var standardSize: Int { size ?? PoolArithmetic.assumedSize }

  private init(
    _ size: Int?, overflows: Bool = false, isLeast: Bool = false, isUnbounded: Bool = false, isExact: Bool = false
  ) {
    self.size = size
    self.overflows = overflows
    self.isLeast = isLeast
    self.isUnbounded = isUnbounded
    self.isExact = isExact
  }

  init(of service: ServiceSymbol, in analysis: EnvironmentAnalysis) {
    if PoolArithmetic.isUnknown(service, in: analysis.symbols) {
      self.init(PoolArithmetic.unknownSize, isLeast: true)
      return
    }
    switch PoolArithmetic.model(of: service, in: analysis.symbols) {
    case .none: self.init(nil)
    case .sqlalchemy: self.init(PoolArithmetic.assumedSize, overflows: true)
    case .driver(let most): self.init(most)
    case .unbounded: self.init(PoolArithmetic.unboundedSize, isLeast: true, isUnbounded: true)
    case .perThread:
      switch ServerLowering.threads(of: service) {
      case .exact(let threads): self.init(threads, isExact: true)
      case .unknown: self.init(1, isLeast: true)
      case .perRequest: self.init(PoolArithmetic.unboundedSize, isLeast: true, isUnbounded: true)
      }
    }
  }
}

extension ServerLowering {
  /// The number of threads of a process of a service.
  static func threads(of service: ServiceSymbol) -> ThreadCount {
    if let started = service.startedThreads { return started }
    if service.hasWrittenCommand { return .unknown }
    guard service.traits.contains(.server) else { return .exact(1) }
    guard let workerClass = service.workerClass else { return .perRequest }
    return ThreadCount.gunicorn(workerClass, threads: service.declaration.server?.value.threads?.value)
  }
}
