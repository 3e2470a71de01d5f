import CSpawn
import Glibc

/// Keeps signals that would end this program waiting until what it has begun is cleared away.
struct SignalHold {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  private var previous = sigset_t()

  init() {
    var held = sigset_t()
    sigemptyset(&held)
    for signal in Self.signals { sigaddset(&held, signal) }
    pthread_sigmask(SIG_BLOCK, &held, &previous)
  }

  /// Whether one of them waits.
  static var isPending: Bool {
    var pending = sigset_t()
    sigpending(&pending)
    return signals.contains { sigismember(&pending, $0) == 1 }
  }

  /// Lets them come: mostly this is the end.
  mutating func release() { pthread_sigmask(SIG_SETMASK, &previous, nil) }
}
