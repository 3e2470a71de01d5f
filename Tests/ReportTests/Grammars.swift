/// The part of Mermaid's grammar that flowcharts are written in here: mermaid is in no package of Debian or PyPI. After
/// `flowchart LR` a line is a node, the beginning or end of a subgraph, or an edge; every text is quoted, and holds
/// nothing that Mermaid or a browser reads as markup but `<br/>` and entities.
enum MermaidGrammar {
  /// The first line that is in no such form; nil: there is none.
  static func problem(in text: String) -> String? {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.popLast() == "", lines.first == "flowchart LR" else { return "begin or end" }
    let quoted = /"(?:[^"<>`%{};&#\\]|#quot;|#[0-9]+;|<br\/>)*"/
    var depth = 0
    for line in lines.dropFirst() {
      let line = line.drop { $0 == " " }
      // Quoted texts are judged by themselves.
      var rest = ""
      var position = line.startIndex
      while position < line.endIndex {
        if line[position] == "\"" {
          guard let match = line[position...].prefixMatch(of: quoted) else { return String(line) }
          rest += "T"
          position = match.range.upperBound
        } else {
          rest.append(line[position])
          position = line.index(after: position)
        }
      }
      if rest.wholeMatch(of: /subgraph [a-z]+\[T\]/) != nil {
        depth += 1
      } else if rest == "end" {
        depth -= 1
      } else if rest.wholeMatch(of: /(s\d+|internet)(\[T\]|\[\(T\)\]|\(\[T\]\))/) == nil,
        rest.wholeMatch(of: /(s\d+|internet) (-->|-\.->|==>|-- T -->|-\. T \.->) s\d+( & s\d+)*/) == nil
      {
        return String(line)
      }
    }
    return depth == 0 ? nil : "subgraphs"
  }
}

/// Graphviz's grammar of `dot` (graphviz.org/doc/info/lang.html, 2025), without ports and HTML labels.
enum DotGrammar {
  private enum Token: Equatable {
    case word(String)
    case text
    case sign(String)
  }

  /// What is wrong; nil where nothing is.
  static func problem(in text: String) -> String? {
    guard var tokens = tokens(of: text) else { return "a character that begins no token" }
    guard take(.word("digraph"), &tokens), isName(tokens.first) else { return "no digraph" }
    tokens.removeFirst()
    if let problem = block(&tokens) { return problem }
    return tokens.isEmpty ? nil : "something follows"
  }

  private static func tokens(of text: String) -> ArraySlice<Token>? {
    var tokens: [Token] = []
    var rest = text[...]
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
      } else if let match = rest.prefixMatch(of: /"(?:[^"\\\n]|\\.)*"/) {
        tokens.append(.text)
        rest = rest[match.range.upperBound...]
      } else if let match = rest.prefixMatch(of: /[A-Za-z_][A-Za-z_0-9]*|[0-9]+(\.[0-9]+)?/) {
        tokens.append(.word(String(match.output.0)))
        rest = rest[match.range.upperBound...]
      } else if let match = rest.prefixMatch(of: /->|[\[\]{};,=]/) {
        tokens.append(.sign(String(match.output)))
        rest = rest[match.range.upperBound...]
      } else {
        return nil
      }
    }
    return tokens[...]
  }

  private static func take(_ token: Token, _ tokens: inout ArraySlice<Token>) -> Bool {
    guard tokens.first == token else { return false }
    tokens.removeFirst()
    return true
  }

  private static func isName(_ token: Token?) -> Bool {
    if case .sign = token { return false }
    return token != nil
  }

  private static func name(_ tokens: inout ArraySlice<Token>) -> Bool {
    guard isName(tokens.first) else { return false }
    tokens.removeFirst()
    return true
  }

  private static func block(_ tokens: inout ArraySlice<Token>) -> String? {
    guard take(.sign("{"), &tokens) else { return "no {" }
    while !take(.sign("}"), &tokens) {
      if tokens.isEmpty { return "no }" }
      if let problem = statement(&tokens) { return problem }
    }
    return nil
  }

  private static func statement(_ tokens: inout ArraySlice<Token>) -> String? {
    if take(.word("subgraph"), &tokens) {
      guard name(&tokens) else { return "a subgraph without a name" }
      return block(&tokens)
    }
    guard name(&tokens) else { return "no name: \(tokens.prefix(3))" }
    if take(.sign("="), &tokens) {
      guard name(&tokens) else { return "no value" }
    } else {
      while take(.sign("->"), &tokens) {
        guard name(&tokens) else { return "an edge to nothing" }
      }
      if take(.sign("["), &tokens) {
        repeat {
          guard name(&tokens), take(.sign("="), &tokens), name(&tokens) else { return "no attribute" }
        } while take(.sign(","), &tokens)
        guard take(.sign("]"), &tokens) else { return "no ]" }
      }
    }
    return take(.sign(";"), &tokens) ? nil : "no ;: \(tokens.prefix(3))"
  }
}
