import Resolution

/// Splits Python, JavaScript and Go into tokens: as much of these languages as it takes to know what is code, what is text
/// and what is a comment. It never fails; what it cannot follow becomes symbols.
struct CodeLexer {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let language: CodeLanguage
  private var tokens: [CodeToken] = []
  private var position = 0
  /// Open brackets: Python's lines end only outside of them.
  private var depth = 0
  /// JavaScript: at which depth of braces the code inside a template ends.
  private var templates: [Int] = []
  private var braces = 0

  static func tokens(of bytes: UnsafeBufferPointer<UInt8>, _ language: CodeLanguage) -> CodeTokens {
    var lexer = CodeLexer(bytes, language)
    lexer.run()
    return CodeTokens(bytes: bytes, tokens: lexer.tokens)
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>, _ language: CodeLanguage) {
    self.bytes = bytes
    self.language = language
    tokens.reserveCapacity(bytes.count / 4)
    if language == .python { add(.line, 0, 0) }
  }

  private mutating func add(_ kind: CodeToken.Kind, _ start: Int, _ end: Int, _ byte: UInt8 = 0) {
    tokens.append(CodeToken(kind: kind, byte: byte, start: Int32(start), end: Int32(end)))
  }

  private mutating func run() {
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
      case UInt8(ascii: "\n"): newline()
      case UInt8(ascii: "\""), UInt8(ascii: "'"): string(byte, isComputed: false)
      default:
        if byte.isCodeWord { word(byte) } else { symbol(byte) }
      }
    }
  }

  private mutating func newline() {
    position += 1
    if language == .python, depth == 0 { add(.line, position, position) }
  }

  private mutating func word(_ first: UInt8) {
    let start = position
    while position < bytes.count, bytes[position].isCodeWord { position += 1 }
    if first.isCodeDigit {
      add(.number, start, position)
      return
    }
    // `f"…"`, `rb'…'`.
    if language == .python, position - start <= 2, position < bytes.count,
      bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'"),
      bytes[start..<position].allSatisfy({ "rbfuRBFU".utf8.contains($0) })
    {
      string(bytes[position], isComputed: bytes[start..<position].contains { $0 | 0x20 == UInt8(ascii: "f") })
      return
    }
    add(.word, start, position)
  }

  private mutating func symbol(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "#") where language == .python: skipLine()
    case UInt8(ascii: "/") where language != .python: slash()
    case UInt8(ascii: "`") where language == .go: rawString()
    case UInt8(ascii: "`") where language == .javaScript:
      position += 1
      template()
    case UInt8(ascii: "\\") where language == .python:
      // A line that goes on.
      position += 1
      if position < bytes.count, bytes[position] == UInt8(ascii: "\r") { position += 1 }
      if position < bytes.count, bytes[position] == UInt8(ascii: "\n") { position += 1 }
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
      depth += 1
      if byte == UInt8(ascii: "{") { braces += 1 }
      single(byte)
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
      depth = max(0, depth - 1)
      single(byte)
      guard byte == UInt8(ascii: "}") else { return }
      braces -= 1
      if templates.last == braces {
        templates.removeLast()
        template()
      }
    default: single(byte)
    }
  }

  private mutating func single(_ byte: UInt8) {
    add(.symbol, position, position + 1, byte)
    position += 1
  }

  private mutating func skipLine() {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
  }

  private func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  /// A comment, a regular expression, or a division.
  private mutating func slash() {
    switch byte(position + 1) {
    case UInt8(ascii: "/"): skipLine()
    case UInt8(ascii: "*"):
      position += 2
      while position < bytes.count, !(bytes[position] == UInt8(ascii: "*") && byte(position + 1) == UInt8(ascii: "/")) {
        position += 1
      }
      position = min(bytes.count, position + 2)
    default: if language != .javaScript || !skipExpression() { single(UInt8(ascii: "/")) }
    }
  }

  /// Skips a regular expression, where one can stand and its end is in the same line.
  private mutating func skipExpression() -> Bool {
    if let last = tokens.last {
      guard last.kind == .symbol, "(,=:[!&|?{};".utf8.contains(last.byte) else { return false }
    }
    var end = position + 1
    var isInClass = false
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") {
      switch bytes[end] {
      case UInt8(ascii: "\\"): end += 1
      case UInt8(ascii: "["): isInClass = true
      case UInt8(ascii: "]"): isInClass = false
      case UInt8(ascii: "/") where !isInClass:
        position = end + 1
        return true
      default: break
      }
      end += 1
    }
    return false
  }

  private mutating func string(_ quote: UInt8, isComputed: Bool) {
    let isTriple = language == .python && byte(position + 1) == quote && byte(position + 2) == quote
    let start = position + (isTriple ? 3 : 1)
    var end = start
    while end < bytes.count {
      let byte = bytes[end]
      if byte == UInt8(ascii: "\\") {
        end += 2
        continue
      }
      if byte == quote, !isTriple || (self.byte(end + 1) == quote && self.byte(end + 2) == quote) {
        add(isComputed ? .template : .string, start, end)
        position = end + (isTriple ? 3 : 1)
        return
      }
      // An apostrophe in the text of a page, or a quote that somebody forgot.
      if byte == UInt8(ascii: "\n"), !isTriple { break }
      end += 1
    }
    single(quote)
  }

  /// The text between backquotes, in which nothing is escaped.
  private mutating func rawString() {
    let start = position + 1
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "`")) ?? bytes.count
    add(.template, start, end)
    position = min(bytes.count, end + 1)
  }

  /// The text of a template up to its end, or up to the next `${`.
  private mutating func template() {
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\\"): position += 2
      case UInt8(ascii: "`"):
        add(.template, start, position)
        position += 1
        return
      case UInt8(ascii: "$") where byte(position + 1) == UInt8(ascii: "{"):
        add(.template, start, position)
        templates.append(braces)
        add(.symbol, position, position + 1, UInt8(ascii: "$"))
        position += 1
        depth += 1
        braces += 1
        single(UInt8(ascii: "{"))
        return
      default: position += 1
      }
    }
    position = bytes.count
    add(.template, min(start, bytes.count), bytes.count)
  }
}
