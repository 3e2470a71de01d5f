package import Diagnostics

/// The words of a command line as a POSIX shell reads them, with their places: quotes are taken away, operators end a
/// command. Expansions stay as they are written.
struct ShellLexer {
  enum Token: Equatable {
    case word(ShellWord)
    /// What separates two commands, with its characters.
    case separator(Separator, ShellWord)
  }

  enum Separator: Equatable {
    /// `;`, `&&`, `||`, a line break: the next command runs when this one has ended.
    case sequence
    /// `&`: both run.
    case background
    /// `|`: both run, and the second reads what the first prints.
    case pipe
  }

  private let bytes: [UInt8]
  private let place: (Range<Int>) -> Span
  private var index = 0

  /// - Parameters:
  ///   - text: the command line.
  ///   - place: the span of a range of bytes of the text.
  init(_ text: String, place: @escaping (Range<Int>) -> Span) {
    bytes = Array(text.utf8)
    self.place = place
  }

  /// Every token, in order. An open quote ends with the text.
  mutating func tokens() -> [Token] {
    var result: [Token] = []
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "("), UInt8(ascii: ")"):
        index += 1
      case UInt8(ascii: "\n"), UInt8(ascii: ";"):
        index += 1
        result.append(.separator(.sequence, ShellWord(";", span: place(index - 1..<index))))
      case UInt8(ascii: "&"), UInt8(ascii: "|"):
        let start = index
        let kind = separator()
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        result.append(.separator(kind, ShellWord(text, span: place(start..<index))))
      case UInt8(ascii: "#"):
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
      default:
        result.append(.word(word()))
      }
    }
    return result
  }

  private mutating func separator() -> Separator {
    let byte = bytes[index]
    let isDouble = index + 1 < bytes.count && bytes[index + 1] == byte
    index += isDouble ? 2 : 1
    if isDouble { return .sequence }
    return byte == UInt8(ascii: "&") ? .background : .pipe
  }

  private mutating func word() -> ShellWord {
    let start = index
    var text: [UInt8] = []
    var quote: UInt8?
    scan: while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\\") where quote != UInt8(ascii: "'") && index + 1 < bytes.count:
        index += 1
        if bytes[index] != UInt8(ascii: "\n") { text.append(bytes[index]) }
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        if quote == nil {
          quote = byte
        } else if quote == byte {
          quote = nil
        } else {
          text.append(byte)
        }
      case UInt8(ascii: "&") where quote == nil && isRedirection(text):
        text.append(byte)
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: ";"),
        UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: ")"):
        if quote == nil, !isInExpansion(text) { break scan }
        text.append(byte)
      default: text.append(byte)
      }
      index += 1
    }
    return ShellWord(String(decoding: text, as: UTF8.self), span: place(start..<index))
  }

  /// Whether the word so far has a `$(` or a `${` that is still open.
  private func isInExpansion(_ text: [UInt8]) -> Bool {
    var depth = 0
    for (position, byte) in text.enumerated() {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "{"):
        if position > 0, depth > 0 || text[position - 1] == UInt8(ascii: "$") { depth += 1 }
      case UInt8(ascii: ")"), UInt8(ascii: "}"): depth = max(0, depth - 1)
      default: break
      }
    }
    return depth > 0 || (index < bytes.count && bytes[index] == UInt8(ascii: "(") && text.last == UInt8(ascii: "$"))
  }

  /// Whether an `&` goes on with what is written: `2>&1`.
  private func isRedirection(_ text: [UInt8]) -> Bool { text.last == UInt8(ascii: ">") }
}

/// A word of a command line.
package struct ShellWord: Equatable {
  package let text: String
  package let span: Span

  package init(_ text: String, span: Span) {
    self.text = text
    self.span = span
  }

  /// The place of a part of its text. Behind quotes it is exact where nothing but the two quotes was taken away;
  /// otherwise it is that of the word.
  package func span(of range: Range<Int>) -> Span {
    let quotes = Int(span.end) - Int(span.start) - text.utf8.count
    guard quotes == 0 || quotes == 2 else { return span }
    let start = Int(span.start) + quotes / 2
    return Span(file: span.file, start: start + range.lowerBound, end: start + range.upperBound)
  }

  /// The part behind the last `/`: `/opt/venv/bin/uvicorn` is `uvicorn`.
  package var tool: String {
    text.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(text[text.index(after: $0)...]) } ?? text
  }
}
