/// Reads Python: variables, settings classes, routes, servers that it starts, clients of databases.
struct PythonReader {
  let tokens: CodeTokens
  let file: RepositoryReader.File
  private var environment: PythonEnvironmentReader
  private let clients: DatabaseClientReader
  private let celery: CeleryReader
  private var hasInstrumentator = false
  private var hasFlask = false

  init(tokens: CodeTokens, file: RepositoryReader.File) {
    self.tokens = tokens
    self.file = file
    environment = PythonEnvironmentReader(tokens: tokens, file: file)
    clients = DatabaseClientReader(tokens: tokens, file: file)
    celery = CeleryReader(tokens: tokens, file: file)
  }

  mutating func read(into facts: inout CodeFacts) {
    for index in tokens.indices {
      switch tokens.kind(index) {
      case .word: readWord(index, into: &facts)
      case .symbol where tokens.isSymbol(index, "@"): readDecorator(index, into: &facts)
      case .string, .template: clients.readText(index, into: &facts)
      default: break
      }
    }
    environment.finish(&facts)
  }

  private mutating func readWord(_ index: Int, into facts: inout CodeFacts) {
    environment.read(index, into: &facts)
    clients.read(index, into: &facts)
    celery.read(index, into: &facts)
    switch tokens.range(index).count {
    case 5: if tokens.isWord(index, "class") { readClass(index, into: &facts) }
    case 6: if tokens.isWord(index, "expose") { readExpose(index, into: &facts) }
    case 14: if tokens.isWord(index, "Instrumentator") { hasInstrumentator = true }
    case 17: readExporter(index, into: &facts)
    default: break
    }
    if tokens.isWord(index, "Flask") { hasFlask = true }
    if tokens.isWord(index, "run"), tokens.isSymbol(index - 1, "."), tokens.isSymbol(index + 1, "(") {
      readRun(index, into: &facts)
    }
    readAlias(index, into: &facts)
  }

  // MARK: - Settings classes

  /// `class Settings(BaseSettings):` with its fields, and every class that may be the type of such a field.
  private func readClass(_ index: Int, into facts: inout CodeFacts) {
    let reader = PythonClassReader(tokens: tokens, file: file, fallback: environment.fallback)
    if let found = reader.read(index) { facts.settingsClasses.add(found) }
  }

  private static let annotations: [StaticString] = ["Annotated", "Optional", "Union", "list", "List", "set", "tuple"]

  /// `Names = Annotated[list[str], NoDecode]` of a module.
  private func readAlias(_ index: Int, into facts: inout CodeFacts) {
    guard tokens.kind(index - 1) == .line, tokens.isSymbol(index + 1, "="), tokens.isSymbol(index + 3, "["),
      Self.annotations.contains(where: { tokens.isWord(index + 2, $0) }), tokens.indentation(index) == 0
    else { return }
    var parser = PythonAnnotationParser(tokens: tokens, at: index + 2)
    facts.settingsClasses.add(alias: tokens.text(index), parser.annotation())
  }

  // MARK: - Routes

  private static let methods: [StaticString] = [
    "get", "post", "put", "delete", "patch", "head", "options", "route", "api_route",
  ]

  /// `@app.get("/health")`.
  private func readDecorator(_ index: Int, into facts: inout CodeFacts) {
    var last = index + 1
    while tokens.isSymbol(last + 1, "."), tokens.kind(last + 2) == .word { last += 2 }
    guard last > index + 1, tokens.isSymbol(last + 1, "("), tokens.isString(last + 2),
      Self.methods.contains(where: { tokens.isWord(last, $0) })
    else { return }
    facts.routes.append(
      CodeFacts.Route(
        path: tokens.text(last + 2), file: file, place: tokens.range(last + 2), isGuarded: isGuarded(from: last + 1)))
  }

  private static let guards: [StaticString] = [
    "Depends", "Security", "login_required", "requires", "permission_required", "dependencies", "Header", "Cookie",
    "admin_required", "jwt_required", "roles_required", "requires_auth", "auth_required", "current_user", "abort",
    "staff_member_required", "user_passes_test", "token_required", "authenticate",
  ]

  /// Whether the decorators and the first lines of a function look at who asks.
  private func isGuarded(from index: Int) -> Bool {
    var lines = 0
    for next in index..<min(index + 120, tokens.tokens.count) {
      switch tokens.kind(next) {
      case .line:
        lines += 1
        if lines > 8 { return false }
      case .word:
        for word in Self.guards where tokens.isWord(next, word) { return true }
      default: break
      }
    }
    return false
  }

  /// `Instrumentator().instrument(app).expose(app)` of prometheus-fastapi-instrumentator serves `/metrics`.
  private func readExpose(_ index: Int, into facts: inout CodeFacts) {
    guard hasInstrumentator, tokens.isSymbol(index - 1, "."), tokens.isSymbol(index + 1, "("),
      let end = tokens.closing(index + 1)
    else { return }
    let isOther = (index + 2..<end).contains { tokens.isWord($0, "endpoint") || tokens.isWord($0, "dependencies") }
    if isOther { return }
    facts.routes.append(CodeFacts.Route(path: "/metrics", file: file, place: tokens.range(index), isGuarded: false))
  }

  /// `PrometheusMetrics(app)` of prometheus-flask-exporter serves `/metrics`.
  private func readExporter(_ index: Int, into facts: inout CodeFacts) {
    guard tokens.isWord(index, "PrometheusMetrics"), tokens.isSymbol(index + 1, "("), tokens.isWord(index + 2, "app"),
      tokens.isSymbol(index + 3, ")")
    else { return }
    facts.routes.append(CodeFacts.Route(path: "/metrics", file: file, place: tokens.range(index), isGuarded: false))
  }

  // MARK: - Servers

  /// `uvicorn.run(app, host=…, port=…)`, and `app.run(…)` of Flask: both listen on 127.0.0.1 unless told otherwise.
  private func readRun(_ index: Int, into facts: inout CodeFacts) {
    let isUvicorn = tokens.isWord(index - 2, "uvicorn")
    guard isUvicorn || (hasFlask && tokens.isWord(index - 2, "app")), let end = tokens.closing(index + 1) else {
      return
    }
    var listener = CodeFacts.Listener(
      file: file, place: tokens.range(index - 2).lowerBound..<tokens.range(index).upperBound)
    listener.isLocalByDefault = true
    for inner in index + 2..<end - 1 {
      // Settings that stand elsewhere.
      if tokens.isSymbol(inner, "*") { return }
      guard tokens.isSymbol(inner + 1, "=") else { continue }
      let isLast = tokens.isSymbol(inner + 3, ",") || inner + 3 == end - 1
      if tokens.isWord(inner, "port"), tokens.kind(inner + 2) == .number, isLast,
        let number = Int(tokens.text(inner + 2))
      {
        listener.port = (number, tokens.range(inner + 2))
      }
      guard tokens.isWord(inner, "host") || tokens.isWord(inner, "uds") || tokens.isWord(inner, "fd") else { continue }
      listener.isLocalByDefault = false
      if tokens.isString(inner + 2), isLast { listener.host = (tokens.text(inner + 2), tokens.range(inner + 2)) }
    }
    if !isUvicorn, tokens.isString(index + 2) {
      listener.isLocalByDefault = false
      listener.host = (tokens.text(index + 2), tokens.range(index + 2))
    }
    facts.listeners.append(listener)
  }
}
