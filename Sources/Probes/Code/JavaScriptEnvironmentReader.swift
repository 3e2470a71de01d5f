import Model

/// Reads where JavaScript and TypeScript read their environment: `process.env`, `import.meta.env`, `Bun.env`, `Deno.env`.
struct JavaScriptEnvironmentReader {
  let tokens: CodeTokens
  let file: RepositoryReader.File

  /// - Parameter index: the word `env`.
  func read(_ index: Int, into facts: inout CodeFacts) {
    guard tokens.isSymbol(index - 1, ".") else {
      readFunction(index, into: &facts)
      return
    }
    if tokens.isWord(index - 2, "Deno") {
      readDeno(index, into: &facts)
      return
    }
    guard let first = Self.start(tokens, index) else { return }
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

  /// Where `process.env`, `import.meta.env` or `Bun.env` begins; nil where the word `env` is that of something else.
  static func start(_ tokens: CodeTokens, _ index: Int) -> Int? {
    guard tokens.isWord(index, "env"), tokens.isSymbol(index - 1, ".") else { return nil }
    if tokens.isWord(index - 2, "process") || tokens.isWord(index - 2, "Bun") { return index - 2 }
    let isMeta = tokens.isWord(index - 2, "meta") && tokens.isSymbol(index - 3, ".")
    return isMeta && tokens.isWord(index - 4, "import") ? index - 4 : nil
  }

  /// `Deno.env.get("X")`.
  private func readDeno(_ index: Int, into facts: inout CodeFacts) {
    guard tokens.isSymbol(index + 1, "."), tokens.isSymbol(index + 3, "("), tokens.isString(index + 4),
      tokens.isSymbol(index + 5, ")")
    else { return }
    if tokens.isWord(index + 2, "get") {
      readUse(name: index + 4, last: index + 5, first: index - 2, into: &facts)
    } else if tokens.isWord(index + 2, "set") {
      facts.written.insert(tokens.text(index + 4))
    }
  }

  /// `env("X")` of `prisma/config`, which stops without the variable (Prisma 6.19, "env() helper").
  private func readFunction(_ index: Int, into facts: inout CodeFacts) {
    guard file.path.split(separator: "/").last?.hasPrefix("prisma.config.") == true, tokens.isSymbol(index + 1, "("),
      tokens.isString(index + 2), tokens.isSymbol(index + 3, ")")
    else { return }
    add(index + 2, isRequired: true, .none, &facts)
    facts.reads[facts.reads.count - 1].reader = .prisma
  }

  /// What is done with the value.
  private func readUse(name: Int, last: Int, first: Int, into facts: inout CodeFacts) {
    var next = last + 1
    if tokens.isSymbol(next, "="), !tokens.isSymbol(next + 1, "="), !tokens.isSymbol(next + 1, ">") {
      facts.written.insert(tokens.text(name))
      return
    }
    var fallback = SettingRead.Fallback.none
    var isRequired = false
    if isAlternative(next) {
      fallback = self.fallback(at: tokens.isSymbol(next + 2, "=") ? next + 3 : next + 2)
    } else if tokens.isSymbol(next, "!") {
      // `X!` asserts to TypeScript that it is set; `X !== …` compares.
      isRequired = !tokens.isSymbol(next + 1, "=")
      if isRequired { next += 1 }
    } else if tokens.isSymbol(next, "."), tokens.kind(next + 1) == .word, !tokens.isSymbol(first - 1, "!") {
      isRequired = true
    } else if tokens.isSymbol(next, "}"), tokens.isSymbol(first - 1, "{"), tokens.isSymbol(first - 2, "$") {
      isRequired = true
    }
    add(name, isRequired: isRequired, fallback, &facts)
    guard let position = facts.reads.indices.last, facts.reads[position].file === file else { return }
    (facts.reads[position].type, facts.reads[position].format) = use(behind: next, before: first)
  }

  /// `||`, `??`.
  private func isAlternative(_ index: Int) -> Bool {
    (tokens.isSymbol(index, "|") && tokens.isSymbol(index + 1, "|"))
      || (tokens.isSymbol(index, "?") && tokens.isSymbol(index + 1, "?"))
  }

  /// `.split(",")` after the value, also after a default in brackets; `JSON.parse(`, `Number(`, `parseInt(` before it.
  private func use(behind next: Int, before first: Int) -> (ValueType?, SettingRead.WireFormat?) {
    var index = next
    if isAlternative(index) {
      while index < next + 6, !tokens.isSymbol(index, ")") { index += 1 }
      index += 1
    }
    if tokens.isSymbol(index, "?") { index += 1 }
    if tokens.isSymbol(index, "."), tokens.isWord(index + 1, "split"), tokens.isSymbol(index + 2, "("),
      tokens.isString(index + 3), tokens.text(index + 3) == ","
    {
      return (.list(.string), .separated)
    }
    guard tokens.isSymbol(first - 1, "(") else { return (nil, nil) }
    if tokens.isWord(first - 2, "parse"), tokens.isSymbol(first - 3, "."), tokens.isWord(first - 4, "JSON") {
      return (.json, .json)
    }
    if tokens.isWord(first - 2, "parseInt") { return (.int, nil) }
    if tokens.isWord(first - 2, "Number") || tokens.isWord(first - 2, "parseFloat") { return (.float, nil) }
    return (nil, nil)
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

  private func add(_ name: Int, isRequired: Bool, _ fallback: SettingRead.Fallback, _ facts: inout CodeFacts) {
    let text = tokens.text(name)
    guard VariableNames.isPlausible(text) else { return }
    facts.reads.append(
      SettingRead([text], in: file, at: tokens.range(name), isRequired: isRequired, fallback: fallback))
  }

  private func fallback(at index: Int) -> SettingRead.Fallback {
    if tokens.isString(index) { return tokens.range(index).isEmpty ? .other : .text(tokens.range(index)) }
    for inner in index..<index + 5 {
      if tokens.isSymbol(inner, ";") || tokens.isSymbol(inner, ",") { break }
      for word in ["randomBytes", "randomUUID", "nanoid", "uuidv4"] as [StaticString] where tokens.isWord(inner, word) {
        return .random(tokens.range(inner))
      }
    }
    return .other
  }
}
