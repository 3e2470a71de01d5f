/// An env file: names and values, as Docker Compose reads them (compose-go 2.9, `dotenv/parser.go`, November 2026).
///
/// Values of other variables are not filled in; an entry says whether Compose would do so.
package enum EnvFileText {
  /// A name with its value.
  package struct Entry: Sendable {
    /// Letters, digits and `_`.
    package let name: String
    /// Where the name stands.
    package let place: Range<Int>
    /// The value without its quotes and escapes.
    package let value: String
    /// Where the value stands, with its quotes; empty behind `=` where there is none.
    package let written: Range<Int>
    /// Whether Compose puts values of other variables into it: `$NAME` outside of single quotes.
    package let isFilledIn: Bool

    /// Where a part of the value is written; nil where the value is not written as it is.
    /// - Parameter bytes: those of the file.
    package func valuePlace(of range: Range<Int>?, in bytes: [UInt8]) -> Range<Int>? {
      guard let range, let found = bytes[written].firstRange(of: Array(value.utf8)) else { return nil }
      return found.lowerBound + range.lowerBound..<found.lowerBound + range.upperBound
    }
  }

  /// What cannot be read as an entry.
  package struct Problem: Sendable {
    package enum Kind: Sendable {
      /// The line is no `NAME=value`.
      case noAssignment
      /// A quote has no end.
      case unclosedQuote
      /// Something follows the closing quote that is no comment.
      case textBehindQuote
      /// A value over several lines has line ends of Windows, which become part of it.
      case carriageReturn
      /// A zero byte.
      case zeroByte
    }

    package let kind: Kind
    package let place: Range<Int>
    /// The name whose value it concerns, where that is known.
    package var name: String?
  }

  /// What a file holds.
  package struct Contents: Sendable {
    /// In order; a name that is there twice has two.
    package var entries: [Entry] = []
    /// In order of their places.
    package var problems: [Problem] = []
    /// Where comments stand, without the line break.
    package var comments: [Range<Int>] = []
  }

  /// Reads a file. A byte order mark is skipped, line ends may be those of Windows.
  package static func read(_ bytes: [UInt8]) -> Contents {
    var reader = EnvFileReader(bytes)
    return reader.read()
  }

  package static func entries(in bytes: [UInt8]) -> [Entry] { read(bytes).entries }

  package static func names(in bytes: [UInt8]) -> [String] { entries(in: bytes).map(\.name) }
}

/// Goes through the bytes of an env file once.
private struct EnvFileReader {
  private let bytes: [UInt8]
  private var position = 0
  private var contents = EnvFileText.Contents()

  private static let newline = UInt8(ascii: "\n")
  private static let backslash = UInt8(ascii: "\\")
  private static let dollar = UInt8(ascii: "$")

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  mutating func read() -> EnvFileText.Contents {
    while position < bytes.count { readLine() }
    if let zero = bytes.firstIndex(of: 0) { report(.zeroByte, zero..<zero + 1) }
    contents.problems.sort { $0.place.lowerBound < $1.place.lowerBound }
    return contents
  }

  private mutating func report(_ kind: EnvFileText.Problem.Kind, _ place: Range<Int>, of name: Range<Int>? = nil) {
    let name = name.map { String(decoding: bytes[$0], as: UTF8.self) }
    contents.problems.append(.init(kind: kind, place: place, name: name))
  }

  private var lineEnd: Int { bytes[position...].firstIndex(of: Self.newline) ?? bytes.count }

  /// A place without the blanks at its end.
  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1] <= 0x20 { end -= 1 }
    return range.lowerBound..<end
  }

  /// One entry, comment or blank line; a quoted value may go on in further lines.
  private mutating func readLine() {
    let end = lineEnd
    while position < end, bytes[position] <= 0x20 { position += 1 }
    defer { if position <= end { position = end + 1 } }
    if position == end { return }
    if bytes[position] == UInt8(ascii: "#") { return contents.comments.append(trimmed(position..<end)) }
    let line = trimmed(position..<end)
    if bytes[line].starts(with: "export".utf8), position + 6 < end, [0x20, 0x09].contains(bytes[position + 6]) {
      position += 6
      while position < end, bytes[position] <= 0x20 { position += 1 }
    }
    let start = position
    guard let equals = bytes[start..<end].firstIndex(of: UInt8(ascii: "=")) else { return report(.noAssignment, line) }
    let name = trimmed(start..<equals)
    guard !name.isEmpty, bytes[name].allSatisfy(\.isNameByte) else { return report(.noAssignment, line) }
    position = equals + 1
    while position < end, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
    let quote = position < end ? bytes[position] : 0
    if quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
      readQuoted(name, quote)
    } else {
      readPlain(name, end)
    }
  }

  private mutating func add(_ name: Range<Int>, _ value: [UInt8], _ written: Range<Int>, isFilledIn: Bool) {
    contents.entries.append(
      EnvFileText.Entry(
        name: String(decoding: bytes[name], as: UTF8.self), place: name, value: String(decoding: value, as: UTF8.self),
        written: written, isFilledIn: isFilledIn))
  }

  /// Up to the end of the line, or a `#` behind a blank.
  private mutating func readPlain(_ name: Range<Int>, _ end: Int) {
    var stop = position
    while stop < end {
      if bytes[stop] == UInt8(ascii: "#"), stop > position, bytes[stop - 1] == 0x20 {
        contents.comments.append(trimmed(stop..<end))
        break
      }
      stop += 1
    }
    let value = trimmed(position..<stop)
    let (text, isFilledIn) = Self.filled(bytes[value], escapes: [:])
    add(name, text, value, isFilledIn: isFilledIn)
    position = end
  }

  /// From the quote at `position` to the one that closes it.
  private mutating func readQuoted(_ name: Range<Int>, _ quote: UInt8) {
    let open = position
    var close = open + 1
    var isEscaped = false
    while close < bytes.count, isEscaped || bytes[close] != quote {
      isEscaped = !isEscaped && bytes[close] == Self.backslash
      close += 1
    }
    guard close < bytes.count else {
      // What was meant is not known; the other lines are read.
      report(.unclosedQuote, trimmed(open..<lineEnd), of: name)
      return
    }
    let inner = bytes[(open + 1)..<close]
    if inner.contains(UInt8(ascii: "\r")) { report(.carriageReturn, open..<close + 1) }
    let isSingle = quote == UInt8(ascii: "'")
    let (text, isFilledIn) =
      isSingle ? (Self.unescaped(inner), false) : Self.filled(inner, escapes: Self.escapes)
    add(name, text, open..<close + 1, isFilledIn: isFilledIn)
    position = close + 1
    let end = lineEnd
    while position < end, bytes[position] <= 0x20 { position += 1 }
    if position < end {
      let rest = trimmed(position..<end)
      if bytes[position] == UInt8(ascii: "#") {
        contents.comments.append(rest)
      } else {
        report(.textBehindQuote, rest)
      }
    }
    position = end + 1
  }

  /// What stands between single quotes: a backslash counts before a quote alone.
  private static func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == backslash, index + 1 < bytes.endIndex {
        if bytes[index + 1] != UInt8(ascii: "'") { result.append(backslash) }
        index += 1
      }
      result.append(bytes[index])
      index += 1
    }
    return result
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A,
    UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09, UInt8(ascii: "v"): 0x0B, UInt8(ascii: "\""): 0x22,
    UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "$"): 0x24,
  ]

  /// What stands between double quotes or without any: `$$` is one `$`, and whether a variable is named.
  /// - Parameter escapes: what a character behind a backslash stands for.
  private static func filled(_ bytes: ArraySlice<UInt8>, escapes: [UInt8: UInt8]) -> ([UInt8], isFilledIn: Bool) {
    var result: [UInt8] = []
    var isFilledIn = false
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let next = index + 1 < bytes.endIndex ? bytes[index + 1] : 0
      if bytes[index] == backslash, let escape = escapes[next] {
        result.append(escape)
        index += 1
      } else if bytes[index] == dollar, next == dollar {
        result.append(dollar)
        index += 1
      } else {
        let names = next == UInt8(ascii: "{") || next == UInt8(ascii: "_") || next.isASCIILetter
        if bytes[index] == dollar, names { isFilledIn = true }
        result.append(bytes[index])
      }
      index += 1
    }
    return (result, isFilledIn)
  }
}

extension UInt8 {
  fileprivate var isASCIILetter: Bool { (97...122).contains(self | 0x20) }

  /// A byte of a name: a letter, a digit or `_`.
  fileprivate var isNameByte: Bool { isASCIILetter || (48...57).contains(self) || self == UInt8(ascii: "_") }
}
