/// A Caddyfile as a tree of directives, which writes itself in the form that `caddy fmt` gives.
///
/// Tokens quote themselves, and a text that no token can hold makes none: `{$NAME}` is replaced wherever it is, before
/// anything is parsed, and there is no way to write it as text (Caddy 2.11, `caddyconfig/caddyfile/lexer.go`).
package struct CaddyfileDocument: Sendable {
  /// One word of a line.
  package struct Token: Hashable, Sendable, ExpressibleByStringLiteral {
    /// As it is written.
    fileprivate let spelling: String

    private init(spelled spelling: String) { self.spelling = spelling }

    /// A keyword of Caddy, which needs no quotes.
    package init(stringLiteral word: String) { spelling = word }

    /// A text of any origin; nil: the format has no way to write it.
    package init?(_ text: String) {
      if !text.isEmpty, text.allBytes(Self.isPlain) {
        spelling = text
        return
      }
      // Braces are placeholders in quotes as well, and a line break is counted as the end of a line.
      guard text.allBytes({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "}") }) else {
        return nil
      }
      if !text.hasByte({ $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
        spelling = "\"" + text + "\""
      } else if !text.hasByte(UInt8(ascii: "`")) {
        spelling = "`" + text + "`"
      } else {
        return nil
      }
    }

    /// A decimal number.
    package static func number(_ number: Int) -> Token { Token(spelled: String(number)) }

    /// `30s`, `1500ms`.
    package static func duration(_ milliseconds: Int) -> Token {
      Token(spelled: milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms")
    }

    /// `20MiB`, or the number of bytes with `B`.
    package static func size(_ bytes: Int) -> Token {
      for (unit, size) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] where bytes % size == 0 {
        return Token(spelled: "\(bytes / size)\(unit)")
      }
      return Token(spelled: "\(bytes)B")
    }

    /// What a variable of the process holds when the file is read. It may be several words.
    /// - Parameters:
    ///   - name: capitals, digits and `_`.
    ///   - fallback: where the variable is not set.
    package static func variable(_ name: String, else fallback: [Token] = []) -> Token {
      let rest = fallback.isEmpty ? "" : ":" + fallback.map(\.spelling).joined(separator: " ")
      return Token(spelled: "{$\(name)\(rest)}")
    }

    /// Two parts of one word: `:` and a variable.
    package static func + (first: Token, second: Token) -> Token { Token(spelled: first.spelling + second.spelling) }

    private static func isPlain(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-._~@:+=,/*".utf8.contains(byte)
      }
    }
  }

  /// A line, with a block below it or without.
  package struct Directive: Sendable {
    /// Lines above it, without the sign.
    package var comments: [String] = []
    package var words: [Token]
    package var block: [Directive]?

    package init(_ words: Token..., comments: [String] = []) {
      self.words = words
      self.comments = comments
    }

    package init(_ words: [Token], comments: [String] = [], block: [Directive]? = nil) {
      self.words = words
      self.comments = comments
      self.block = block
    }

    package init(_ words: Token..., block: [Directive]) { self.init(words, block: block) }

    /// A part that others import by its name.
    package static func snippet(_ name: Token, _ block: [Directive]) -> Directive {
      Directive([Token(stringLiteral: "(") + name + Token(stringLiteral: ")")], block: block)
    }

    /// A site, by all its addresses.
    package static func site(_ addresses: [Token], comments: [String] = [], _ block: [Directive]) -> Directive {
      let last = addresses.count - 1
      return Directive(
        addresses.enumerated().map { $0 == last ? $1 : $1 + "," }, comments: comments, block: block)
    }
  }

  /// Blocks of the top level, with an empty line between them.
  package var blocks: [Directive]

  package init(_ blocks: [Directive]) { self.blocks = blocks }

  package func write(to writer: inout TextWriter) {
    for (index, block) in blocks.enumerated() {
      if index > 0 { writer.write(byte: UInt8(ascii: "\n")) }
      Self.write(block, depth: 0, &writer)
    }
  }

  /// The same as a text.
  package func rendered() -> String {
    var writer = TextWriter()
    write(to: &writer)
    return writer.text
  }

  private static func write(_ directive: Directive, depth: Int, _ writer: inout TextWriter) {
    let tab = UInt8(ascii: "\t")
    for comment in directive.comments {
      writer.write(tab, times: depth)
      CommentSyntax.hash.write(comment, to: &writer)
    }
    writer.write(tab, times: depth)
    for (index, word) in directive.words.enumerated() {
      if index > 0 { writer.write(byte: UInt8(ascii: " ")) }
      writer.write(word.spelling)
    }
    if let block = directive.block {
      writer.write(directive.words.isEmpty ? "{\n" : " {\n")
      for inner in block { write(inner, depth: depth + 1, &writer) }
      writer.write(tab, times: depth)
      writer.write(byte: UInt8(ascii: "}"))
    }
    writer.write(byte: UInt8(ascii: "\n"))
  }
}
