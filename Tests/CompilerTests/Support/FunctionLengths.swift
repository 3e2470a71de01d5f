/// The functions of a Swift text and how many lines each has, found by counting braces.
enum FunctionLengths {
  static func of(_ text: String) -> [(head: String, lines: Int)] {
    var found: [(head: String, lines: Int)] = []
    var open: [(head: String, line: Int, depth: Int)] = []
    var head: (text: String, line: Int, parentheses: Int)?
    var depth = 0
    var fence: String?
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if let closing = fence {
        if line.drop(while: { $0 == " " }).hasPrefix(closing) { fence = nil }
        continue
      }
      if let opening = line.firstMatch(of: /(#*)"""\s*$/) { fence = "\"\"\"" + opening.1 }
      let code = code(of: line)
      if code.contains(/^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:[a-z]+ )*(?:func \S|init[?(<]|subscript\b)/) {
        head = (String(line.drop { $0 == " " }), number, 0)
      }
      for character in code {
        switch character {
        case "(": head?.parentheses += 1
        case ")": head?.parentheses -= 1
        case "{":
          // In parentheses it is a closure that a parameter has by default.
          if let found = head, found.parentheses == 0 {
            open.append((found.text, found.line, depth))
            head = nil
          }
          depth += 1
        case "}":
          depth -= 1
          if head?.parentheses == 0 { head = nil }
          if let last = open.last, last.depth == depth {
            found.append((last.head, number - last.line + 1))
            open.removeLast()
          }
        default: break
        }
      }
    }
    return found
  }

  /// A line without its comment, its string literals and its regular expressions.
  private static func code(of line: Substring) -> String {
    let string = ##/#*"(?:\\.|[^"\\])*"#*/##
    let regex = ##/[ (]#*\/[^ \/].*?\/#*(?=[ ,).]|$)/##
    return String(line.replacing(string, with: "").replacing(regex, with: "").replacing(/\/\/.*$/, with: ""))
  }
}
