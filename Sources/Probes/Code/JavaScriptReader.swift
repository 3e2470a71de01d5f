/// Reads what JavaScript and TypeScript say: `process.env`, `import.meta.env`, routes, servers.
struct JavaScriptReader {
  let tokens: CodeTokens
  let file: RepositoryReader.File

  func read(into facts: inout CodeFacts) {
    var ports: [String: (number: Int, place: Range<Int>)] = [:]
    for index in tokens.indices where tokens.kind(index) == .word {
      switch tokens.range(index).count {
      case 3:
        if tokens.isWord(index, "env") { readEnvironment(index, into: &facts) }
        readRoute(index, into: &facts)
      case 4:
        if tokens.isWord(index, "port") || tokens.isWord(index, "PORT") { notePort(index, &ports) }
      case 5: readRoute(index, into: &facts)
      case 6: if tokens.isWord(index, "listen") { readListen(index, ports, into: &facts) }
      default: break
      }
    }
  }

  // MARK: - Variables

  /// `process.env`, `import.meta.env`, `Bun.env`; `index` is the word `env`.
  private func readEnvironment(_ index: Int, into facts: inout CodeFacts) {
    guard tokens.isSymbol(index - 1, ".") else { return }
    let first: Int
    if tokens.isWord(index - 2, "process") || tokens.isWord(index - 2, "Bun") {
      first = index - 2
    } else if tokens.isWord(index - 2, "meta"), tokens.isSymbol(index - 3, "."), tokens.isWord(index - 4, "import") {
      first = index - 4
    } else {
      return
    }
    if tokens.isSymbol(index + 1, "."), tokens.kind(index + 2) == .word {
      readUse(name: index + 2, last: index + 2, first: first, into: &facts)
    } else if tokens.isSymbol(index + 1, "?"), tokens.isSymbol(index + 2, "."), tokens.kind(index + 3) == .word {
      readUse(name: index + 3, last: index + 3, first: first, into: &facts)
    } else if tokens.isSymbol(index + 1, "[") {
      if tokens.isString(index + 2), tokens.isSymbol(index + 3, "]") {
        readUse(name: index + 2, last: index + 3, first: first, into: &facts)
      } else if tokens.kind(index + 2) == .template || tokens.isSymbol(index + 3, "+") {
        facts.computesNames = true
      }
    } else if tokens.isSymbol(first - 1, "="), tokens.isSymbol(first - 2, "}") {
      readPattern(closing: first - 2, into: &facts)
    }
  }

  /// What is done with the value.
  private func readUse(name: Int, last: Int, first: Int, into facts: inout CodeFacts) {
    let next = last + 1
    if tokens.isSymbol(next, "="), !tokens.isSymbol(next + 1, "="), !tokens.isSymbol(next + 1, ">") {
      facts.written.insert(tokens.text(name))
      return
    }
    var fallback = CodeFacts.Fallback.none
    var isRequired = false
    if (tokens.isSymbol(next, "|") && tokens.isSymbol(next + 1, "|"))
      || (tokens.isSymbol(next, "?") && tokens.isSymbol(next + 1, "?"))
    {
      fallback = self.fallback(at: tokens.isSymbol(next + 2, "=") ? next + 3 : next + 2)
    } else if tokens.isSymbol(next, "!") {
      // `X!` says to TypeScript that it is there; `X !== …` asks.
      isRequired = !tokens.isSymbol(next + 1, "=")
    } else if tokens.isSymbol(next, "."), tokens.kind(next + 1) == .word, !tokens.isSymbol(first - 1, "!") {
      isRequired = true
    } else if tokens.isSymbol(next, "}"), tokens.isSymbol(first - 1, "{"), tokens.isSymbol(first - 2, "$") {
      isRequired = true
    }
    add(name, isRequired: isRequired, fallback, &facts)
  }

  /// `const { A, B: b, C = "x" } = process.env`.
  private func readPattern(closing: Int, into facts: inout CodeFacts) {
    var open = closing - 1
    while open >= 0, !tokens.isSymbol(open, "{") {
      if tokens.isSymbol(open, "}") || closing - open > 200 { return }
      open -= 1
    }
    guard open >= 0 else { return }
    var isName = true
    for index in open + 1..<closing {
      if isName, tokens.kind(index) == .word {
        let hasDefault = tokens.isSymbol(index + 1, "=")
        add(index, isRequired: false, hasDefault ? fallback(at: index + 2) : .none, &facts)
      }
      isName = tokens.isSymbol(index, ",")
    }
  }

  private func add(_ name: Int, isRequired: Bool, _ fallback: CodeFacts.Fallback, _ facts: inout CodeFacts) {
    let text = tokens.text(name)
    guard VariableNames.isPlausible(text) else { return }
    facts.reads.append(
      CodeFacts.Read(name: text, file: file, place: tokens.range(name), isRequired: isRequired, fallback: fallback))
  }

  private func fallback(at index: Int) -> CodeFacts.Fallback {
    if tokens.isString(index) { return tokens.range(index).isEmpty ? .other : .text(tokens.range(index)) }
    for inner in index..<index + 5 {
      if tokens.isSymbol(inner, ";") || tokens.isSymbol(inner, ",") { break }
      for word in ["randomBytes", "randomUUID", "nanoid", "uuidv4"] as [StaticString] where tokens.isWord(inner, word) {
        return .random(tokens.range(inner))
      }
    }
    return .other
  }

  // MARK: - Routes

  private static let methods: [StaticString] = ["get", "use", "all", "route"]

  /// `app.get("/metrics", …)`. With something between path and handler it is guarded.
  private func readRoute(_ index: Int, into facts: inout CodeFacts) {
    guard tokens.isSymbol(index - 1, "."), tokens.isSymbol(index + 1, "("), tokens.isString(index + 2),
      Self.methods.contains(where: { tokens.isWord(index, $0) })
    else { return }
    let path = tokens.text(index + 2)
    guard path.utf8.first == UInt8(ascii: "/") else { return }
    let hasMiddleware =
      tokens.kind(index + 4) == .word && !tokens.isWord(index + 4, "async") && !tokens.isWord(index + 4, "function")
    facts.routes.append(
      CodeFacts.Route(path: path, file: file, place: tokens.range(index + 2), isGuarded: hasMiddleware))
  }

  // MARK: - Servers

  /// `const PORT = 3000`.
  private func notePort(_ index: Int, _ ports: inout [String: (number: Int, place: Range<Int>)]) {
    guard tokens.isSymbol(index + 1, "="), tokens.kind(index + 2) == .number, !tokens.isSymbol(index + 3, "|"),
      !tokens.isSymbol(index + 3, "?"), let number = Int(tokens.text(index + 2))
    else { return }
    ports[tokens.text(index)] = (number, tokens.range(index + 2))
  }

  /// Where an argument of a call begins.
  private func argument(_ number: Int, from open: Int, to end: Int) -> Int? {
    var depth = 0
    var found = 0
    for index in open..<end where tokens.kind(index) == .symbol {
      if ["(", "[", "{"].contains(where: { tokens.isSymbol(index, $0) }) { depth += 1 }
      if [")", "]", "}"].contains(where: { tokens.isSymbol(index, $0) }) { depth -= 1 }
      if depth == 1, tokens.isSymbol(index, ",") {
        found += 1
        if found == number { return index + 1 }
      }
    }
    return nil
  }

  /// `.listen(3000, "localhost")`, `.listen({ port: 3000, host: "localhost" })`.
  private func readListen(
    _ index: Int, _ ports: [String: (number: Int, place: Range<Int>)], into facts: inout CodeFacts
  ) {
    guard tokens.isSymbol(index - 1, "."), tokens.isSymbol(index + 1, "("), let end = tokens.closing(index + 1) else {
      return
    }
    var listener = CodeFacts.Listener(file: file, place: tokens.range(index))
    func isEnd(_ index: Int) -> Bool {
      tokens.isSymbol(index, ",") || tokens.isSymbol(index, ")") || tokens.isSymbol(index, "}")
    }
    if tokens.isSymbol(index + 2, "{") {
      for inner in index + 3..<end where tokens.isSymbol(inner + 1, ":") && isEnd(inner + 3) {
        if tokens.isWord(inner, "port"), let number = Int(tokens.text(inner + 2)) {
          listener.port = (number, tokens.range(inner + 2))
        }
        if tokens.isWord(inner, "host"), tokens.isString(inner + 2) {
          listener.host = (tokens.text(inner + 2), tokens.range(inner + 2))
        }
      }
    } else if isEnd(index + 3) {
      if tokens.kind(index + 2) == .number, let number = Int(tokens.text(index + 2)) {
        listener.port = (number, tokens.range(index + 2))
      } else if tokens.kind(index + 2) == .word {
        listener.port = ports[tokens.text(index + 2)]
      }
    }
    if !tokens.isSymbol(index + 2, "{"), let second = argument(1, from: index + 1, to: end), tokens.isString(second),
      isEnd(second + 1)
    {
      listener.host = (tokens.text(second), tokens.range(second))
    }
    facts.listeners.append(listener)
  }
}
