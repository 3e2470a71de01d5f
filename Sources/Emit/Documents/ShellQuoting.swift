package import IR

extension ShellText {
  /// How a variable inside a word is written.
  package enum VariableStyle: Sendable {
    /// `"$PORT"`: the environment certainly has it.
    case quoted
    /// `$PORT`, without quotes of its own: for numbers, in text that stands between double quotes itself.
    case bare
    /// `"${PORT:-8000}"`: the environment may lack it.
    case fallback
  }

  /// One word of text and variables.
  package static func word(_ word: Command.Word, _ style: VariableStyle) -> String {
    var writer = TextWriter(capacity: 128)
    write(word, style, &writer)
    return writer.text
  }

  private static func write(_ word: Command.Word, _ style: VariableStyle, _ writer: inout TextWriter) {
    guard word.hasVariable else { return writeQuoted(word.literal, &writer) }
    if style != .bare { writer.write(byte: UInt8(ascii: "\"")) }
    for (index, part) in word.parts.enumerated() {
      switch part {
      case .text(let text) where style == .bare: writeQuoted(text, &writer)
      case .text(let text): writeInsideDoubleQuotes(text, &writer)
      case .variable(let name, let fallback) where style == .fallback:
        let text = insideDoubleQuotes(fallback)
        writer.write("${")
        writer.write(name)
        writer.write(":-")
        writer.write(text.hasByte(UInt8(ascii: "}")) ? text.replacing("}", with: "\\}") : text)
        writer.write(byte: UInt8(ascii: "}"))
      case .variable(let name, _):
        let isInBraces = continuesName(word.parts, after: index)
        writer.write(isInBraces ? "${" : "$")
        writer.write(name)
        if isInBraces { writer.write(byte: UInt8(ascii: "}")) }
      }
    }
    if style != .bare { writer.write(byte: UInt8(ascii: "\"")) }
  }

  /// A command line. Commands that are text already stay as they are.
  package static func line(_ command: Command, _ style: VariableStyle) -> String {
    switch command {
    case .shell(let text): return text
    case .words(let words):
      var writer = TextWriter(capacity: 512)
      for (index, word) in words.enumerated() {
        if index > 0 { writer.write(byte: UInt8(ascii: " ")) }
        write(word, style, &writer)
      }
      return writer.text
    }
  }

  /// The command line with `exec` in front where the text is one simple command, so that the program itself and not
  /// the shell gets the signals.
  package static func execLine(_ command: Command, _ style: VariableStyle) -> String {
    switch command {
    case .words: "exec " + line(command, style)
    case .shell(let text): isSimpleCommand(text) ? "exec " + text : text
    }
  }

  /// Whether the text is one program with arguments, which `exec` may stand before: no list, pipe, group, assignment
  /// or builtin that changes the shell itself.
  package static func isSimpleCommand(_ text: String) -> Bool {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: ")"),
        UInt8(ascii: "\n"), UInt8(ascii: "`"), UInt8(ascii: "#"):
        return false
      default: break
      }
    }
    guard let first = text.split(separator: " ").first, !first.contains("=") else { return false }
    return !notPrograms.contains(String(first))
  }

  /// Keywords and builtins: `exec` before them fails or does nothing.
  private static let notPrograms: Set<String> = [
    "!", "{", ".", ":", "[[", "alias", "break", "case", "cd", "command", "continue", "eval", "exec", "exit", "export",
    "for", "function", "if", "local", "read", "readonly", "return", "select", "set", "shift", "source", "time", "trap",
    "ulimit", "umask", "unset", "until", "wait", "while",
  ]
}

extension Command.Word {
  package var hasVariable: Bool {
    parts.contains {
      if case .variable = $0 { return true }
      return false
    }
  }
}
