import Foundation
package import Testing

/// Suites whose tests mostly wait for programs and servers.
///
/// Swift runs tests on as many threads as the machine has processors, and a test that waits for a program keeps its
/// thread. On two processors a third of the time of the whole run went by with nothing to compute, and a suite whose
/// tests take turns came to an end last, since each of its tests was queued behind those of all other suites. These suites
/// run on threads of their own.
package struct WaitingTests: SuiteTrait, TestScoping {
  /// The suite has a thread to itself; else it shares two with others.
  fileprivate let isAlone: Bool

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(isAlone ? WaitingThreads(count: 1) : WaitingThreads.shared) {
      try await function()
    }
  }
}

extension Trait where Self == WaitingTests {
  /// For suites whose tests start servers or run tools for seconds.
  package static var waiting: Self { WaitingTests(isAlone: false) }

  /// For a `.serialized` suite that takes minutes.
  package static var waitingAlone: Self { WaitingTests(isAlone: true) }
}

/// Threads that run what is given to them in the order in which it comes. They last as long as the process.
private final class WaitingThreads: TaskExecutor, @unchecked Sendable {
  static let shared = WaitingThreads(count: 2)

  private let condition = NSCondition()
  private var jobs: [UnownedJob] = []

  init(count: Int) {
    for _ in 0..<count {
      let thread = Thread { [self] in
        while true { next().runSynchronously(on: asUnownedTaskExecutor()) }
      }
      // As the runner's threads have on Linux: texts nested as deeply as is allowed are read on it.
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let unowned = UnownedJob(job)
    condition.lock()
    jobs.append(unowned)
    condition.signal()
    condition.unlock()
  }

  private func next() -> UnownedJob {
    condition.lock()
    defer { condition.unlock() }
    while jobs.isEmpty { condition.wait() }
    return jobs.removeFirst()
  }
}
