/// Reads what Python code says: `os.environ`, `os.getenv`, settings classes, routes, servers that it starts.
struct PythonReader {
  let tokens: CodeTokens
  let file: RepositoryReader.File
  /// The classes of this file that pydantic fills from the environment.
  private var settingsClasses: Set<String> = []
  /// `config("X")` of decouple, or `env("X")` of environs and django-environ, reads the environment.
  private var hasReaderFunction = false
  /// Somebody is ready for a variable that is not there.
  private var catchesMissing = false
  private var hasInstrumentator = false
  private var hasFlask = false

  init(tokens: CodeTokens, file: RepositoryReader.File) {
    self.tokens = tokens
    self.file = file
  }

  mutating func read(into facts: inout CodeFacts) {
    for index in tokens.indices {
      switch tokens.kind(index) {
      case .word: readWord(index, into: &facts)
      case .symbol where tokens.isSymbol(index, "@"): readDecorator(index, into: &facts)
      default: break
      }
    }
    guard catchesMissing else { return }
    for index in facts.reads.indices where facts.reads[index].file === file { facts.reads[index].isRequired = false }
  }

  private mutating func readWord(_ index: Int, into facts: inout CodeFacts) {
    switch tokens.range(index).count {
    case 3: if hasReaderFunction, tokens.isWord(index, "env") { readFunction(index, into: &facts) }
    case 5: if tokens.isWord(index, "class") { readClass(index, into: &facts) }
    case 6:
      if tokens.isWord(index, "getenv") {
        readCall(open: index + 1, into: &facts)
      } else if hasReaderFunction, tokens.isWord(index, "config") {
        readFunction(index, into: &facts)
      } else if tokens.isWord(index, "expose") {
        readExpose(index, into: &facts)
      }
    case 7:
      if tokens.isWord(index, "environ") {
        if tokens.isWord(index - 1, "import"), !tokens.isWord(index - 3, "from") { hasReaderFunction = true }
        readEnviron(index, into: &facts)
      }
    case 8:
      if tokens.isWord(index, "KeyError") { catchesMissing = true }
      if tokens.isWord(index, "decouple") || tokens.isWord(index, "environs") { hasReaderFunction = true }
    case 14: if tokens.isWord(index, "Instrumentator") { hasInstrumentator = true }
    case 17: readExporter(index, into: &facts)
    default: break
    }
    if tokens.isWord(index, "Flask") { hasFlask = true }
    if tokens.isWord(index, "run"), tokens.isSymbol(index - 1, "."), tokens.isSymbol(index + 1, "(") {
      readRun(index, into: &facts)
    }
  }

  // MARK: - Variables

  /// `environ["X"]`, `environ.get("X", …)`, `"X" in environ`.
  private func readEnviron(_ index: Int, into facts: inout CodeFacts) {
    let first = tokens.isSymbol(index - 1, ".") ? index - 2 : index
    if tokens.isWord(first - 1, "in") {
      let name = tokens.isWord(first - 2, "not") ? first - 3 : first - 2
      if tokens.isString(name) { add(name, isRequired: false, .other, &facts) }
    }
    if tokens.isSymbol(index + 1, "[") {
      guard tokens.isString(index + 2), tokens.isSymbol(index + 3, "]") else {
        if tokens.kind(index + 2) == .template || tokens.isSymbol(index + 3, "+") { facts.computesNames = true }
        return
      }
      if tokens.isSymbol(index + 4, "="), !tokens.isSymbol(index + 5, "=") {
        facts.written.insert(tokens.text(index + 2))
      } else {
        add(index + 2, isRequired: !tokens.isWord(first - 1, "del"), .none, &facts)
      }
    } else if tokens.isSymbol(index + 1, "."), tokens.isSymbol(index + 3, "(") {
      if tokens.isWord(index + 2, "get") || tokens.isWord(index + 2, "pop") {
        readCall(open: index + 3, into: &facts)
      } else if tokens.isWord(index + 2, "setdefault"), tokens.isString(index + 4) {
        facts.written.insert(tokens.text(index + 4))
      }
    }
  }

  /// `("X")`, `("X", default)`, `("X") or default`.
  private func readCall(open: Int, into facts: inout CodeFacts) {
    guard tokens.isSymbol(open, "(") else { return }
    guard tokens.isString(open + 1) else {
      if tokens.kind(open + 1) == .template { facts.computesNames = true }
      return
    }
    var fallback = CodeFacts.Fallback.none
    if tokens.isSymbol(open + 2, ",") {
      let isNamed = tokens.kind(open + 3) == .word && tokens.isSymbol(open + 4, "=")
      fallback = self.fallback(at: isNamed ? open + 5 : open + 3)
    } else if tokens.isSymbol(open + 2, ")"), tokens.isWord(open + 3, "or") {
      fallback = self.fallback(at: open + 4)
    }
    add(open + 1, isRequired: false, fallback, &facts)
  }

  /// `config("X", default=…)`, `env.str("X")`.
  private func readFunction(_ index: Int, into facts: inout CodeFacts) {
    let open = tokens.isSymbol(index + 1, ".") && tokens.kind(index + 2) == .word ? index + 3 : index + 1
    guard tokens.isSymbol(open, "("), tokens.isString(open + 1), let end = tokens.closing(open) else { return }
    for inner in open + 2..<end where tokens.isWord(inner, "default") && tokens.isSymbol(inner + 1, "=") {
      add(open + 1, isRequired: false, fallback(at: inner + 2), &facts)
      return
    }
    let isAlone = end == open + 3 || tokens.isWord(open + 3, "cast")
    add(open + 1, isRequired: isAlone, isAlone ? .none : .other, &facts)
  }

  private func add(_ name: Int, isRequired: Bool, _ fallback: CodeFacts.Fallback, _ facts: inout CodeFacts) {
    let text = tokens.text(name)
    guard VariableNames.isPlausible(text) else { return }
    facts.names.markFound(text)
    facts.reads.append(
      CodeFacts.Read(
        name: text, file: file, place: tokens.range(name), isRequired: isRequired, fallback: fallback))
  }

  private static let randomWords: [StaticString] = [
    "token_urlsafe", "token_hex", "token_bytes", "uuid4", "urandom", "get_random_secret_key", "generate_key",
    "getrandbits", "randbytes", "get_random_string",
  ]

  /// What an expression that begins at a token gives.
  func fallback(at index: Int) -> CodeFacts.Fallback {
    if tokens.isString(index) {
      let next = tokens.kind(index + 1)
      guard next == nil || next == .line || [")", ",", "]", "}"].contains(where: { tokens.isSymbol(index + 1, $0) })
      else { return .other }
      return tokens.range(index).isEmpty ? .other : .text(tokens.range(index))
    }
    if tokens.isWord(index, "None") { return .none }
    for inner in index..<index + 8 {
      if tokens.kind(inner) == .line || tokens.isSymbol(inner, ",") { break }
      for word in Self.randomWords where tokens.isWord(inner, word) { return .random(tokens.range(inner)) }
    }
    return .other
  }

  // MARK: - Settings classes

  /// `class Settings(BaseSettings):` with its fields.
  private mutating func readClass(_ index: Int, into facts: inout CodeFacts) {
    guard tokens.isSymbol(index + 2, "("), let behind = tokens.closing(index + 2) else { return }
    let isSettings = (index + 3..<behind).contains { base in
      tokens.kind(base) == .word && (tokens.isWord(base, "BaseSettings") || settingsClasses.contains(tokens.text(base)))
    }
    guard isSettings else { return }
    settingsClasses.insert(tokens.text(index + 1))
    for field in SettingsFields.read(tokens, classAt: index, bodyAt: behind, fallback: fallback(at:)) {
      facts.names.markFound(field.name)
      facts.reads.append(
        CodeFacts.Read(
          name: field.name, file: file, place: field.place, isRequired: field.isRequired, fallback: field.fallback))
    }
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
