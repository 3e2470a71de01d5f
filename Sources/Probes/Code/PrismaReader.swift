import Model

/// Reads the datasource of a Prisma schema: the variables of its addresses, and its kind of database.
struct PrismaReader {
  let tokens: CodeTokens
  let file: RepositoryReader.File

  /// The schemes that the connector of a provider accepts (Prisma 6.19, "Connection URLs").
  private static let schemes: [(provider: String, type: String)] = [
    ("postgresql", "url<postgresql|postgres|prisma|prisma+postgres>"),
    ("postgres", "url<postgresql|postgres|prisma|prisma+postgres>"), ("cockroachdb", "url<postgresql|postgres>"),
    ("mysql", "url<mysql>"), ("sqlserver", "url<sqlserver>"), ("mongodb", "url<mongodb|mongodb+srv>"),
    ("sqlite", "url<sqlite>"),
  ]

  private static func type(ofProvider name: String) -> ValueType? {
    schemes.first { $0.provider == name }.flatMap { try? ValueType.parse($0.type).get() }
  }

  func read(into facts: inout CodeFacts) {
    for index in tokens.indices
    where tokens.isWord(index, "datasource") && tokens.isSymbol(index + 2, "{") {
      guard let end = tokens.closing(index + 2) else { continue }
      readSource(index + 3..<end, into: &facts)
    }
  }

  private func readSource(_ range: Range<Int>, into facts: inout CodeFacts) {
    var provider: (name: String, place: Range<Int>)?
    for index in range where tokens.isWord(index, "provider") && tokens.isString(index + 2) {
      provider = (tokens.text(index + 2), tokens.range(index + 2))
    }
    let type = provider.flatMap { Self.type(ofProvider: $0.name) }
    if let provider {
      facts.datasources.append(.init(provider: provider.name, type: type, file: file, place: provider.place))
    }
    for index in range
    where tokens.isWord(index, "env") && tokens.isSymbol(index + 1, "(") && tokens.isString(index + 2) {
      let name = tokens.text(index + 2)
      guard VariableNames.isPlausible(name) else { continue }
      facts.names.markFound(name)
      // `directUrl` and `shadowDatabaseUrl` may be absent where nothing is migrated.
      let isMain = tokens.isWord(index - 2, "url")
      var read = SettingRead([name], in: file, at: tokens.range(index + 2), isRequired: isMain)
      read.type = type
      read.reader = .prisma
      read.typeSource = facts.datasources.last
      facts.reads.append(read)
    }
  }
}
