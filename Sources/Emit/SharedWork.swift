import Glibc

/// What emitters work out of one program for several files: made when it is first asked for, on whatever thread.
package final class SharedWork: @unchecked Sendable {
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  /// By type; read and written under the lock.
  private var values: [ObjectIdentifier: any Sendable] = [:]

  package init() { pthread_mutex_init(lock, nil) }

  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
  }

  /// The only value of its type. A thread that asks while it is being made waits.
  func value<Value: Sendable>(_ make: () -> Value) -> Value {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    if let known = values[ObjectIdentifier(Value.self)] as? Value { return known }
    let made = make()
    values[ObjectIdentifier(Value.self)] = made
    return made
  }
}
