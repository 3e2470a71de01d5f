package import IR

/// POSIX shell words. Every text that goes into a shell command goes through here.
package enum ShellQuoting {
  /// How a variable inside a word is written.
  package enum VariableStyle: Sendable {
    /// `"$PORT"`: the environment certainly has it.
    case quoted
    /// `$PORT`, without quotes: for values that are numbers, inside another pair of double quotes.
    case bare
    /// `"${PORT:-8000}"`: the environment may lack it.
    case fallback
  }

  /// One word that the shell reads as exactly `text`: as it is where that is safe, else in single quotes.
  package static func single(_ text: String) -> String {
    if !text.isEmpty, text.utf8.allSatisfy(isPlain) { return text }
    return "'" + text.replacing("'", with: "'\\''") + "'"
  }

  /// Text between double quotes, read as it is: what the shell would expand there is escaped.
  package static func insideDoubleQuotes(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      if character == "\\" || character == "\"" || character == "$" || character == "`" { result += "\\" }
      result.unicodeScalars.append(character)
    }
    return result
  }

  /// One word of text and variables.
  package static func word(_ word: Command.Word, _ style: VariableStyle) -> String {
    var hasVariable = false
    var text = ""
    for part in word.parts {
      switch part {
      case .text(let part): text += part
      case .variable: hasVariable = true
      }
    }
    guard hasVariable else { return single(text) }
    var inner = ""
    for part in word.parts {
      switch part {
      case .text(let text): inner += style == .bare ? single(text) : insideDoubleQuotes(text)
      case .variable(let name, let fallback):
        switch style {
        case .quoted, .bare: inner += isFollowedByName(word, name) ? "${\(name)}" : "$" + name
        case .fallback: inner += "${\(name):-\(insideDoubleQuotes(fallback).replacing("}", with: "\\}"))}"
        }
      }
    }
    return style == .bare ? inner : "\"" + inner + "\""
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

  /// Letters and marks that mean nothing to a shell, wherever they stand in a word; `~` and `=` are not among them.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
      UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "@"), UInt8(ascii: "%"),
      UInt8(ascii: "+"):
      true
    default: false
    }
  }

  /// Whether a letter, digit or underscore follows the variable, so that its name must be fenced.
  private static func isFollowedByName(_ word: Command.Word, _ name: String) -> Bool {
    for (index, part) in word.parts.enumerated() {
      guard case .variable(name, _) = part, index + 1 < word.parts.count else { continue }
      if case .text(let next) = word.parts[index + 1], let byte = next.utf8.first {
        if byte == UInt8(ascii: "_") || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
          || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
        {
          return true
        }
      }
    }
    return false
  }
}
