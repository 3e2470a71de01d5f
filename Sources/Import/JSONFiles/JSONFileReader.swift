import Diagnostics
import Model
import Probes
import Syntax

/// What is not JSON in a file, and where.
struct JSONFileProblem: Error {
  let offset: Int
  let message: String
}

/// Reads JSON with the place of every key and value. Comments and commas before a closing bracket are taken as they come:
/// some platforms allow them, and those that do not say so.
struct JSONFileReader {
  private let file: RepositoryReader.File
  private let repository: RepositoryReader
  private let bytes: [UInt8]
  private var offset = 0
  /// Deeper nesting is hostile.
  private static let mostDepth = 64

  private init(_ file: RepositoryReader.File, _ repository: RepositoryReader) {
    self.file = file
    self.repository = repository
    bytes = file.bytes
  }

  static func read(
    _ file: RepositoryReader.File, _ repository: RepositoryReader
  ) -> Result<ConfigNode, JSONFileProblem> {
    var reader = JSONFileReader(file, repository)
    do throws(JSONFileProblem) {
      let value = try reader.value(depth: 0)
      try reader.skip()
      guard reader.offset == reader.bytes.count else { throw reader.problem("something follows the value") }
      return .success(value)
    } catch {
      return .failure(error)
    }
  }

  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private func problem(_ message: String) -> JSONFileProblem { JSONFileProblem(offset: offset, message: message) }

  private func span(_ start: Int) -> Span { repository.span(start..<offset, in: file) }

  /// Skips blanks and comments.
  private mutating func skip() throws(JSONFileProblem) {
    while let byte = peek {
      if [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
        offset += 1
      } else if offset == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
        offset = 3
      } else if bytes.dropFirst(offset).starts(with: "//".utf8) {
        offset = bytes[offset...].firstIndex(of: 0x0A) ?? bytes.count
      } else if bytes.dropFirst(offset).starts(with: "/*".utf8) {
        guard let end = bytes[offset...].firstRange(of: Array("*/".utf8)) else {
          throw problem("the comment does not end")
        }
        offset = end.upperBound
      } else {
        return
      }
    }
  }

  // MARK: Values

  private mutating func value(depth: Int) throws(JSONFileProblem) -> ConfigNode {
    guard depth < Self.mostDepth else { throw problem("it is nested more than \(Self.mostDepth) levels deep") }
    try skip()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try array(depth)
    case UInt8(ascii: "\""): return MadeNode.scalar(try string())
    case nil: throw problem("a value is missing")
    default: return MadeNode.scalar(try word())
    }
  }

  private mutating func object(_ depth: Int) throws(JSONFileProblem) -> ConfigNode {
    let start = offset
    var entries: [ConfigNode.Entry] = []
    var positions: [String: Int] = [:]
    try members(closing: "}") { reader throws(JSONFileProblem) in
      guard reader.peek == UInt8(ascii: "\"") else { throw reader.problem("a key in quotes is missing") }
      let key = try reader.string()
      try reader.skip()
      guard reader.peek == UInt8(ascii: ":") else { throw reader.problem("`:` is missing before this") }
      reader.offset += 1
      let entry = ConfigNode.Entry(key: key.text, keySpan: key.span, value: try reader.value(depth: depth + 1))
      // The later of two counts, as in every reader of JSON.
      if let position = positions[key.text] {
        entries[position] = entry
      } else {
        positions[key.text] = entries.count
        entries.append(entry)
      }
    }
    return ConfigNode(content: .mapping(entries), span: span(start))
  }

  private mutating func array(_ depth: Int) throws(JSONFileProblem) -> ConfigNode {
    let start = offset
    var items: [ConfigNode] = []
    try members(closing: "]") { reader throws(JSONFileProblem) in items.append(try reader.value(depth: depth + 1)) }
    return MadeNode.list(items, at: span(start))
  }

  /// Reads what is between two brackets, parted by commas.
  private mutating func members(
    closing: Character, _ member: (inout JSONFileReader) throws(JSONFileProblem) -> Void
  ) throws(JSONFileProblem) {
    let close = closing.asciiValue
    offset += 1
    while true {
      try skip()
      if peek == close { break }
      try member(&self)
      try skip()
      if peek == UInt8(ascii: ",") {
        offset += 1
      } else if peek != close {
        throw problem("`,` or `\(closing)` is missing before this")
      }
    }
    offset += 1
  }

  /// A number, `true`, `false` or `null`.
  private mutating func word() throws(JSONFileProblem) -> SyntaxNode {
    let start = offset
    while let byte = peek, Self.isOfWord(byte) { offset += 1 }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard ["true", "false", "null"].contains(text) || Double(text) != nil else {
      offset = start
      throw problem(text.isEmpty ? "a value is missing" : "`\(text)` is no value; a text needs quotes")
    }
    return .made([ScalarPiece(text, from: span(start))], style: .plain, at: span(start))
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
      || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || "+-._".utf8.contains(byte)
  }

  // MARK: Texts

  private mutating func string() throws(JSONFileProblem) -> SyntaxNode {
    let start = offset
    offset += 1
    var pieces: [ScalarPiece] = []
    var plain = offset
    func flush(_ pieces: inout [ScalarPiece], _ reader: JSONFileReader) {
      guard plain < reader.offset else { return }
      pieces.append(
        ScalarPiece(String(decoding: reader.bytes[plain..<reader.offset], as: UTF8.self), from: reader.span(plain)))
    }
    while let byte = peek, byte != UInt8(ascii: "\"") {
      if byte == 0x0A { throw problem("the text does not end on its line") }
      guard byte == UInt8(ascii: "\\") else {
        offset += 1
        continue
      }
      flush(&pieces, self)
      let begin = offset
      pieces.append(ScalarPiece(try escape(), from: span(begin)))
      plain = offset
    }
    guard peek != nil else { throw problem("the text does not end") }
    flush(&pieces, self)
    offset += 1
    return .made(pieces, style: .doubleQuoted, at: span(start))
  }

  private static let escapes: [UInt8: String] = [
    UInt8(ascii: "n"): "\n", UInt8(ascii: "t"): "\t", UInt8(ascii: "r"): "\r", UInt8(ascii: "b"): "\u{8}",
    UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
  ]

  private mutating func escape() throws(JSONFileProblem) -> String {
    offset += 1
    guard let byte = peek else { throw problem("the text does not end") }
    if let text = Self.escapes[byte] {
      offset += 1
      return text
    }
    guard byte == UInt8(ascii: "u"), let high = unit(at: offset + 1) else {
      throw problem("this is no escape of JSON")
    }
    offset += 5
    var units = [high]
    if UTF16.isLeadSurrogate(high), bytes.dropFirst(offset).starts(with: "\\u".utf8), let low = unit(at: offset + 2),
      UTF16.isTrailSurrogate(low)
    {
      units.append(low)
      offset += 6
    }
    return String(decoding: units, as: UTF16.self)
  }

  private func unit(at start: Int) -> UInt16? {
    guard start + 4 <= bytes.count else { return nil }
    return UInt16(String(decoding: bytes[start..<start + 4], as: UTF8.self), radix: 16)
  }
}
