/// Cuts the inside of a reference into tokens.
struct ReferenceLexer {
  enum Token: Hashable {
    case name(String)
    case string(String)
    case integer(Int)
    case dot
    case pipe
    case coalesce
    case leftParenthesis
    case rightParenthesis
    case comma
    case equals
    case opening(Reference.Delimiter)
    case closing(Reference.Delimiter)
    /// A number that does not fit, for example.
    case malformed(String)
    /// A character that begins no token.
    case unexpected(String)
    case end
  }

  struct Lexeme {
    let token: Token
    let range: Range<Int>
  }

  let bytes: [UInt8]
  private(set) var position: Int

  init(_ bytes: [UInt8], at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  /// Takes the next token; at the end of the text it is `end` for ever.
  mutating func next() -> Lexeme {
    while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
    let start = position
    let token = scan()
    return Lexeme(token: token, range: start..<position)
  }

  /// The delimiter that opens at `offset`.
  func opening(at offset: Int) -> Reference.Delimiter? {
    guard offset + 2 < bytes.count, bytes[offset] == Byte.dollar else { return nil }
    return doubled(at: offset + 1, Byte.less, Byte.leftBrace)
  }

  /// The delimiter that closes at `offset`.
  func closing(at offset: Int) -> Reference.Delimiter? { doubled(at: offset, Byte.greater, Byte.rightBrace) }

  /// The offset behind the quoted text that begins at `offset`, nil when it is never closed.
  func endOfString(at offset: Int) -> Int? {
    let quote = bytes[offset]
    var index = offset + 1
    while index < bytes.count {
      if bytes[index] == quote { return index + 1 }
      if quote == Byte.quote, bytes[index] == Byte.backslash, index + 1 < bytes.count,
        bytes[index + 1] == Byte.quote || bytes[index + 1] == Byte.backslash
      {
        index += 1
      }
      index += 1
    }
    return nil
  }

  private func doubled(at offset: Int, _ angle: UInt8, _ brace: UInt8) -> Reference.Delimiter? {
    guard offset + 1 < bytes.count, bytes[offset] == bytes[offset + 1] else { return nil }
    return bytes[offset] == angle ? .angle : bytes[offset] == brace ? .brace : nil
  }

  private mutating func scan() -> Token {
    guard position < bytes.count else { return .end }
    if let delimiter = opening(at: position) {
      position += 3
      return .opening(delimiter)
    }
    if let delimiter = closing(at: position) {
      position += 2
      return .closing(delimiter)
    }
    let byte = bytes[position]
    if Self.startsName(byte) { return name() }
    if Self.isDigit(byte) || (byte == Byte.minus && position + 1 < bytes.count && Self.isDigit(bytes[position + 1])) {
      return integer()
    }
    if byte == Byte.quote || byte == Byte.apostrophe { return string() }
    if byte == Byte.question, position + 1 < bytes.count, bytes[position + 1] == Byte.question {
      position += 2
      return .coalesce
    }
    let simple: Token? =
      switch byte {
      case UInt8(ascii: "."): .dot
      case UInt8(ascii: "|"): .pipe
      case UInt8(ascii: "("): .leftParenthesis
      case UInt8(ascii: ")"): .rightParenthesis
      case UInt8(ascii: ","): .comma
      case UInt8(ascii: "="): .equals
      default: nil
      }
    if let simple {
      position += 1
      return simple
    }
    return .unexpected(character())
  }

  private mutating func name() -> Token {
    let start = position
    while position < bytes.count {
      if Self.continuesName(bytes[position]) {
        position += 1
      } else if bytes[position] == Byte.space, position + 1 < bytes.count, Self.continuesName(bytes[position + 1]) {
        position += 2
      } else {
        break
      }
    }
    return .name(text(start..<position))
  }

  private mutating func integer() -> Token {
    let start = position
    position += 1
    while position < bytes.count, Self.continuesName(bytes[position]) { position += 1 }
    let written = text(start..<position)
    guard let number = Int(written) else { return .malformed("`\(written)` is not a whole number") }
    return .integer(number)
  }

  private mutating func string() -> Token {
    let quote = bytes[position]
    guard let end = endOfString(at: position) else {
      position = bytes.count
      return .malformed("this quoted text is never closed")
    }
    var content: [UInt8] = []
    var index = position + 1
    while index < end - 1 {
      if quote == Byte.quote, bytes[index] == Byte.backslash,
        bytes[index + 1] == Byte.backslash || (bytes[index + 1] == Byte.quote && index + 1 < end - 1)
      {
        index += 1
      }
      content.append(bytes[index])
      index += 1
    }
    position = end
    return .string(String(decoding: content, as: UTF8.self))
  }

  /// Takes one whole character, however many bytes it has.
  private mutating func character() -> String {
    let start = position
    position += 1
    while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
    return text(start..<position)
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  static func isBlank(_ byte: UInt8) -> Bool { byte == Byte.space || (9...13).contains(byte) }
  static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  static func startsName(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower) || byte == UInt8(ascii: "_")
  }

  static func continuesName(_ byte: UInt8) -> Bool { startsName(byte) || isDigit(byte) || byte == Byte.minus }
}

/// The characters that the grammar of references names.
enum Byte {
  static let dollar = UInt8(ascii: "$")
  static let less = UInt8(ascii: "<")
  static let greater = UInt8(ascii: ">")
  static let leftBrace = UInt8(ascii: "{")
  static let rightBrace = UInt8(ascii: "}")
  static let quote = UInt8(ascii: "\"")
  static let apostrophe = UInt8(ascii: "'")
  static let backslash = UInt8(ascii: "\\")
  static let question = UInt8(ascii: "?")
  static let minus = UInt8(ascii: "-")
  static let space = UInt8(ascii: " ")
}
