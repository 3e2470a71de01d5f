import Model

/// Reads where Go reads its environment: `os.Getenv`, tags of structs (envconfig, env, cleanenv), viper.
struct GoReader {
  let tokens: CodeTokens
  let file: RepositoryReader.File
  /// The prefix that viper adds to its keys; nil: it does not read the environment.
  private var viperPrefix: String?
  private var viperKeys: [(key: String, place: Range<Int>)] = []

  init(tokens: CodeTokens, file: RepositoryReader.File) {
    self.tokens = tokens
    self.file = file
  }

  mutating func read(into facts: inout CodeFacts) {
    for index in tokens.indices {
      switch tokens.kind(index) {
      case .template: readTag(index, into: &facts)
      case .word where tokens.isSymbol(index - 1, ".") && tokens.isSymbol(index + 1, "("):
        if tokens.isWord(index - 2, "os") { readOS(index, into: &facts) }
        if tokens.isWord(index - 2, "viper") { readViper(index) }
        if tokens.isWord(index - 2, "envconfig") { readProcess(index, into: &facts) }
      default: break
      }
    }
    guard let viperPrefix else { return }
    for (key, place) in viperKeys {
      let name =
        (viperPrefix.isEmpty ? "" : viperPrefix + "_") + key.replacing(".", with: "_").replacing("-", with: "_")
      add([name.uppercased()], at: place, isRequired: false, &facts)
    }
  }

  /// `os.Getenv("X")`, `os.LookupEnv("X")`, `os.Setenv("X", …)`.
  private func readOS(_ index: Int, into facts: inout CodeFacts) {
    let isGet = tokens.isWord(index, "Getenv") || tokens.isWord(index, "LookupEnv")
    guard isGet || tokens.isWord(index, "Setenv") else { return }
    guard tokens.isString(index + 2) else {
      // The name is an argument of a function: `getenv("X", fallback)`.
      if isGet { facts.computesNames = facts.computesNames || tokens.kind(index + 2) != .word }
      return
    }
    if isGet {
      add([tokens.text(index + 2)], at: tokens.range(index + 2), isRequired: false, &facts)
    } else {
      facts.written.insert(tokens.text(index + 2))
    }
  }

  /// `viper.SetEnvPrefix("x")`, `viper.AutomaticEnv()`, `viper.GetString("a.b")`.
  private mutating func readViper(_ index: Int) {
    if tokens.isWord(index, "AutomaticEnv") { viperPrefix = viperPrefix ?? "" }
    guard tokens.isString(index + 2) else { return }
    if tokens.isWord(index, "SetEnvPrefix") { viperPrefix = tokens.text(index + 2) }
    if tokens.text(index).hasPrefix("Get") { viperKeys.append((tokens.text(index + 2), tokens.range(index + 2))) }
  }

  /// `envconfig.Process("shop", &config)` adds a prefix to every name.
  private func readProcess(_ index: Int, into facts: inout CodeFacts) {
    guard tokens.isWord(index, "Process") || tokens.isWord(index, "MustProcess") else { return }
    if !tokens.isString(index + 2) || !tokens.range(index + 2).isEmpty { facts.computesNames = true }
  }

  // MARK: - Tags

  /// `envconfig:"X" required:"true" default:"…"` of kelseyhightower/envconfig, `env:"X,required" envDefault:"…"` of
  /// caarlos0/env, `env:"X" env-required:"true" env-default:"…"` of cleanenv, `env:"X, required, default=…"` of
  /// sethvargo/go-envconfig.
  private func readTag(_ index: Int, into facts: inout CodeFacts) {
    // A tag follows the type of a field; other raw strings follow brackets and equals signs.
    let range = tokens.range(index)
    guard range.count <= 400, tokens.kind(index - 1) == .word || tokens.isSymbol(index - 1, "}") else { return }
    let pairs = Self.pairs(tokens.text(index))
    guard let tag = pairs["envconfig"] ?? pairs["env"], !tag.isEmpty else { return }
    if pairs["envPrefix"] != nil { facts.computesNames = true }
    let parts = tag.split(separator: ",", omittingEmptySubsequences: false).map { part in
      String(part.drop { $0 == " " })
    }
    guard let name = parts.first, VariableNames.isPlausible(name) else { return }
    let words = parts.dropFirst()
    let hasDefault =
      pairs["default"] != nil || pairs["envDefault"] != nil || pairs["env-default"] != nil
      || words.contains { $0.hasPrefix("default=") }
    let isDemanded =
      pairs["required"] == "true" || pairs["env-required"] == "true"
      || words.contains { $0 == "required" || $0 == "notEmpty" }
    add([name], at: range, isRequired: isDemanded && !hasDefault, &facts)
    guard let position = facts.reads.indices.last, facts.reads[position].file === file else { return }
    let kind = self.kind(before: index)
    facts.reads[position].type = kind
    if case .list? = kind, pairs["envSeparator"] ?? pairs["env-separator"] ?? "," == "," {
      facts.reads[position].format = .separated
    }
  }

  /// The type of the field whose tag begins at a token.
  private func kind(before index: Int) -> ValueType? {
    let isList = tokens.isSymbol(index - 2, "]") && tokens.isSymbol(index - 3, "[")
    let item: ValueType?
    switch tokens.text(index - 1) {
    case "string": item = .string
    case "int", "int32", "int64", "uint", "uint16", "uint32", "uint64": item = .int
    case "float64", "float32": item = .float
    case "bool": item = .bool
    case "Duration": item = .string
    default: item = nil
    }
    return isList ? .list(item ?? .string) : item
  }

  /// The pairs of a tag: `json:"a" env:"B"`.
  private static func pairs(_ text: String) -> [String: String] {
    var result: [String: String] = [:]
    var rest = text[...]
    while let colon = rest.firstIndex(of: ":") {
      let key = rest[..<colon].drop { $0 == " " || $0 == "\n" || $0 == "\t" }
      let after = rest[rest.index(after: colon)...]
      guard after.first == "\"", let close = after.dropFirst().firstIndex(of: "\"") else { return result }
      result[String(key)] = String(after[after.index(after: after.startIndex)..<close])
      rest = after[after.index(after: close)...]
    }
    return result
  }

  private func add(_ names: [String], at place: Range<Int>, isRequired: Bool, _ facts: inout CodeFacts) {
    guard names.allSatisfy(VariableNames.isPlausible) else { return }
    for name in names { facts.names.markFound(name) }
    facts.reads.append(SettingRead(names, in: file, at: place, isRequired: isRequired))
  }
}
