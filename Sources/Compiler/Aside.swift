import Glibc

/// Work that a second thread does while the caller goes on.
package final class Aside<Result: Sendable>: @unchecked Sendable {
  private let work: @Sendable () -> Result
  /// Of the thread that works, until it is joined; then of the caller.
  private var result: Result?
  private var thread: pthread_t?

  /// - Parameter isWorthAThread: false where the work takes less time than a thread takes to start.
  package init(isWorthAThread: Bool, _ work: @escaping @Sendable () -> Result) {
    self.work = work
    if isWorthAThread, sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1 { start() }
  }

  /// The result, when it is there. Without a second thread the caller does the work now.
  package func wait() -> Result {
    if let thread { pthread_join(thread, nil) }
    thread = nil
    let done = result ?? work()
    result = done
    return done
  }

  private func start() {
    var started = pthread_t()
    let context = Unmanaged.passRetained(Errand { self.result = self.work() })
    let failure = pthread_create(
      &started, nil,
      { context in
        if let context { Unmanaged<Errand>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, context.toOpaque())
    if failure == 0 { thread = started } else { context.release() }
  }
}

/// A closure as an object, which C can carry.
private final class Errand: @unchecked Sendable {
  let run: () -> Void

  init(_ run: @escaping () -> Void) { self.run = run }
}
