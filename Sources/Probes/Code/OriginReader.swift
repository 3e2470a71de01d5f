/// Finds what decides about the origins of requests: `allow_origins=` of Starlette, the lists of django-cors-headers and of
/// Django, `cors({ origin: … })` of Express.
struct OriginReader {
  let tokens: CodeTokens
  let file: RepositoryReader.File

  /// The packages whose option `origin` it is.
  private static let packages: Set<String> = ["cors", "hono/cors", "@fastify/cors", "@koa/cors", "socket.io"]
  private static let python: [StaticString] = [
    "allow_origins", "CORS_ALLOWED_ORIGINS", "CORS_ORIGIN_WHITELIST", "CSRF_TRUSTED_ORIGINS",
  ]
  /// Words of expressions that take a slash or a path away.
  private static let changes: [StaticString] = [
    "strip", "rstrip", "replace", "sub", "urlparse", "URL", "trimEnd", "RegExp", "test", "match",
  ]
  private static let longest = 60

  func read(_ language: CodeLanguage, into facts: inout CodeFacts) {
    switch language {
    case .python:
      for index in tokens.indices where (13...21).contains(tokens.range(index).count) && tokens.kind(index) == .word {
        guard Self.python.contains(where: { tokens.isWord(index, $0) }), tokens.isSymbol(index + 1, "="),
          !tokens.isSymbol(index + 2, "=")
        else { continue }
        add(index, from: index + 2, &facts)
      }
    case .javaScript:
      var found: [Int] = []
      var isOfPackage = false
      for index in tokens.indices {
        if tokens.isWord(index, "origin"), tokens.isSymbol(index + 1, ":") { found.append(index) }
        if tokens.isString(index), Self.packages.contains(tokens.text(index)) { isOfPackage = true }
      }
      if isOfPackage { for index in found { add(index, from: index + 2, &facts) } }
    case .go, .prisma: break
    }
  }

  /// The expression up to the comma or the bracket that ends it, or to the end of its line.
  private func add(_ index: Int, from start: Int, _ facts: inout CodeFacts) {
    var words: Set<String> = []
    var depth = 0
    for position in start..<start + Self.longest {
      guard let kind = tokens.kind(position) else { break }
      if ["(", "[", "{"].contains(where: { tokens.isSymbol(position, $0) }) { depth += 1 }
      if [")", "]", "}"].contains(where: { tokens.isSymbol(position, $0) }) { depth -= 1 }
      if depth < 0 || (depth == 0 && (kind == .line || tokens.isSymbol(position, ","))) { break }
      guard kind == .word || kind == .string else { continue }
      if kind == .word, Self.changes.contains(where: { tokens.isWord(position, $0) }) { return }
      words.insert(tokens.text(position))
    }
    if !words.isEmpty { facts.origins.append(.init(file: file, place: tokens.range(index), words: words)) }
  }
}
