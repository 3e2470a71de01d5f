import Emit
import Glibc

/// The texts of files in order, one after the other. Where there are many files a second thread makes them ahead of the
/// caller, who helps while he would have to wait; what a file holds does not depend on who makes it.
///
/// A slot belongs to the thread that makes a text in it until the text is marked as ready, then to the caller until he
/// asks for the next one. All else is read and written under the lock.
final class TextsAhead: @unchecked Sendable {
  /// A text and its hash.
  final class Slot {
    fileprivate(set) var text = TextWriter()
    fileprivate(set) var digest = ""
    /// The number of the file whose text it is.
    fileprivate var ready: Int?

    fileprivate func make(_ file: EmittedFile) {
      text.truncate(to: 0)
      digest = file.write(to: &text) ?? text.withBytes { sha256Hex($0) }
    }
  }

  /// From how many files on a second thread is worth its start.
  private static let worthAThread = 200
  /// How many texts exist at once.
  private static let window = 32

  private let files: [EmittedFile]
  private let slots: [Slot]
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var worker: pthread_t?
  /// The file that the caller asked for last, and the one that is made next.
  private var current = 0
  private var next = 0
  private var isOver = false

  init(_ files: [EmittedFile]) {
    self.files = files
    let isParallel = files.count >= Self.worthAThread && sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1
    slots = (0..<(isParallel ? Self.window : 1)).map { _ in Slot() }
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
    if isParallel { startWorker() }
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  /// The text of a file; it is valid until the next one is asked for.
  /// - Parameter index: larger than that of the call before.
  func text(of index: Int) -> Slot {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    current = index
    next = max(next, index)
    pthread_cond_broadcast(changed)
    let slot = slots[index % slots.count]
    while slot.ready != index {
      if !makeNext() { pthread_cond_wait(changed, lock) }
    }
    return slot
  }

  /// To be called when no more texts are asked for.
  func end() {
    pthread_mutex_lock(lock)
    isOver = true
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(lock)
    if let worker { pthread_join(worker, nil) }
    worker = nil
  }

  /// Makes the next text where there is a slot for it; the lock is held before and after.
  private func makeNext() -> Bool {
    guard next < files.count, next < current + slots.count else { return false }
    let index = next
    next += 1
    let slot = slots[index % slots.count]
    slot.ready = nil
    pthread_mutex_unlock(lock)
    slot.make(files[index])
    pthread_mutex_lock(lock)
    slot.ready = index
    pthread_cond_broadcast(changed)
    return true
  }

  private func startWorker() {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self)
    let failure = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<TextsAhead>.fromOpaque(context).takeRetainedValue().work()
        return nil
      }, context.toOpaque())
    // Without a second thread the caller makes all texts.
    if failure == 0 { worker = thread } else { context.release() }
  }

  private func work() {
    pthread_mutex_lock(lock)
    while !isOver, next < files.count {
      if !makeNext() { pthread_cond_wait(changed, lock) }
    }
    pthread_mutex_unlock(lock)
  }
}
