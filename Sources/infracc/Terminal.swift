import Diagnostics
import Glibc

/// Standard output, standard error and what the terminal wants.
enum Terminal {
  /// Results go to standard output.
  static func write(_ text: String) { put(text, to: 1) }

  /// Everything else goes to standard error.
  static func complain(_ text: String) { put(text, to: 2) }

  private static func put(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
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
