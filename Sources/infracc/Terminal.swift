import Diagnostics
import Glibc

/// Standard output, standard error and what the terminal wants.
enum Terminal {
  /// Results go to standard output. A reader that went away has what it wanted; anything else that keeps a result from
  /// being written ends the program.
  static func write(_ text: String) {
    let failure = put(text, to: 1)
    if failure == 0 || failure == EPIPE { return }
    complain("infracc: cannot write to standard output: \(String(cString: strerror(failure)))\n")
    Glibc.exit(ExitStatus.unwritten)
  }

  /// Everything else goes to standard error.
  static func complain(_ text: String) { _ = put(text, to: 2) }

  /// 0, or why it failed.
  private static func put(_ text: String, to descriptor: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count >= 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
  }

  /// Colours when standard error is a terminal and nobody said otherwise (no-color.org).
  static func decorator(_ choice: ColorChoice) -> Decorator {
    switch choice {
    case .always: return Decorator(isEnabled: true)
    case .never: return .plain
    case .auto:
      let refuses = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
      let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? false
      return Decorator(isEnabled: !refuses && !isDumb && isatty(2) == 1)
    }
  }
}
