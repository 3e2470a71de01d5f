/// How many threads a process of a program works with.
package enum ThreadCount: Sendable, Equatable {
  case exact(Int)
  /// One, or something like it, for each request that is open: asynchronous servers, gevent.
  case perRequest
  /// Nothing tells.
  case unknown

  /// What a class of gunicorn's workers does (gunicorn 27). `threads` is its setting; nil: the default, 1, which a
  /// `gthread` worker of infracc's own command line has as 4.
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
