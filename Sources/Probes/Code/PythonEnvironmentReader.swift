import Model

/// Reads where Python reads its environment: `os.environ`, `os.getenv`, decouple, starlette, environs, django-environ.
struct PythonEnvironmentReader {
  let tokens: CodeTokens
  let file: RepositoryReader.File
  /// The names of functions that read the environment: `config` of decouple, `env` of django-environ.
  private var functions: Set<String> = []
  private var reader = SettingRead.Reader.code
  /// Whether names are composed of a prefix and the rest: `with env.prefixed("X_"):`.
  private var hasPrefixes = false
  /// Whether the code handles a variable that is not set.
  private var catchesMissing = false
  /// Where the reads of this file begin among all.
  private var first: Int?
  /// The last read that was assigned to a name, by that name.
  private var assigned: [String: Int] = [:]

  init(tokens: CodeTokens, file: RepositoryReader.File) {
    self.tokens = tokens
    self.file = file
  }

  // MARK: - Words

  mutating func read(_ index: Int, into facts: inout CodeFacts) {
    if first == nil { first = facts.reads.count }
    switch tokens.range(index).count {
    case 3: readDeclarations(index, into: &facts)
    case 6: if tokens.isWord(index, "getenv") { readCall(open: index + 1, into: &facts) }
    case 7:
      if tokens.isWord(index, "environ") {
        if tokens.isWord(index - 1, "import"), !tokens.isWord(index - 3, "from") { noteLibrary(.djangoEnviron) }
        readEnviron(index, into: &facts)
      }
    case 8:
      if tokens.isWord(index, "KeyError") { catchesMissing = true }
      if tokens.isWord(index, "prefixed"), tokens.isSymbol(index - 1, "."), !functions.isEmpty { hasPrefixes = true }
      if tokens.isWord(index, "decouple") || tokens.isWord(index, "environs") { noteLibrary(.code) }
    case 9: if tokens.isWord(index, "starlette"), tokens.isWord(index + 2, "config") { noteLibrary(.code) }
    default: break
    }
    noteFunction(index)
    if !functions.isEmpty, functions.contains(tokens.text(index)) { readFunction(index, into: &facts) }
    if !assigned.isEmpty { readUse(index, into: &facts) }
  }

  private mutating func noteLibrary(_ reader: SettingRead.Reader) {
    functions.formUnion(["env", "config"])
    self.reader = reader
  }

  /// `settings = Env()`.
  private mutating func noteFunction(_ index: Int) {
    guard !functions.isEmpty, tokens.isSymbol(index + 1, "="), tokens.kind(index - 1) == .line else { return }
    let last = tokens.isSymbol(index + 3, ".") ? index + 4 : index + 2
    guard tokens.isSymbol(last + 1, "(") else { return }
    for name in ["Env", "Config", "AutoConfig", "FileAwareEnv"] as [StaticString] where tokens.isWord(last, name) {
      functions.insert(tokens.text(index))
    }
  }

  mutating func finish(_ facts: inout CodeFacts) {
    guard let first else { return }
    if hasPrefixes { facts.computesNames = true }
    guard catchesMissing || hasPrefixes else { return }
    for index in facts.reads.indices[first...] { facts.reads[index].isRequired = false }
  }

  // MARK: - os.environ

  /// `environ["X"]`, `environ.get("X", …)`, `"X" in environ`.
  private mutating func readEnviron(_ index: Int, into facts: inout CodeFacts) {
    let first = tokens.isSymbol(index - 1, ".") ? index - 2 : index
    if tokens.isWord(first - 1, "in") {
      let name = tokens.isWord(first - 2, "not") ? first - 3 : first - 2
      if tokens.isString(name) { add(name, .other, &facts) }
    }
    if tokens.isSymbol(index + 1, "[") {
      guard tokens.isString(index + 2), tokens.isSymbol(index + 3, "]") else {
        if tokens.kind(index + 2) == .template || tokens.isSymbol(index + 3, "+") { facts.computesNames = true }
        return
      }
      if tokens.isSymbol(index + 4, "="), !tokens.isSymbol(index + 5, "=") {
        facts.written.insert(tokens.text(index + 2))
      } else {
        let isRequired = !tokens.isWord(first - 1, "del")
        add(index + 2, .none, &facts, isRequired: isRequired, whole: first..<index + 4)
      }
    } else if tokens.isSymbol(index + 1, "."), tokens.isSymbol(index + 3, "(") {
      if tokens.isWord(index + 2, "get") || tokens.isWord(index + 2, "pop") {
        readCall(open: index + 3, first: first, into: &facts)
      } else if tokens.isWord(index + 2, "setdefault"), tokens.isString(index + 4) {
        facts.written.insert(tokens.text(index + 4))
      }
    }
  }

  /// `("X")`, `("X", default)`, `("X") or default`.
  private mutating func readCall(open: Int, first: Int? = nil, into facts: inout CodeFacts) {
    guard tokens.isSymbol(open, "(") else { return }
    guard tokens.isString(open + 1) else {
      if tokens.kind(open + 1) == .template { facts.computesNames = true }
      return
    }
    var fallback = SettingRead.Fallback.none
    if tokens.isSymbol(open + 2, ",") {
      let isNamed = tokens.kind(open + 3) == .word && tokens.isSymbol(open + 4, "=")
      fallback = self.fallback(at: isNamed ? open + 5 : open + 3)
    } else if tokens.isSymbol(open + 2, ")"), tokens.isWord(open + 3, "or") {
      fallback = self.fallback(at: open + 4)
    }
    let end = tokens.closing(open) ?? open + 3
    let start = first ?? (tokens.isSymbol(open - 2, ".") ? open - 3 : open - 1)
    add(open + 1, fallback, &facts, whole: start..<end)
  }

  // MARK: - Libraries

  /// Variables that a method of django-environ reads by default (0.14.0, `environ.Env`).
  private static let unnamed: [(method: StaticString, name: String)] = [
    ("db", "DATABASE_URL"), ("db_url", "DATABASE_URL"), ("cache", "CACHE_URL"), ("cache_url", "CACHE_URL"),
    ("email", "EMAIL_URL"), ("email_url", "EMAIL_URL"), ("search_url", "SEARCH_URL"),
    ("channels", "CHANNELS_URL"), ("channels_url", "CHANNELS_URL"),
  ]

  /// The conversion by a method, or by a type as `cast`: `env.list("X")`, `config("X", cast=int)`.
  private static let kinds: [String: (type: ValueType?, format: SettingRead.WireFormat?)] = [
    "str": (.string, nil), "int": (.int, nil), "float": (.float, nil), "bool": (.bool, nil), "url": (.url([]), nil),
    "list": (.list(.string), .separated), "tuple": (.list(.string), .separated), "set": (.list(.string), .separated),
    "Csv": (.list(.string), .separated), "CommaSeparatedStrings": (.list(.string), .separated),
    "json": (.json, .json), "uuid": (.uuid, nil), "path": (.path, nil), "Secret": (.string, nil),
    "URL": (.url([]), nil),
    "dj_db_url": (.url([]), nil),
  ]

  /// `config("X", default=…)`, `env.str("X")`, `env.db()`.
  private mutating func readFunction(_ index: Int, into facts: inout CodeFacts) {
    guard !tokens.isSymbol(index - 1, ".") else { return }
    let hasMethod = tokens.isSymbol(index + 1, ".") && tokens.kind(index + 2) == .word
    let open = hasMethod ? index + 3 : index + 1
    guard tokens.isSymbol(open, "("), let end = tokens.closing(open) else { return }
    let method = hasMethod ? tokens.text(index + 2) : ""
    if method == "read_env" || method == "prefixed" || method == "parser_for" { return }
    let implied = Self.unnamed.first { hasMethod && tokens.isWord(index + 2, $0.method) }
    guard tokens.isString(open + 1), !tokens.isSymbol(open, "=") else {
      if let implied, end == open + 2 || tokens.isWord(open + 1, "default") {
        let isDemanded = end == open + 2 && !tokens.isConditional(index)
        add(implied.name, at: tokens.range(index + 2), isRequired: isDemanded, &facts)
      }
      return
    }
    var kind = Self.kinds[method] ?? (implied != nil ? (.url([]), nil) : (nil, nil))
    var isSecret = false
    var fallback: SettingRead.Fallback?
    for inner in open + 2..<end where tokens.isSymbol(inner + 1, "=") {
      if tokens.isWord(inner, "default") { fallback = self.fallback(at: inner + 2) }
      guard tokens.isWord(inner, "cast") else { continue }
      kind = Self.kinds[tokens.text(inner + 2)] ?? (nil, nil)
      isSecret = tokens.isWord(inner + 2, "Secret")
      let conversion = PythonConversion.of(tokens, inner + 2..<end)
      if kind.format == nil, conversion == .separated { kind = (.list(.string), .separated) }
      if kind.format == nil, conversion == .json { kind = (.json, .json) }
    }
    // Another delimiter than a comma.
    if (open + 2..<end).contains(where: { tokens.isWord($0, "delimiter") || tokens.isWord($0, "subcast") }),
      kind.format == .separated, (open + 2..<end).contains(where: { tokens.isWord($0, "delimiter") })
    {
      kind.format = nil
    }
    let isAlone = end == open + 3 || tokens.isWord(open + 3, "cast") || tokens.isWord(open + 3, "subcast")
    let isRequired = fallback == nil && isAlone
    add(
      open + 1, fallback ?? (isAlone ? .none : .other), &facts, isRequired: isRequired, whole: index..<end)
    guard let last = facts.reads.indices.last, facts.reads[last].file === file else { return }
    if let type = kind.type { facts.reads[last].type = type }
    if let format = kind.format { facts.reads[last].format = format }
    facts.reads[last].isSecret = facts.reads[last].isSecret || isSecret
    facts.reads[last].reader = reader
  }

  /// `Env(DEBUG=(bool, False), HOSTS=(list, []))` of django-environ.
  private mutating func readDeclarations(_ index: Int, into facts: inout CodeFacts) {
    guard reader == .djangoEnviron, tokens.isWord(index, "Env"), tokens.isSymbol(index + 1, "("),
      let end = tokens.closing(index + 1)
    else { return }
    for name in index + 2..<end where tokens.kind(name) == .word && tokens.isSymbol(name + 1, "=") {
      let isPair = tokens.isSymbol(name + 2, "(") && tokens.isSymbol(name + 4, ",")
      let kind = tokens.kind(isPair ? name + 3 : name + 2) == .word ? tokens.text(isPair ? name + 3 : name + 2) : ""
      add(name, isPair ? fallback(at: name + 5) : .none, &facts)
      guard let last = facts.reads.indices.last, isPair || Self.kinds[kind] != nil else { continue }
      facts.reads[last].type = Self.kinds[kind]?.type
      facts.reads[last].format = Self.kinds[kind]?.format
      facts.reads[last].reader = reader
    }
  }

  // MARK: - Values

  /// - Parameter whole: the tokens of the expression that reads it.
  private mutating func add(
    _ name: Int, _ fallback: SettingRead.Fallback, _ facts: inout CodeFacts, isRequired: Bool = false,
    whole: Range<Int>? = nil
  ) {
    let text = tokens.text(name)
    guard VariableNames.isPlausible(text) else { return }
    facts.names.markFound(text)
    let isDemanded = isRequired && !tokens.isConditional(name)
    var read = SettingRead([text], in: file, at: tokens.range(name), isRequired: isDemanded, fallback: fallback)
    if let whole {
      (read.type, read.format) = use(of: whole)
      if let target = target(of: whole) {
        read.attribute = target
        assigned[target] = facts.reads.count
      }
    }
    facts.reads.append(read)
  }

  private func add(_ name: String, at place: Range<Int>, isRequired: Bool, _ facts: inout CodeFacts) {
    facts.names.markFound(name)
    var read = SettingRead([name], in: file, at: place, isRequired: isRequired)
    read.type = .url([])
    read.reader = reader
    facts.reads.append(read)
  }

  /// The name that the expression is assigned to: `X = os.environ["X"]`, `X: str = …`, `self.x = …`.
  private func target(of whole: Range<Int>) -> String? {
    var index = whole.lowerBound - 1
    // Skips a call around it: `int(os.environ["X"])`.
    while tokens.isSymbol(index, "("), tokens.kind(index - 1) == .word { index -= 2 }
    guard tokens.isSymbol(index, "="), !tokens.isSymbol(index - 1, "=") else { return nil }
    var name = index - 1
    if tokens.kind(name) == .word, tokens.isSymbol(name - 1, ":") { name -= 2 }
    return tokens.kind(name) == .word ? tokens.text(name) : nil
  }

  /// What is done with the value where it is read: `int(…)`, `json.loads(…)`, `….split(",")`.
  private func use(of whole: Range<Int>) -> (ValueType?, SettingRead.WireFormat?) {
    if let split = split(at: whole.upperBound) { return split }
    // `(os.getenv("X") or "").split(",")`.
    if tokens.isWord(whole.upperBound, "or"), tokens.isSymbol(whole.upperBound + 2, ")"),
      let split = split(at: whole.upperBound + 3)
    {
      return split
    }
    guard tokens.isSymbol(whole.lowerBound - 1, "(") else { return (nil, nil) }
    let function = whole.lowerBound - 2
    if tokens.isWord(function, "loads") { return (.json, .json) }
    if tokens.isWord(function, "int") { return (.int, nil) }
    if tokens.isWord(function, "float") { return (.float, nil) }
    return (nil, nil)
  }

  /// `.split(",")`; nil for another separator.
  private func split(at index: Int) -> (ValueType?, SettingRead.WireFormat?)? {
    guard tokens.isSymbol(index, "."), tokens.isWord(index + 1, "split"), tokens.isSymbol(index + 2, "("),
      tokens.isString(index + 3), tokens.text(index + 3) == ","
    else { return nil }
    return (.list(.string), .separated)
  }

  /// `X.split(",")`, `json.loads(X)` of a name that a value was assigned to.
  private func readUse(_ index: Int, into facts: inout CodeFacts) {
    guard let position = assigned[tokens.text(index)], !tokens.isSymbol(index - 1, "."),
      tokens.range(index).lowerBound > facts.reads[position].place.upperBound
    else { return }
    let (type, format) = use(of: index..<index + 1)
    guard let format, facts.reads[position].format == nil else { return }
    facts.reads[position].type = type
    facts.reads[position].format = format
  }

  private static let randomWords: [StaticString] = [
    "token_urlsafe", "token_hex", "token_bytes", "uuid4", "urandom", "get_random_secret_key", "generate_key",
    "getrandbits", "randbytes", "get_random_string",
  ]

  /// The value of an expression that begins at a token, as a default.
  func fallback(at index: Int) -> SettingRead.Fallback {
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
}
