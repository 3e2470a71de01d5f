/// The number of threads of a process of a program.
package enum ThreadCount: Sendable, Equatable {
  case exact(Int)
  /// One, or an equivalent, for each open request: asynchronous servers, gevent.
  case perRequest
  /// It cannot be determined.
  case unknown

  /// The threads of a class of gunicorn's workers (gunicorn 27). `threads` is its setting; nil: the default, 1, or 4 for a
  /// `gthread` worker, as infracc's own command line sets it.
  package static func gunicorn(_ workerClass: String, threads: Int?) -> ThreadCount {
    switch workerClass {
    case "sync": .exact(max(1, threads ?? 1))
    case "gthread": .exact(max(1, threads ?? 4))
    default: .perRequest
    }
  }

  /// The sum of two programs of one line.
  func plus(_ other: ThreadCount) -> ThreadCount {
    switch (self, other) {
    case (.perRequest, _), (_, .perRequest): .perRequest
    case (.exact(let a), .exact(let b)): .exact(max(a, b))
    default: .unknown
    }
  }
}
