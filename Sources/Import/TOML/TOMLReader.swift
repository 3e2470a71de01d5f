package import JSON

/// What a TOML reader cannot take, and where.
package struct TOMLProblem: Error, Hashable {
  package let line: Int
  package let message: String
}

/// Reads TOML 1.0 but for dates, which no configuration file of a platform holds.
///
/// Written here, because what matters beside the values are the comments above them and the lines that they stand in,
/// and the libraries at hand keep neither.
package struct TOMLReader {
  private let bytes: [UInt8]
  private var offset = 0
  private var line = 1
  private let tree = TOMLTree()
  /// How deep keys, tables and values may lie inside each other.
  private static let mostDepth = 64
  /// The table that keys belong to, and the comment lines collected so far.
  private var table: [TOMLKey] = []
  private var comments: [String] = []
  private(set) var places: [String: Int] = [:]
  private(set) var commentsByPath: [String: [String]] = [:]

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  package struct Document {
    /// Every value with its bytes in the file.
    package let tree: TOMLTree
    package let value: JSONValue
    /// Lines of keys and tables by dotted path, from 1.
    package let lines: [String: Int]
    /// Comments that stand directly above a key or table, by its dotted path; those at the top of the file under "".
    package let comments: [String: [String]]
  }

  package static func read(_ bytes: [UInt8]) -> Result<Document, TOMLProblem> {
    var reader = TOMLReader(bytes)
    do throws(TOMLProblem) {
      try reader.run()
      return .success(
        Document(
          tree: reader.tree, value: reader.tree.value, lines: reader.places, comments: reader.commentsByPath))
    } catch {
      return .failure(error)
    }
  }

  private mutating func run() throws(TOMLProblem) {
    while offset < bytes.count {
      skipBlanks()
      guard let byte = peek else { break }
      switch byte {
      case UInt8(ascii: "\n"): emptyLine()
      case UInt8(ascii: "\r"): try newline()
      case UInt8(ascii: "#"): comments.append(comment())
      case UInt8(ascii: "["): try header()
      default: try entry(in: table)
      }
    }
    keepTop()
  }

  /// A blank line parts a comment from what follows; at the top of the file it speaks of the whole.
  private mutating func emptyLine() {
    keepTop()
    offset += 1
    line += 1
  }

  private mutating func keepTop() {
    guard !comments.isEmpty else { return }
    commentsByPath["", default: []] += (commentsByPath[""] == nil ? [] : [""]) + comments
    comments = []
  }

  // MARK: Lines

  private mutating func header() throws(TOMLProblem) {
    let start = line
    let isArray = bytes.dropFirst(offset).starts(with: "[[".utf8)
    offset += isArray ? 2 : 1
    let path = try keyPath()
    let end = isArray ? "]]" : "]"
    guard bytes.dropFirst(offset).starts(with: end.utf8) else { throw problem("`\(end)` is missing") }
    offset += end.utf8.count
    try endOfLine()
    let name = Self.dotted(path)
    if isArray {
      try append(at: path)
    } else {
      guard tree.open(at: path) else { throw TOMLProblem(line: start, message: "`[\(name)]` stands twice") }
    }
    table = path
    note(name, start)
  }

  private mutating func entry(in table: [TOMLKey]) throws(TOMLProblem) {
    let start = line
    let path = try table + keyPath()
    skipBlanks()
    guard peek == UInt8(ascii: "=") else { throw problem("`=` is missing after `\(path[path.count - 1].name)`") }
    offset += 1
    skipBlanks()
    let value = try value(depth: path.count)
    try endOfLine()
    try store(value, at: path, line: start)
    note(Self.dotted(path), start)
  }

  private static func dotted(_ path: [TOMLKey]) -> String { path.map(\.name).joined(separator: ".") }

  private mutating func note(_ path: String, _ start: Int) {
    places[path] = places[path] ?? start
    if !comments.isEmpty { commentsByPath[path, default: []] += comments }
    comments = []
  }

  private mutating func comment() -> String {
    offset += 1
    if peek == UInt8(ascii: " ") { offset += 1 }
    let start = offset
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
    let text = bytes[start..<offset]
    if offset < bytes.count {
      offset += 1
      line += 1
    }
    return String(decoding: text.last == UInt8(ascii: "\r") ? text.dropLast() : text, as: UTF8.self)
  }

  private mutating func endOfLine() throws(TOMLProblem) {
    skipBlanks()
    if peek == UInt8(ascii: "#") {
      // Behind a value: it belongs to it.
      comments.append(comment())
      return
    }
    if peek == UInt8(ascii: "\r") { offset += 1 }
    guard let byte = peek else { return }
    guard byte == UInt8(ascii: "\n") else { throw problem("something stands behind the value") }
    offset += 1
    line += 1
  }

  private mutating func newline() throws(TOMLProblem) {
    guard bytes.dropFirst(offset).starts(with: "\r\n".utf8) else { throw problem("a lone carriage return") }
    offset += 1
    emptyLine()
  }

  // MARK: Keys

  private mutating func keyPath() throws(TOMLProblem) -> [TOMLKey] {
    var path: [TOMLKey] = []
    while true {
      skipBlanks()
      let start = offset
      path.append(TOMLKey(name: try key(), range: start..<offset))
      guard path.count <= Self.mostDepth else { throw problem(Self.tooDeep) }
      skipBlanks()
      guard peek == UInt8(ascii: ".") else { return path }
      offset += 1
    }
  }

  private mutating func key() throws(TOMLProblem) -> String {
    if peek == UInt8(ascii: "\"") || peek == UInt8(ascii: "'") { return try string(isMultiline: false) }
    let start = offset
    while let byte = peek, Self.isBare(byte) { offset += 1 }
    guard offset > start else { throw problem("a key is missing") }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private static func isBare(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
      || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-")
  }

  // MARK: Tree

  private static let tooDeep = "it is nested more than \(mostDepth) levels deep"

  private mutating func store(_ value: TOMLTree, at path: [TOMLKey], line: Int) throws(TOMLProblem) {
    guard tree.insert(value, at: path) else {
      throw TOMLProblem(line: line, message: "`\(Self.dotted(path))` stands twice")
    }
  }

  private mutating func append(at path: [TOMLKey]) throws(TOMLProblem) {
    guard tree.append(at: path) else { throw problem("`\(Self.dotted(path))` is something else already") }
  }

  // MARK: Values

  private mutating func value(depth: Int) throws(TOMLProblem) -> TOMLTree {
    guard depth <= Self.mostDepth else { throw problem(Self.tooDeep) }
    let start = offset
    let value: JSONValue
    switch peek {
    case UInt8(ascii: "\"")?, UInt8(ascii: "'")?: value = .string(try string(isMultiline: true))
    case UInt8(ascii: "[")?: return try array(depth: depth)
    case UInt8(ascii: "{")?: return try inlineTable(depth: depth)
    default: value = try bareValue()
    }
    return TOMLTree(.value(value), at: start..<offset)
  }

  private mutating func bareValue() throws(TOMLProblem) -> JSONValue {
    let start = offset
    while let byte = peek,
      Self.isBare(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
        || byte == UInt8(ascii: ":")
    { offset += 1 }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if text == "true" { return true }
    if text == "false" { return false }
    let digits = text.replacing("_", with: "")
    if let number = Int(digits) { return .int(number) }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where digits.hasPrefix(prefix) {
      if let number = Int(digits.dropFirst(2), radix: radix) { return .int(number) }
    }
    if let number = Double(digits), number.isFinite, digits.utf8.contains(where: { ".eE".utf8.contains($0) }) {
      return .double(number)
    }
    throw problem(text.isEmpty ? "a value is missing" : "`\(text)` is no value; a text needs quotes")
  }

  private mutating func array(depth: Int) throws(TOMLProblem) -> TOMLTree {
    var items: [TOMLTree] = []
    let start = offset
    offset += 1
    while true {
      skipLines()
      if peek == UInt8(ascii: "]") { break }
      items.append(try value(depth: depth + 1))
      skipLines()
      if peek == UInt8(ascii: ",") {
        offset += 1
      } else if peek != UInt8(ascii: "]") {
        throw problem("`,` or `]` is missing")
      }
    }
    offset += 1
    return TOMLTree(.list, at: start..<offset, items: items)
  }

  private mutating func inlineTable(depth: Int) throws(TOMLProblem) -> TOMLTree {
    let result = TOMLTree(at: offset..<offset + 1)
    offset += 1
    while true {
      skipBlanks()
      if peek == UInt8(ascii: "}") { break }
      let path = try keyPath()
      guard peek == UInt8(ascii: "=") else { throw problem("`=` is missing") }
      offset += 1
      skipBlanks()
      let value = try value(depth: depth + path.count)
      guard result.insert(value, at: path) else { throw problem("`\(path[0].name)` stands twice") }
      skipBlanks()
      if peek == UInt8(ascii: ",") {
        offset += 1
      } else if peek != UInt8(ascii: "}") {
        throw problem("`,` or `}` is missing")
      }
    }
    offset += 1
    result.close()
    return result
  }

  /// Blanks, line breaks and comments inside a list.
  private mutating func skipLines() {
    while let byte = peek {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): offset += 1
      case UInt8(ascii: "\n"):
        offset += 1
        line += 1
      case UInt8(ascii: "#"): _ = comment()
      default: return
      }
    }
  }

  private mutating func skipBlanks() {
    while peek == UInt8(ascii: " ") || peek == UInt8(ascii: "\t") { offset += 1 }
  }

  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private func problem(_ message: String) -> TOMLProblem { TOMLProblem(line: line, message: message) }
}

// MARK: Texts

extension TOMLReader {
  private mutating func string(isMultiline: Bool) throws(TOMLProblem) -> String {
    let quote = bytes[offset]
    let isLong = isMultiline && bytes.dropFirst(offset).starts(with: [quote, quote, quote])
    offset += isLong ? 3 : 1
    if isLong, peek == UInt8(ascii: "\r") { offset += 1 }
    if isLong, peek == UInt8(ascii: "\n") {
      offset += 1
      line += 1
    }
    var text: [UInt8] = []
    while let byte = peek {
      if byte == quote {
        if !isLong {
          offset += 1
          return String(decoding: text, as: UTF8.self)
        }
        if bytes.dropFirst(offset).starts(with: [quote, quote, quote]) {
          offset += 3
          // Up to two quotes may stand before the closing three.
          while peek == quote {
            text.append(quote)
            offset += 1
          }
          return String(decoding: text, as: UTF8.self)
        }
      }
      if byte == UInt8(ascii: "\n") {
        guard isLong else { throw problem("the text does not end on its line") }
        line += 1
      }
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        text += try escape(isLong: isLong)
      } else {
        text.append(byte)
        offset += 1
      }
    }
    throw problem("the text does not end")
  }

  private mutating func escape(isLong: Bool) throws(TOMLProblem) -> [UInt8] {
    offset += 1
    guard let byte = peek else { throw problem("the text does not end") }
    offset += 1
    switch byte {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [byte]
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      let count = byte == UInt8(ascii: "u") ? 4 : 8
      let digits = String(decoding: bytes[offset..<min(offset + count, bytes.count)], as: UTF8.self)
      guard digits.utf8.count == count, let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code) else {
        throw problem("`\\\(Character(Unicode.Scalar(byte)))` needs \(count) hexadecimal digits")
      }
      offset += count
      return Array(String(Character(scalar)).utf8)
    case UInt8(ascii: "\n") where isLong, UInt8(ascii: " ") where isLong, UInt8(ascii: "\r") where isLong:
      // The rest of the line and all blanks after it do not count.
      offset -= 1
      while let next = peek, " \t\r\n".utf8.contains(next) {
        if next == UInt8(ascii: "\n") { line += 1 }
        offset += 1
      }
      return []
    default: throw problem("`\\\(Character(Unicode.Scalar(byte)))` means nothing in a text")
    }
  }
}
