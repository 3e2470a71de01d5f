import Glibc

/// Waits for a program and reads what it writes, but not forever. At its end nothing of the program's group is left.
struct ProcessWait {
  enum Ending: Equatable {
    case ended(Int32)
    case killed(Int32)
    case tooSlow
    case tooMuch
    /// We are to end ourselves.
    case interrupted
  }

  /// A program that has ended may have left others behind that hold its output open: it is asked so often, in
  /// milliseconds.
  private static let tick = 50.0

  private let process: pid_t
  /// In milliseconds.
  private let deadline: Double

  init(_ process: pid_t, seconds: Double) {
    self.process = process
    deadline = Self.now() + seconds * 1000
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
  }

  mutating func run(_ output: PipeReader, _ complaints: PipeReader) -> Ending {
    var ending: Ending?
    while ending == nil {
      wait(for: [output, complaints])
      output.drain()
      complaints.drain()
      if output.isOverfull {
        ending = .tooMuch
      } else if hasEnded {
        // What it wrote last may have come after the last look.
        output.drain()
        complaints.drain()
        if output.isOverfull { ending = .tooMuch }
        break
      } else if Self.now() >= deadline {
        ending = .tooSlow
      } else if SignalHold.isPending {
        ending = .interrupted
      }
    }
    // Before its number is given back, so that it can be nobody else's.
    kill(-process, SIGKILL)
    let status = reap()
    return ending ?? status
  }

  /// Until something can be read or the program may have ended.
  private func wait(for pipes: [PipeReader]) {
    var files = pipes.filter { !$0.isAtEnd }.map { pollfd(fd: $0.reader, events: Int16(POLLIN), revents: 0) }
    // Both ends closed: it ends now, mostly.
    let longest = files.isEmpty ? 1 : Self.tick
    poll(&files, nfds_t(files.count), Int32(max(0, min(longest, deadline - Self.now())).rounded(.up)))
  }

  /// Whether it has ended, without taking note of it.
  private var hasEnded: Bool {
    var info = siginfo_t()
    if waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0 { return info.si_signo == SIGCHLD }
    return errno != EINTR
  }

  private func reap() -> Ending {
    var state: Int32 = 0
    while waitpid(process, &state, 0) < 0 {
      // Somebody ignores the ends of all children: then it is gone without a word.
      if errno != EINTR { return .ended(0) }
    }
    let signal = state & 0x7f
    return signal == 0 ? .ended(state >> 8 & 0xff) : .killed(signal)
  }
}
