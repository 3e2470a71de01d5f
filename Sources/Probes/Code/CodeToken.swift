/// One token of code, as far as probes tell tokens apart.
struct CodeToken {
  enum Kind: UInt8 {
    /// Identifiers and keywords.
    case word
    case number
    /// A string without anything computed in it; the range is what stands between the quotes.
    case string
    /// A part of a text with computed parts: an f-string, a template; in Go a raw string.
    case template
    case symbol
    /// Python: a logical line begins here.
    case line
  }

  let kind: Kind
  /// Of symbols: the byte.
  let byte: UInt8
  let start: Int32
  let end: Int32

  var range: Range<Int> { Int(start)..<Int(end) }
}

/// The languages whose code is read.
enum CodeLanguage: UInt8 {
  case python
  case javaScript
  case go
  /// The schema of Prisma, whose tokens are those of JavaScript.
  case prisma

  init?(ending: some StringProtocol) {
    switch ending {
    case "py": self = .python
    case "js", "ts", "tsx", "jsx", "mjs", "cjs", "mts", "cts", "vue", "svelte", "astro": self = .javaScript
    case "go": self = .go
    case "prisma": self = .prisma
    default: return nil
    }
  }

  /// Whether files of this ending are code of a server in a language that is not read.
  static func isOther(ending: some StringProtocol) -> Bool {
    [
      "rb", "java", "kt", "rs", "php", "cs", "ex", "exs", "scala", "swift", "fs", "clj", "ipynb", "cpp", "cc",
      "c", "lua", "pl", "erl", "hs", "dart",
    ].contains { $0 == ending }
  }
}

/// The tokens of one file, and questions about them. Comments are no tokens.
struct CodeTokens {
  let bytes: UnsafeBufferPointer<UInt8>
  let tokens: [CodeToken]
  /// For each token that is an opening bracket, the index of the one that closes it; 0 for all others.
  private let closings: [Int32]

  /// Brackets nested deeper than this have no end, so that readers of what is between brackets look at a token at most
  /// this often.
  private static let deepest = 64

  init(bytes: UnsafeBufferPointer<UInt8>, tokens: [CodeToken]) {
    self.bytes = bytes
    self.tokens = tokens
    var closings = [Int32](repeating: 0, count: tokens.count)
    var open: [Int] = []
    for (index, token) in tokens.enumerated() where token.kind == .symbol {
      switch token.byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): open.append(index)
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        if let last = open.popLast(), open.count < Self.deepest { closings[last] = Int32(index) }
      default: break
      }
    }
    self.closings = closings
  }

  var indices: Range<Int> { 0..<tokens.count }

  private func token(_ index: Int) -> CodeToken? { index >= 0 && index < tokens.count ? tokens[index] : nil }

  func kind(_ index: Int) -> CodeToken.Kind? { token(index)?.kind }

  func isSymbol(_ index: Int, _ symbol: Unicode.Scalar) -> Bool {
    guard let token = token(index), token.kind == .symbol else { return false }
    return token.byte == UInt8(ascii: symbol)
  }

  func isWord(_ index: Int, _ word: StaticString) -> Bool {
    guard let token = token(index), token.kind == .word else { return false }
    return equals(token.range, word)
  }

  func isString(_ index: Int) -> Bool { token(index)?.kind == .string }

  func equals(_ range: Range<Int>, _ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard range.count == count else { return false }
    let start = word.utf8Start
    for offset in 0..<count where bytes[range.lowerBound + offset] != start[offset] { return false }
    return true
  }

  /// The bytes of a token; for strings what is between the quotes.
  func text(_ index: Int) -> String {
    guard let token = token(index) else { return "" }
    return String(decoding: bytes[token.range], as: UTF8.self)
  }

  func range(_ index: Int) -> Range<Int> { token(index)?.range ?? 0..<0 }

  /// The index after the bracket that closes the one at `open`; nil where the file ends before, or where it is nested too
  /// deep.
  func closing(_ open: Int) -> Int? {
    closings.indices.contains(open) && closings[open] > 0 ? Int(closings[open]) + 1 : nil
  }

  /// Names and values of the object that begins at `open`; anything but a plain member is skipped.
  func members(of open: Int) -> [(name: Int, value: Range<Int>)] {
    guard let close = closing(open) else { return [] }
    var result: [(Int, Range<Int>)] = []
    var index = open + 1
    while index < close - 1 {
      let isMember = (kind(index) == .word || isString(index)) && isSymbol(index + 1, ":")
      let end = partEnd(index, before: close - 1)
      if isMember, index + 2 < end { result.append((index, index + 2..<end)) }
      index = end + 1
    }
    return result
  }

  /// Where an argument of the call begins whose bracket is at `open`; they are counted from 0.
  func argument(_ number: Int, from open: Int) -> Int? {
    guard let close = closing(open) else { return nil }
    var start = open + 1
    for _ in 0..<number {
      start = partEnd(start, before: close - 1) + 1
      if start >= close - 1 { return nil }
    }
    return start
  }

  /// The comma after the part that begins at `index`, or `end`.
  private func partEnd(_ index: Int, before end: Int) -> Int {
    var depth = 0
    for position in index..<max(index, end) where tokens[position].kind == .symbol {
      switch tokens[position].byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ",") where depth == 0: return position
      default: break
      }
    }
    return end
  }

  /// The index after the lines that are indented below the one in which a token is.
  func blockEnd(_ index: Int) -> Int {
    let outer = indentation(index)
    var position = index
    while position < tokens.count {
      if tokens[position].kind == .line, let kind = kind(position + 1), kind != .line,
        indentation(position + 1) <= outer
      {
        break
      }
      position += 1
    }
    return position
  }

  private static let conditions: [StaticString] = ["if", "elif", "else", "for", "while", "except", "case"]

  /// Whether a token of Python is in a block that need not run: `if USE_S3:`, but not `if __name__ == "__main__":`.
  func isConditional(_ index: Int) -> Bool {
    var position = index
    var column = Int.max
    // The bound keeps a file of one block from being walked for each of its lines.
    let last = max(0, index - 4_000)
    while position > last {
      while position > 0, kind(position) != .line { position -= 1 }
      let first = position + 1
      position -= 1
      guard let kind = kind(first), kind != .line, indentation(first) < column else { continue }
      let isOwn = column == .max
      column = indentation(first)
      if !isOwn, Self.conditions.contains(where: { isWord(first, $0) }), !isWord(first + 1, "__name__") { return true }
      if column == 0 { return false }
    }
    return false
  }

  /// How many spaces the line begins with in which a token begins. The column of a token is another thing: a string
  /// begins behind its quotes.
  func indentation(_ index: Int) -> Int {
    guard let token = token(index) else { return 0 }
    var start = Int(token.start)
    while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    var end = start
    while end < token.start, bytes[end] == 0x20 || bytes[end] == 0x09 { end += 1 }
    return end - start
  }
}

extension UInt8 {
  var isCodeDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}
