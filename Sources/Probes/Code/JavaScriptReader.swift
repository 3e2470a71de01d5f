/// Reads JavaScript and TypeScript: variables, schemas of them, routes, servers.
struct JavaScriptReader {
  let tokens: CodeTokens
  let file: RepositoryReader.File

  func read(into facts: inout CodeFacts) {
    let environment = JavaScriptEnvironmentReader(tokens: tokens, file: file)
    var listeners = JavaScriptListenerReader(tokens: tokens, file: file)
    for index in tokens.indices where tokens.kind(index) == .word {
      switch tokens.range(index).count {
      case 3:
        if tokens.isWord(index, "env") { environment.read(index, into: &facts) }
        readRoute(index, into: &facts)
      case 5: readRoute(index, into: &facts)
      default: break
      }
      listeners.read(index, into: &facts)
    }
    SchemaReader(tokens: tokens, file: file).read(into: &facts)
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
}
