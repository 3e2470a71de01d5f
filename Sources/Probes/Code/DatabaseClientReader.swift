/// A place where Python gives SQLAlchemy the URL of a database.
struct DatabaseClient {
  let file: RepositoryReader.File
  let place: Range<Int>
  /// Whether it needs a driver for asyncio.
  let isAsync: Bool
  /// The names for the URL there: environment variables, fields and names of the code.
  let words: Set<String>

  /// Whether the value of a setting is what it is given.
  func takes(_ read: SettingRead) -> Bool {
    read.names.contains(where: words.contains) || read.attribute.map(words.contains) ?? false
  }
}

/// Finds the engines of SQLAlchemy. Tortoise ORM and `databases` choose a driver by themselves (tried with 1.1 and 0.9),
/// so that nothing is reported about them.
struct DatabaseClientReader {
  let tokens: CodeTokens
  let file: RepositoryReader.File

  func read(_ index: Int, into facts: inout CodeFacts) {
    switch tokens.range(index).count {
    case 13 where tokens.isWord(index, "create_engine") && tokens.isSymbol(index + 1, "("):
      let isWrapped = tokens.isSymbol(index - 1, "(") && tokens.isWord(index - 2, "AsyncEngine")
      readCall(index, isAsync: isWrapped, into: &facts)
    case 19 where tokens.isWord(index, "create_async_engine") && tokens.isSymbol(index + 1, "("):
      readCall(index, isAsync: true, into: &facts)
    case 23 where tokens.isWord(index, "SQLALCHEMY_DATABASE_URI") && tokens.isSymbol(index + 1, "="):
      readAssignment(index, from: index + 2, into: &facts)
    default: break
    }
  }

  /// Drivers that the code itself adds to URLs, and `config["SQLALCHEMY_DATABASE_URI"] = …` of Flask.
  func readText(_ index: Int, into facts: inout CodeFacts) {
    let range = tokens.range(index)
    if tokens.bytes[range].contains(UInt8(ascii: "+")) { facts.schemeTexts.append((tokens.text(index), file, range)) }
    if tokens.isString(index), tokens.equals(range, "SQLALCHEMY_DATABASE_URI"), tokens.isSymbol(index + 1, "]"),
      tokens.isSymbol(index + 2, "="), !tokens.isSymbol(index + 3, "=")
    {
      readAssignment(index, from: index + 3, into: &facts)
    }
  }

  private func readCall(_ index: Int, isAsync: Bool, into facts: inout CodeFacts) {
    guard let close = tokens.closing(index + 1) else { return }
    var start = index + 2
    if tokens.isWord(start, "url"), tokens.isSymbol(start + 1, "=") { start += 2 }
    add(index, isAsync: isAsync, start..<close - 1, into: &facts)
  }

  private func readAssignment(_ index: Int, from start: Int, into facts: inout CodeFacts) {
    var end = start
    while let kind = tokens.kind(end), kind != .line, end < start + 40 { end += 1 }
    add(index, isAsync: false, start..<end, into: &facts)
  }

  private static let most = 64

  /// Words of expressions that change an address.
  private static let changes: [StaticString] = ["replace", "set", "make_url", "URL", "sub", "build", "get_async_url"]

  /// - Parameter range: the argument, and those after it.
  private func add(_ index: Int, isAsync: Bool, _ range: Range<Int>, into facts: inout CodeFacts) {
    var words: Set<String> = []
    var depth = 0
    for position in range {
      if ["(", "[", "{"].contains(where: { tokens.isSymbol(position, $0) }) { depth += 1 }
      if [")", "]", "}"].contains(where: { tokens.isSymbol(position, $0) }) { depth -= 1 }
      if depth == 0, tokens.isSymbol(position, ",") { break }
      switch tokens.kind(position) {
      case .template: return
      case .word:
        if Self.changes.contains(where: { tokens.isWord(position, $0) }) { return }
        words.insert(tokens.text(position))
      case .string: words.insert(tokens.text(position))
      default: break
      }
    }
    // More would add nothing.
    guard facts.databaseClients.count < Self.most else { return }
    facts.databaseClients.append(
      DatabaseClient(file: file, place: tokens.range(index), isAsync: isAsync, words: words))
  }
}
