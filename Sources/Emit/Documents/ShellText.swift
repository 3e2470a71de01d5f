package import IR

/// Text for a POSIX shell.
package enum ShellText {
  /// One word that the shell takes as exactly this text: bare where nothing in it is special, else in single quotes.
  package static func quoted(_ text: String) -> String {
    if !text.isEmpty, text.allBytes(isPlain) { return text }
    var writer = TextWriter(capacity: text.utf8.count + 16)
    writeQuoted(text, &writer)
    return writer.text
  }

  static func writeQuoted(_ text: String, _ writer: inout TextWriter) {
    if !text.isEmpty, text.allBytes(isPlain) { return writer.write(text) }
    let quote = UInt8(ascii: "'")
    writer.write(byte: quote)
    if text.hasByte(quote) {
      for byte in text.utf8 { if byte == quote { writer.write("'\\''") } else { writer.write(byte: byte) } }
    } else {
      writer.write(text)
    }
    writer.write(byte: quote)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: "+"),
      UInt8(ascii: "@"), UInt8(ascii: "%"):
      true
    default: false
    }
  }

  /// The same with double quotes, for texts in which a reader, and ShellCheck, would look for variables between single
  /// ones.
  static func doubleQuoted(_ text: String) -> String {
    !text.isEmpty && text.allBytes(isPlain) ? text : "\"" + insideDoubleQuotes(text) + "\""
  }

  /// A command of words that are quoted already, continued on further lines where one would be too long.
  /// - Parameter indent: of the further lines.
  static func line(_ words: [String], indent: Int, width: Int = 118) -> String {
    var text = ""
    var column = 0
    for word in words {
      if column > 0 {
        let isFull = column + 1 + word.columns > width
        text += isFull ? " \\\n" + String(UInt8(ascii: " "), times: indent) : " "
        column = isFull ? indent : column + 1
      }
      text += word
      column += word.columns
    }
    return text
  }

  static func insideDoubleQuotes(_ text: String) -> String {
    if !text.hasByte(isSpecialInDoubleQuotes) { return text }
    var writer = TextWriter(capacity: text.utf8.count + 16)
    writeInsideDoubleQuotes(text, &writer)
    return writer.text
  }

  static func writeInsideDoubleQuotes(_ text: String, _ writer: inout TextWriter) {
    if !text.hasByte(isSpecialInDoubleQuotes) { return writer.write(text) }
    writer.write(text, escaping: isSpecialInDoubleQuotes)
  }

  private static func isSpecialInDoubleQuotes(_ byte: UInt8) -> Bool {
    byte == 0x5C || byte == 0x22 || byte == 0x24 || byte == 0x60
  }

  static func continuesName(_ parts: [Command.Word.Part], after index: Int) -> Bool {
    guard index + 1 < parts.count, case .text(let next) = parts[index + 1], let byte = next.utf8.first else {
      return false
    }
    return isOfName(byte)
  }

  /// Whether a byte is part of the name of a variable.
  static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

extension Command.Word {
  /// The text of a word without variables; with them, what they are when nothing else is said.
  package var literal: String {
    if parts.count == 1, case .text(let text) = parts[0] { return text }
    return parts.map { part in
      switch part {
      case .text(let text): text
      case .variable(_, let fallback): fallback
      }
    }
    .joined()
  }
}

extension Command {
  /// As one line for `sh`.
  package var shellLine: String {
    switch self {
    case .shell(let text): text
    case .words: ShellText.line(self, .quoted)
    }
  }

  /// As the words of a container's command. A shell only where there is something for it to do; `exec` makes the
  /// process take the shell's place, so that it gets the stop signal.
  package var containerWords: [String] {
    switch self {
    case .shell(let text): ["sh", "-c", text]
    case .words(let words): needsShell ? ["sh", "-c", "exec " + shellLine] : words.map(\.literal)
    }
  }
}
