/// Finds servers that JavaScript starts: `.listen(…)` of Express, Fastify, Elysia and node:http, `serve(…)` of
/// Hono, `Bun.serve(…)`, `Deno.serve(…)`.
struct JavaScriptListenerReader {
  typealias Port = (number: Int, place: Range<Int>)

  let tokens: CodeTokens
  let file: RepositoryReader.File
  /// Constants that are named like a port.
  private var ports: [String: Port] = [:]
  /// Whether a package is imported whose `serve` starts a server.
  private var hasServe = false
  private var hasFastify = false

  init(tokens: CodeTokens, file: RepositoryReader.File) {
    self.tokens = tokens
    self.file = file
    for index in tokens.indices where tokens.isString(index) {
      let isModule = tokens.isWord(index - 1, "from") || tokens.isSymbol(index - 1, "(")
      guard isModule else { continue }
      if tokens.equals(tokens.range(index), "@hono/node-server") { hasServe = true }
      if tokens.equals(tokens.range(index), "fastify") { hasFastify = true }
    }
  }

  mutating func read(_ index: Int, into facts: inout CodeFacts) {
    switch tokens.range(index).count {
    case 4: if tokens.isWord(index, "port") || tokens.isWord(index, "PORT") { notePort(index) }
    case 5:
      guard tokens.isWord(index, "serve"), tokens.isSymbol(index + 1, "(") else { return }
      let isMember = tokens.isSymbol(index - 1, ".")
      let isRuntime = isMember && (tokens.isWord(index - 2, "Bun") || tokens.isWord(index - 2, "Deno"))
      let isOwn = hasServe && !isMember && !tokens.isWord(index - 1, "function")
      if isRuntime || isOwn { readCall(index, into: &facts) }
    case 6:
      if tokens.isWord(index, "listen"), tokens.isSymbol(index - 1, "."), tokens.isSymbol(index + 1, "(") {
        readCall(index, into: &facts)
      }
    case 7: if tokens.isWord(index, "default") { readExport(index, into: &facts) }
    default: break
    }
  }

  /// `const PORT = 3000`.
  private mutating func notePort(_ index: Int) {
    guard tokens.isSymbol(index + 1, "="), tokens.kind(index + 2) == .number, !tokens.isSymbol(index + 3, "|"),
      !tokens.isSymbol(index + 3, "?"), let number = Int(tokens.text(index + 2))
    else { return }
    ports[tokens.text(index)] = (number, tokens.range(index + 2))
  }

  /// `(3000, "localhost")`, `({ port: 3000, host: "localhost" })`.
  private func readCall(_ index: Int, into facts: inout CodeFacts) {
    guard tokens.closing(index + 1) != nil else { return }
    var listener = CodeFacts.Listener(file: file, place: tokens.range(index))
    if tokens.isSymbol(index + 2, "{") {
      readOptions(index + 2, into: &listener)
      // Fastify listens on the loopback address by default (5.x, "listen").
      listener.isLocalByDefault = hasFastify && tokens.isWord(index, "listen") && isWithoutHost(index + 2)
    } else {
      if isEnd(index + 3), tokens.kind(index + 2) == .number, let number = Int(tokens.text(index + 2)) {
        listener.port = (number, tokens.range(index + 2))
      } else if isEnd(index + 3), tokens.kind(index + 2) == .word {
        listener.port = ports[tokens.text(index + 2)]
      }
      if let second = tokens.argument(1, from: index + 1), tokens.isString(second), isEnd(second + 1) {
        listener.host = (tokens.text(second), tokens.range(second))
      }
    }
    facts.listeners.append(listener)
  }

  private func readOptions(_ open: Int, into listener: inout CodeFacts.Listener) {
    for (name, value) in tokens.members(of: open) where value.count == 1 {
      let first = value.lowerBound
      if tokens.isWord(name, "port") {
        listener.port = Int(tokens.text(first)).map { ($0, tokens.range(first)) } ?? ports[tokens.text(first)]
      }
      if tokens.isWord(name, "host") || tokens.isWord(name, "hostname"), tokens.isString(first) {
        listener.host = (tokens.text(first), tokens.range(first))
      }
    }
    guard listener.port == nil, let close = tokens.closing(open) else { return }
    // `{ port }`.
    for inner in open + 1..<close
    where tokens.isWord(inner, "port") && isEnd(inner + 1)
      && (tokens.isSymbol(inner - 1, ",") || tokens.isSymbol(inner - 1, "{"))
    {
      listener.port = ports["port"]
    }
  }

  /// Whether the options have no address, as far as they are written out.
  private func isWithoutHost(_ open: Int) -> Bool {
    guard let end = tokens.closing(open) else { return false }
    return !(open..<end).contains {
      tokens.isWord($0, "host") || tokens.isSymbol($0, ".") && tokens.isSymbol($0 + 1, ".")
    }
  }

  /// `export default { port: 3000, fetch: app.fetch }`, which Bun serves.
  private func readExport(_ index: Int, into facts: inout CodeFacts) {
    guard tokens.isWord(index - 1, "export"), tokens.isSymbol(index + 1, "{"), let end = tokens.closing(index + 1),
      (index + 2..<end).contains(where: { tokens.isWord($0, "fetch") })
    else { return }
    var listener = CodeFacts.Listener(file: file, place: tokens.range(index))
    readOptions(index + 1, into: &listener)
    if listener.port != nil || listener.host != nil { facts.listeners.append(listener) }
  }

  private func isEnd(_ index: Int) -> Bool {
    tokens.isSymbol(index, ",") || tokens.isSymbol(index, ")") || tokens.isSymbol(index, "}")
  }
}
