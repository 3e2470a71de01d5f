import Resolution

/// The fields of a class that pydantic fills from the environment.
enum SettingsFields {
  struct Field {
    var name: String
    let place: Range<Int>
    let isRequired: Bool
    let fallback: CodeFacts.Fallback
  }

  /// - Parameters:
  ///   - index: the word `class`.
  ///   - body: behind the bracket of the bases.
  static func read(
    _ tokens: CodeTokens, classAt index: Int, bodyAt body: Int, fallback: (Int) -> CodeFacts.Fallback
  ) -> [Field] {
    let outer = tokens.indentation(index)
    var inner: Int?
    var fields: [(field: Field, hasOwnName: Bool)] = []
    var prefix = ""
    var position = body
    while position < tokens.tokens.count {
      if let found = prefixText(tokens, position) { prefix = found }
      guard tokens.kind(position) == .line, let kind = tokens.kind(position + 1), kind != .line else {
        position += 1
        continue
      }
      position += 1
      let column = tokens.indentation(position)
      if column <= outer { break }
      if inner == nil { inner = column }
      if column == inner, let field = field(tokens, at: position, fallback) { fields.append(field) }
    }
    return fields.compactMap { field, hasOwnName in
      var field = field
      if !hasOwnName { field.name = (prefix + field.name).uppercased() }
      return VariableNames.isPlausible(field.name) ? field : nil
    }
  }

  /// `env_prefix="X_"` of the model's configuration.
  private static func prefixText(_ tokens: CodeTokens, _ index: Int) -> String? {
    if tokens.isWord(index, "env_prefix"), tokens.isSymbol(index + 1, "="), tokens.isString(index + 2) {
      return tokens.text(index + 2)
    }
    guard tokens.isString(index), tokens.equals(tokens.range(index), "env_prefix"), tokens.isSymbol(index + 1, ":"),
      tokens.isString(index + 2)
    else { return nil }
    return tokens.text(index + 2)
  }

  /// Types that hold one text; a field of another type may be filled in parts.
  private static let plainTypes: [StaticString] = [
    "str", "int", "float", "bool", "SecretStr", "SecretBytes", "list", "List", "dict", "Dict", "set", "Set", "tuple",
    "PostgresDsn", "RedisDsn", "MongoDsn", "AmqpDsn", "MySQLDsn", "AnyUrl", "AnyHttpUrl", "HttpUrl", "EmailStr",
    "NameEmail", "Path", "Literal", "Decimal", "UUID", "timedelta", "PositiveInt",
  ]

  /// `NAME: type = default`.
  private static func field(
    _ tokens: CodeTokens, at index: Int, _ fallback: (Int) -> CodeFacts.Fallback
  ) -> (field: Field, hasOwnName: Bool)? {
    guard tokens.kind(index) == .word, tokens.isSymbol(index + 1, ":"), tokens.kind(index + 2) == .word,
      !tokens.isWord(index + 2, "ClassVar"), !tokens.isWord(index, "model_config"), !tokens.isWord(index, "class")
    else { return nil }
    var end = index + 2
    var assignment: Int?
    var depth = 0
    var mayBeNone = false
    while end < tokens.tokens.count, tokens.kind(end) != .line {
      if tokens.isSymbol(end, "(") || tokens.isSymbol(end, "[") { depth += 1 }
      if tokens.isSymbol(end, ")") || tokens.isSymbol(end, "]") { depth -= 1 }
      if depth == 0, assignment == nil, tokens.isSymbol(end, "=") { assignment = end }
      if assignment == nil, tokens.isWord(end, "Optional") || tokens.isWord(end, "None") || tokens.isWord(end, "Any") {
        mayBeNone = true
      }
      end += 1
    }
    let isPlain = plainTypes.contains { tokens.isWord(index + 2, $0) }
    var name: String?
    var found = CodeFacts.Fallback.none
    var hasDefault = false
    for inner in index + 2..<end where tokens.isSymbol(inner + 1, "=") {
      // Other names than the field's own: one of them is the variable's, several are alternatives.
      let isName =
        tokens.isWord(inner, "alias") || tokens.isWord(inner, "validation_alias") || tokens.isWord(inner, "env")
      if isName {
        guard tokens.isString(inner + 2) else { return nil }
        name = tokens.text(inner + 2)
      }
    }
    if let assignment {
      (hasDefault, found) = value(tokens, from: assignment + 1, to: end, fallback)
    }
    let field = Field(
      name: name ?? tokens.text(index), place: tokens.range(index), isRequired: isPlain && !hasDefault && !mayBeNone,
      fallback: found)
    return (field, name != nil)
  }

  /// The default of a field: a value, or what `Field(…)` says.
  private static func value(
    _ tokens: CodeTokens, from start: Int, to end: Int, _ fallback: (Int) -> CodeFacts.Fallback
  ) -> (hasDefault: Bool, CodeFacts.Fallback) {
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

/// Names of variables in code.
enum VariableNames {
  /// Capitals, digits and `_`: what people call variables of the environment.
  static func isPlausible(_ name: String) -> Bool {
    guard let first = name.utf8.first, !first.isCodeDigit, name.utf8.count <= 100 else { return false }
    return name.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "_") || byte.isCodeDigit || (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z"))
    }
  }
}
