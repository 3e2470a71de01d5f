package import Diagnostics

/// How many processes or threads a command line starts, as far as it says so.
package enum ProcessCount: Equatable {
  /// That many; the place is where the number is written, nil where it is the program's own.
  case exact(Int, Span?)
  /// What a variable holds when the program starts.
  case variable(String, fallback: Int?, Span?)
  /// One for every processor of the host, whatever the container may use.
  case hostCPUs
  /// Nothing tells.
  case unknown

  /// The value of a flag: a number, `$NAME` or `${NAME:-4}`.
  init(_ word: ShellWord) {
    if let number = Int(word.text), number >= 0 {
      self = .exact(number, word.span)
      return
    }
    guard word.text.hasPrefix("$") else {
      self = .unknown
      return
    }
    var name = word.text.dropFirst()
    if name.hasPrefix("{"), name.hasSuffix("}") { name = name.dropFirst().dropLast() }
    let plain = name.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    let rest = name.dropFirst(plain.count)
    let fallback = rest.hasPrefix(":-") ? Int(rest.dropFirst(2)) : rest.hasPrefix("-") ? Int(rest.dropFirst()) : nil
    let isUnderstood = !plain.isEmpty && (rest.isEmpty || fallback != nil)
    self = isUnderstood ? .variable(String(plain), fallback: fallback, word.span) : .unknown
  }
}
