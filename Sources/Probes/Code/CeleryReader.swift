/// Finds where code sets Celery's result backend, and whether it configures TLS itself.
struct CeleryReader {
  let tokens: CodeTokens
  let file: RepositoryReader.File

  func read(_ index: Int, into facts: inout CodeFacts) {
    switch tokens.range(index).count {
    case 7:
      // `Celery("shop", backend=…)`.
      guard tokens.isWord(index, "backend"), tokens.isSymbol(index + 1, "=") else { return }
      note(index + 2, into: &facts)
    case 13: if tokens.isWord(index, "ssl_cert_reqs") { facts.setsResultTLS = true }
    case 14:
      if tokens.isWord(index, "result_backend"), tokens.isSymbol(index + 1, "=") { note(index + 2, into: &facts) }
    case 21: if tokens.isWord(index, "redis_backend_use_ssl") { facts.setsResultTLS = true }
    case 28: if tokens.isWord(index, "CELERY_REDIS_BACKEND_USE_SSL") { facts.setsResultTLS = true }
    default: break
    }
  }

  /// The words of the expression that begins at a token.
  private func note(_ index: Int, into facts: inout CodeFacts) {
    var depth = 0
    for position in index..<index + 20 {
      guard let kind = tokens.kind(position), kind != .line else { return }
      if ["(", "["].contains(where: { tokens.isSymbol(position, $0) }) { depth += 1 }
      if [")", "]"].contains(where: { tokens.isSymbol(position, $0) }) { depth -= 1 }
      if depth < 0 || depth == 0 && tokens.isSymbol(position, ",") { return }
      if kind == .word || kind == .string { facts.resultBackends.insert(tokens.text(position)) }
    }
  }
}
