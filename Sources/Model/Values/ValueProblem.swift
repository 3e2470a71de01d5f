package import Diagnostics

/// Why a text is not the value that its place needs.
package struct ValueProblem: Error, Sendable {
  /// What to write instead.
  package struct Replacement: Hashable, Sendable {
    package let text: String
    package let applicability: FixIt.Applicability
    /// What it takes the place of; nil is the whole text.
    package let range: Range<Int>?
    package let title: String
    /// The help of the problem names what to write already, so that the title need not be repeated there.
    package let isInHelp: Bool

    /// - Parameters:
    ///   - range: what the text replaces; nil is the whole.
    ///   - title: nil is "write `text`".
    package init(
      _ text: String, _ applicability: FixIt.Applicability, range: Range<Int>? = nil, title: String? = nil,
      isInHelp: Bool = false
    ) {
      self.text = text
      self.applicability = applicability
      self.range = range
      self.title = title ?? "write `\(text)`"
      self.isInHelp = isInHelp
    }
  }

  package let kind: DiagnosticKind
  package let message: String
  /// UTF-8 offsets in the text.
  package let range: Range<Int>
  package var label: String
  package var help: [String]
  package var replacement: Replacement?

  package init(
    _ kind: DiagnosticKind, _ range: Range<Int>, _ message: String, label: String = "", help: [String] = [],
    replacement: Replacement? = nil
  ) {
    self.kind = kind
    self.range = range
    self.message = message
    self.label = label
    self.help = help
    self.replacement = replacement
  }
}

extension ValueProblem {
  /// The same problem of a text that begins at `offset` of a longer one and is `count` bytes long.
  func moved(by offset: Int, count: Int) -> ValueProblem {
    var result = ValueProblem(
      kind, (range.lowerBound + offset)..<(range.upperBound + offset), message, label: label, help: help)
    if let replacement {
      let range = replacement.range ?? 0..<count
      result.replacement = Replacement(
        replacement.text, replacement.applicability,
        range: (range.lowerBound + offset)..<(range.upperBound + offset), title: replacement.title,
        isInHelp: replacement.isInHelp)
    }
    return result
  }
}

extension String {
  /// The text for a message: long ones are cut, line breaks shown.
  package var quotedForMessage: String {
    let line = String(map { $0.isNewline ? " " : $0 })
    return line.count <= 40 ? "`\(line)`" : "`\(line.prefix(37))…`"
  }
}
