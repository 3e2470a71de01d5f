package import IR

/// Text for a POSIX shell.
package enum ShellText {
  /// One word that the shell takes as exactly this text: bare where nothing in it is special, else in single quotes.
  package static func quoted(_ text: String) -> String {
    if !text.isEmpty, text.utf8.allSatisfy(isPlain) { return text }
    guard text.utf8.contains(UInt8(ascii: "'")) else { return "'" + text + "'" }
    return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// One word of a command, its variables filled in by the shell.
  package static func word(_ word: Command.Word) -> String {
    var isText = true
    for case .variable in word.parts { isText = false }
    if isText { return quoted(word.literal) }
    var result = "\""
    for (index, part) in word.parts.enumerated() {
      switch part {
      case .text(let text): result += insideDoubleQuotes(text)
      case .variable(let name, _): result += continuesName(word.parts, after: index) ? "${\(name)}" : "$\(name)"
      }
    }
    return result + "\""
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

  static func insideDoubleQuotes(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x24 || $0 == 0x60 }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "\"", "$", "`": result += "\\"
      default: break
      }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  static func continuesName(_ parts: [Command.Word.Part], after index: Int) -> Bool {
    guard index + 1 < parts.count, case .text(let next) = parts[index + 1], let byte = next.utf8.first else {
      return false
    }
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      return true
    default: return false
    }
  }
}

extension Command.Word {
  /// The text of a word without variables; with them, what they are when nothing else is said.
  package var literal: String {
    parts.map { part in
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
    case .words(let words): words.map(ShellText.word).joined(separator: " ")
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
