/// A class of Python, as far as it can be filled from the environment.
struct PythonClass {
  struct Field {
    let name: String
    let place: Range<Int>
    /// Names of variables that replace the field's own.
    var aliases: [String] = []
    var annotation = PythonAnnotation()
    var hasDefault = false
    var fallback = SettingRead.Fallback.none
  }

  /// The configuration by `model_config`, `class Config` or the words after the bases; nil: not set.
  struct Configuration {
    var prefix: String?
    var nestedDelimiter: String?
    var isCaseSensitive: Bool?
    /// Whether lists are read as JSON.
    var decodes: Bool?
    var alsoTakesName: Bool?
    /// Whether names or values come from sources that this reader does not follow.
    var isOpen = false

    /// This configuration, with unset members from the other.
    func filled(by other: Configuration) -> Configuration {
      Configuration(
        prefix: prefix ?? other.prefix, nestedDelimiter: nestedDelimiter ?? other.nestedDelimiter,
        isCaseSensitive: isCaseSensitive ?? other.isCaseSensitive, decodes: decodes ?? other.decodes,
        alsoTakesName: alsoTakesName ?? other.alsoTakesName, isOpen: isOpen || other.isOpen)
    }
  }

  let name: String
  let bases: [String]
  let file: RepositoryReader.File
  var fields: [Field] = []
  var configuration = Configuration()
  /// Conversions of fields before validation; the name `*` is all fields.
  var conversions: [String: PythonConversion] = [:]
}

/// Reads classes statement by statement.
struct PythonClassReader {
  let tokens: CodeTokens
  let file: RepositoryReader.File
  let fallback: (Int) -> SettingRead.Fallback

  /// - Parameter index: the word `class`.
  func read(_ index: Int) -> PythonClass? {
    guard tokens.kind(index + 1) == .word else { return nil }
    var body = index + 2
    var bases: [String] = []
    var configuration = PythonClass.Configuration()
    if tokens.isSymbol(body, "("), let end = tokens.closing(body) {
      for inner in body + 1..<end - 1 where tokens.kind(inner) == .word {
        if tokens.isSymbol(inner + 1, ",") || inner + 1 == end - 1, !tokens.isSymbol(inner - 1, "=") {
          bases.append(tokens.text(inner))
        }
      }
      read(configurationIn: body + 1..<end - 1, into: &configuration)
      body = end
    }
    guard tokens.isSymbol(body, ":") else { return nil }
    var result = PythonClass(name: tokens.text(index + 1), bases: bases, file: file)
    result.configuration = configuration
    let statements = self.statements(below: index, from: body + 1)
    for (number, statement) in statements.enumerated() {
      read(statement, followedBy: statements[(number + 1)...], into: &result)
    }
    return result
  }

  /// The statements of the body, each with what is indented below it.
  private func statements(below index: Int, from body: Int) -> [Range<Int>] {
    let outer = tokens.indentation(index)
    var starts: [Int] = []
    var inner: Int?
    var position = body
    while position < tokens.tokens.count {
      guard tokens.kind(position) == .line, let kind = tokens.kind(position + 1), kind != .line else {
        position += 1
        continue
      }
      position += 1
      let column = tokens.indentation(position)
      if column <= outer { break }
      if inner == nil { inner = column }
      if column == inner { starts.append(position) }
    }
    return starts.indices.map {
      starts[$0]..<($0 + 1 < starts.count ? starts[$0 + 1] : min(position, tokens.tokens.count))
    }
  }

  private func read(
    _ statement: Range<Int>, followedBy rest: ArraySlice<Range<Int>>, into result: inout PythonClass
  ) {
    let first = statement.lowerBound
    if tokens.isSymbol(first, "@") {
      readValidator(statement, rest, into: &result)
    } else if tokens.isWord(first, "model_config")
      || tokens.isWord(first, "class") && tokens.isWord(first + 1, "Config")
    {
      read(configurationIn: statement, into: &result.configuration)
    } else if tokens.isWord(first, "def") {
      // Values may then come from anywhere.
      if tokens.isWord(first + 1, "settings_customise_sources") { result.configuration.isOpen = true }
    } else if let field = field(statement) {
      result.fields.append(field)
    }
  }

  /// Words of the configuration, as `env_prefix="X_"` or `"env_prefix": "X_"`.
  private func read(configurationIn range: Range<Int>, into result: inout PythonClass.Configuration) {
    for index in range {
      let value: Int
      if tokens.kind(index) == .word, tokens.isSymbol(index + 1, "=") {
        value = index + 2
      } else if tokens.isString(index), tokens.isSymbol(index + 1, ":") {
        value = index + 2
      } else {
        if tokens.isWord(index, "def") { readSource(index, into: &result) }
        continue
      }
      switch tokens.text(index) {
      case "env_prefix": result.prefix = text(value, &result)
      case "env_nested_delimiter": result.nestedDelimiter = text(value, &result)
      case "case_sensitive": result.isCaseSensitive = flag(value)
      case "enable_decoding": result.decodes = flag(value)
      case "populate_by_name", "validate_by_name", "allow_population_by_field_name": result.alsoTakesName = flag(value)
      case "alias_generator", "fields", "secrets_dir", "json_loads", "parse_env_var", "cli_parse_args":
        result.isOpen = true
      default: break
      }
    }
  }

  private func readSource(_ index: Int, into result: inout PythonClass.Configuration) {
    if tokens.isWord(index + 1, "customise_sources") || tokens.isWord(index + 1, "parse_env_var") {
      result.isOpen = true
    }
  }

  /// A text that is written; anything else makes the names of the class unknown.
  private func text(_ index: Int, _ result: inout PythonClass.Configuration) -> String? {
    if tokens.isWord(index, "None") { return nil }
    guard tokens.isString(index) else {
      result.isOpen = true
      return nil
    }
    return tokens.text(index)
  }

  private func flag(_ index: Int) -> Bool? {
    tokens.isWord(index, "True") ? true : tokens.isWord(index, "False") ? false : nil
  }

  /// `@field_validator("x", mode="before")` and the function below it.
  private func readValidator(
    _ statement: Range<Int>, _ rest: ArraySlice<Range<Int>>, into result: inout PythonClass
  ) {
    let name = statement.lowerBound + 1
    let isOfAll = tokens.isWord(name, "model_validator") || tokens.isWord(name, "root_validator")
    guard isOfAll || tokens.isWord(name, "field_validator") || tokens.isWord(name, "validator"),
      tokens.isSymbol(name + 1, "("), let end = tokens.closing(name + 1)
    else { return }
    var fields: [String] = []
    var isBefore = false
    for index in name + 2..<end {
      if tokens.isSymbol(index + 1, "=") {
        isBefore = isBefore || tokens.isWord(index, "pre") && tokens.isWord(index + 2, "True")
        let isMode = tokens.isWord(index, "mode") && tokens.isString(index + 2)
        isBefore = isBefore || isMode && ["before", "plain", "wrap"].contains(tokens.text(index + 2))
      } else if tokens.isString(index), !tokens.isSymbol(index - 1, "=") {
        fields.append(tokens.text(index))
      }
    }
    guard isBefore else { return }
    let body = rest.first { !tokens.isSymbol($0.lowerBound, "@") }
    let conversion = isOfAll ? .other : body.map { PythonConversion.of(tokens, $0) } ?? .other
    for field in isOfAll ? ["*"] : fields { result.conversions[field, default: []].formUnion(conversion) }
  }

  /// `NAME: type = default`.
  private func field(_ statement: Range<Int>) -> PythonClass.Field? {
    let index = statement.lowerBound
    guard tokens.kind(index) == .word, tokens.isSymbol(index + 1, ":"), tokens.kind(index + 2) == .word,
      !tokens.isWord(index + 2, "ClassVar"), !tokens.isWord(index, "model_config")
    else { return nil }
    var parser = PythonAnnotationParser(tokens: tokens, at: index + 2)
    var field = PythonClass.Field(name: tokens.text(index), place: tokens.range(index))
    field.annotation = parser.annotation()
    let end = statement.first { tokens.kind($0) == .line } ?? statement.upperBound
    for inner in index + 2..<end where tokens.isSymbol(inner + 1, "=") {
      let isName =
        tokens.isWord(inner, "alias") || tokens.isWord(inner, "validation_alias") || tokens.isWord(inner, "env")
      guard isName, let names = self.names(inner + 2, end) else { continue }
      // `validation_alias` takes precedence in the environment.
      if field.aliases.isEmpty || tokens.isWord(inner, "validation_alias") { field.aliases = names }
    }
    // `Annotated[bool, Field(True)]`.
    for inner in index + 3..<parser.position where tokens.isWord(inner, "Field") && tokens.isSymbol(inner + 1, "(") {
      (field.hasDefault, field.fallback) = value(from: inner, to: tokens.closing(inner + 1) ?? end)
    }
    if tokens.isSymbol(parser.position, "="), !tokens.isSymbol(parser.position + 1, "=") {
      (field.hasDefault, field.fallback) = value(from: parser.position + 1, to: end)
    }
    return field
  }

  /// `"X"`, `AliasChoices("X", "Y")`, `["X", "Y"]`; any other alias is an unknown name.
  private func names(_ index: Int, _ end: Int) -> [String]? {
    if tokens.isString(index) { return [tokens.text(index)] }
    let open = tokens.kind(index) == .word ? index + 1 : index
    guard tokens.isSymbol(open, "(") || tokens.isSymbol(open, "["), let close = tokens.closing(open), close <= end
    else { return [""] }
    let names = (open + 1..<close).filter(tokens.isString).map(tokens.text)
    return names.isEmpty ? [""] : names
  }

  /// The default of a field: a value, or that of `Field(…)`.
  private func value(from start: Int, to end: Int) -> (hasDefault: Bool, SettingRead.Fallback) {
    guard tokens.isWord(start, "Field"), tokens.isSymbol(start + 1, "(") else {
      let isOpen = tokens.isSymbol(start, ".") && tokens.isSymbol(start + 1, ".")
      return (!isOpen, isOpen ? .none : fallback(start))
    }
    for inner in start + 2..<end where tokens.isSymbol(inner + 1, "=") {
      if tokens.isWord(inner, "default") {
        if tokens.isSymbol(inner + 2, ".") { return (false, .none) }
        return (true, fallback(inner + 2))
      }
      if tokens.isWord(inner, "default_factory") {
        let found = fallback(inner + 2)
        return (true, found)
      }
    }
    let first = start + 2
    if tokens.isSymbol(first, ".") || tokens.isSymbol(first, ")") { return (false, .none) }
    if tokens.kind(first) == .word, tokens.isSymbol(first + 1, "=") { return (false, .none) }
    return (true, fallback(first))
  }
}
