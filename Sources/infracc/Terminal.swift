import Diagnostics
import Glibc

/// Standard output and standard error. Whatever is written to them passes here and has nothing left in it that acts on a
/// terminal: control characters and the marks that turn the writing direction are made visible.
enum Terminal {
  /// Results go to standard output. A reader that went away has what it wanted; anything else that keeps a result from
  /// being written ends the program.
  /// - Parameter isStyled: whether the text has the colors of a `Decorator`.
  static func write(_ text: String, isStyled: Bool = false) { deliver(DisplayText.inert(text, isStyled: isStyled)) }

  /// A document goes to standard output byte for byte, unless a terminal shows it.
  static func write(document text: String) { deliver(isatty(1) == 1 ? DisplayText.inert(text) : text) }

  /// Everything else goes to standard error.
  /// - Parameter isStyled: whether the text has the colors of a `Decorator`.
  static func complain(_ text: String, isStyled: Bool = false) {
    _ = put(DisplayText.inert(text, isStyled: isStyled), to: 2)
  }

  private static func deliver(_ text: String) {
    let failure = put(text, to: 1)
    if failure == 0 || failure == EPIPE { return }
    complain("infracc: cannot write to standard output: \(String(cString: strerror(failure)))\n")
    Glibc.exit(ExitStatus.unwritten)
  }

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

  /// Colors when standard error is a terminal, or the output that is named, unless an option or variable decides (no-color.org).
  static func decorator(_ choice: ColorChoice, output: Int32 = 2) -> Decorator {
    switch choice {
    case .always: return Decorator(isEnabled: true)
    case .never: return .plain
    case .auto:
      let refuses = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
      let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? false
      return Decorator(isEnabled: !refuses && !isDumb && isatty(output) == 1)
    }
  }
}
