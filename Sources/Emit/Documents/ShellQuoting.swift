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
    guard word.hasVariable else { return quoted(word.literal) }
    if style == .quoted { return self.word(word) }
    var result = ""
    for (index, part) in word.parts.enumerated() {
      switch part {
      case .text(let text): result += style == .bare ? quoted(text) : insideDoubleQuotes(text)
      case .variable(let name, let fallback) where style == .fallback:
        let text = insideDoubleQuotes(fallback)
        let hasBrace = text.hasByte { $0 == UInt8(ascii: "}") }
        result += "${\(name):-\(hasBrace ? text.replacing("}", with: "\\}") : text)}"
      case .variable(let name, _):
        result += continuesName(word.parts, after: index) ? "${\(name)}" : "$\(name)"
      }
    }
    return style == .bare ? result : "\"" + result + "\""
  }

  /// A command line. Commands that are text already stay as they are.
  package static func line(_ command: Command, _ style: VariableStyle) -> String {
    switch command {
    case .shell(let text): text
    case .words(let words): words.map { word($0, style) }.joined(separator: " ")
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
