/// A script for a POSIX shell: fixed code, and commands whose words quote themselves.
///
/// Code is a `StaticString`: a value of a topology gets into a script only as a word, a pattern or a comment.
package struct ShellScript: Sendable {
  /// One word of a command.
  package struct Word: Sendable, ExpressibleByStringLiteral {
    /// As it is written.
    let text: String

    private init(written text: String) { self.text = text }

    package init(stringLiteral value: StaticString) { self.init(written: ShellScript.quoted("\(value)")) }

    /// Exactly this text, whatever is in it.
    package static func text(_ text: String) -> Word { Word(written: ShellScript.quoted(text)) }

    /// Shell syntax: `"$tag"`, `||`, `> /dev/null`.
    package static func code(_ code: StaticString) -> Word { Word(written: "\(code)") }

    /// `NAME=TEXT` as a command.
    package static func assignment(_ name: StaticString, _ text: String) -> Word {
      Word(written: "\(name)=\(ShellScript.quoted(text))")
    }

    /// A part of a word in double quotes.
    package enum Part: Sendable {
      case text(String)
      /// Variables and what the shell makes of them: `$tag`, `${host:+ on $host}`.
      case code(StaticString)
    }

    /// One word of texts and variables.
    package static func parts(_ parts: Part...) -> Word {
      let written = parts.map { part in
        switch part {
        case .text(let text): ShellText.insideDoubleQuotes(text)
        case .code(let code): "\(code)"
        }
      }
      return Word(written: "\"" + written.joined() + "\"")
    }

    /// The value of a variable with texts around it, as one word.
    /// - Parameter variable: a name of letters, digits and `_`.
    package static func variable(_ variable: String, before: String = "", then: String = "") -> Word {
      let (before, then) = (ShellText.insideDoubleQuotes(before), ShellText.insideDoubleQuotes(then))
      let isInBraces = then.utf8.first.map { ShellText.isOfName($0) } ?? false
      return Word(written: "\"\(before)\(isInBraces ? "${\(variable)}" : "$" + variable)\(then)\"")
    }

    /// The value of a variable; where it is empty, a text.
    package static func variable(_ variable: String, or fallback: String) -> Word {
      Word(written: "\"${\(variable):-\(ShellText.insideDoubleQuotes(fallback).replacing("}", with: "\\}"))}\"")
    }

    /// The value of a variable; where it is empty, that of another.
    package static func variable(_ variable: String, orVariable other: String) -> Word {
      Word(written: "\"${\(variable):-$\(other)}\"")
    }
  }

  /// The script without its header.
  package private(set) var text = ""

  package init() {}

  /// Writes the script below its header.
  package func write(to writer: inout TextWriter) { writer.write(text) }

  /// Fixed lines.
  package mutating func code(_ lines: StaticString, indent: Int = 0) {
    if indent == 0 { return text += "\(lines)\n" }
    for line in "\(lines)".split(separator: "\n", omittingEmptySubsequences: false) {
      text += (line.isEmpty ? "" : String(UInt8(ascii: " "), times: indent)) + line + "\n"
    }
  }

  /// A line of comment.
  package mutating func comment(_ line: String, indent: Int = 0) {
    text += String(UInt8(ascii: " "), times: indent) + CommentSyntax.hash.line(line)
  }

  package mutating func emptyLine() { text += "\n" }

  /// One command, on several lines where one would be too long.
  package mutating func command(_ words: [Word], indent: Int = 0) {
    text += String(UInt8(ascii: " "), times: indent)
    text += ShellText.line(words.map(\.text), indent: indent + 2, width: 118 - indent) + "\n"
  }

  /// `NAME=WORD`.
  package mutating func assign(_ name: String, _ word: Word, indent: Int = 0) {
    // In quotes, a value that is the name of a command is taken for a value by ShellCheck too.
    let isBare = !word.text.hasByte { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }
    let value = isBare ? "'\(word.text)'" : word.text
    text += String(UInt8(ascii: " "), times: indent) + "\(name)=\(value)\n"
  }

  /// `NAME=${NAME:-TEXT}:TAG`: the name of an image from the environment, or this one, with the tag of the variable `tag`.
  /// - Parameter prefix: precedes the tag.
  package mutating func assignImage(_ name: String, _ image: String, tagPrefix prefix: String, indent: Int = 0) {
    let image = ShellText.insideDoubleQuotes(image).replacing("}", with: "\\}")
    text += String(UInt8(ascii: " "), times: indent)
    text += "\(name)=\"${\(name):-\(image)}:\(ShellText.insideDoubleQuotes(prefix))$tag\"\n"
  }

  /// Adds ` NAME=VALUE` to the variable `list` where the environment has `name`.
  package mutating func passVariable(_ name: String, in list: StaticString) {
    text += "[ -z \"${\(name):-}\" ] || \(list)=\"$\(list) \(name)=$\(name)\"\n"
  }

  /// A branch of `case` for one of these texts.
  /// - Parameter body: what it does, without the `;;`; empty: nothing.
  package mutating func branch(_ texts: [String], _ body: StaticString, indent: Int = 0) {
    let patterns = texts.enumerated().flatMap { index, text in
      (index == 0 ? [] : ["|"]) + [Self.quoted(text) + (index == texts.count - 1 ? ")" : "")]
    }
    let words = patterns + ["\(body)", ";;"].filter { !$0.isEmpty }
    text += String(UInt8(ascii: " "), times: indent)
    text += ShellText.line(words, indent: indent + 2, width: 118 - indent) + "\n"
  }

  /// The beginning of a branch of `case` for a text; its lines follow, and `;;`.
  package mutating func openBranch(_ text: String, indent: Int = 0) {
    self.text += String(UInt8(ascii: " "), times: indent) + "\(Self.quoted(text)))\n"
  }

  /// `case $VARIABLE in`, with one branch for all texts that do the same. A text that does nothing has none.
  package mutating func cases(of variable: StaticString, _ branches: [(text: String, commands: [[Word]])]) {
    var groups: [(texts: [String], commands: [[Word]])] = []
    var places: [[[String]]: Int] = [:]
    for branch in branches where !branch.commands.isEmpty {
      let key = branch.commands.map { $0.map(\.text) }
      if let place = places[key] {
        groups[place].texts.append(branch.text)
      } else {
        places[key] = groups.count
        groups.append(([branch.text], branch.commands))
      }
    }
    if groups.isEmpty { return }
    text += "case $\(variable) in\n"
    for group in groups {
      let patterns = group.texts.enumerated().flatMap { index, text in
        (index == 0 ? [] : ["|"]) + [Self.quoted(text) + (index == group.texts.count - 1 ? ")" : "")]
      }
      text += ShellText.line(patterns, indent: 2, width: 118) + "\n"
      for words in group.commands { command(words, indent: 2) }
      text += "  ;;\n"
    }
    text += "esac\n"
  }

  /// A branch of `case` that gives a variable a value.
  package mutating func branch(_ pattern: String, assigning variable: String, _ value: StaticString, indent: Int = 0) {
    text += String(UInt8(ascii: " "), times: indent) + "\(Self.quoted(pattern))) \(variable)=\(value) ;;\n"
  }

  /// A function that prints these lines.
  package mutating func function(_ name: StaticString, printing lines: [String]) {
    text += "\(name)() {\n  printf '%s\\n'"
    for line in lines { text += " \\\n    " + Self.quoted(line) }
    text += "\n}\n"
  }

  /// Lines for the input of the command that precedes them, exactly as they are.
  /// - Parameter command: ends before the mark of the text: `psql --quiet`.
  package mutating func input(of command: StaticString, _ lines: [String], indent: Int = 0) {
    // A line of the text never ends it.
    var mark = "END"
    while lines.contains(where: { $0.split(separator: "\n").contains { $0 == mark } }) { mark += "_" }
    text += String(UInt8(ascii: " "), times: indent) + "\(command) <<'\(mark)'\n"
    for line in lines { text += line + "\n" }
    text += mark + "\n"
  }

  /// Text in single quotes; in double ones where a reader, and ShellCheck, would look for variables.
  private static func quoted(_ text: String) -> String {
    text.hasByte({ $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "`") })
      ? ShellText.doubleQuoted(text) : ShellText.quoted(text)
  }
}
