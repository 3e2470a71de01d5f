import Model

/// Reads the schemas with which JavaScript validates its whole environment: zod, t3-env, envalid, envsafe, convict.
struct SchemaReader {
  let tokens: CodeTokens
  let file: RepositoryReader.File

  func read(into facts: inout CodeFacts) {
    var schemas: [String: Int] = [:]
    for index in tokens.indices where tokens.kind(index) == .word && tokens.isSymbol(index + 1, "(") {
      switch tokens.range(index).count {
      case 5, 9, 10:
        if Self.parsers.contains(where: { tokens.isWord(index, $0) }) { readParse(index, &schemas, into: &facts) }
        if tokens.isWord(index, "createEnv") { readT3(index + 2, into: &facts) }
      case 6: if tokens.isWord(index, "object") { readObject(index, &schemas, into: &facts) }
      case 7:
        if tokens.isWord(index, "convict") { readConvict(index, into: &facts) }
        if tokens.isWord(index, "envsafe") { readObject(at: index + 2, by: .envalid, into: &facts) }
      case 8:
        if tokens.isWord(index, "cleanEnv"), let second = tokens.argument(1, from: index + 1) {
          readObject(at: second, by: .envalid, into: &facts)
        }
      default: break
      }
    }
  }

  private static let parsers: [StaticString] = ["parse", "safeParse", "parseAsync"]

  // MARK: - zod

  /// `z.object({…})`, which is kept under the name that it is assigned to, or parses the environment at once.
  private func readObject(_ index: Int, _ schemas: inout [String: Int], into facts: inout CodeFacts) {
    guard tokens.isSymbol(index - 1, "."), tokens.isWord(index - 2, "z"), tokens.isSymbol(index + 1, "("),
      tokens.isSymbol(index + 2, "{"), let end = tokens.closing(index + 1)
    else { return }
    if tokens.isSymbol(index - 3, "="), tokens.kind(index - 4) == .word { schemas[tokens.text(index - 4)] = index + 2 }
    let isParsed =
      tokens.isSymbol(end, ".") && Self.parsers.contains { tokens.isWord(end + 1, $0) }
    if isParsed, isEnvironment(end + 3) { readObject(at: index + 2, by: .zod, into: &facts) }
  }

  /// `schema.parse(process.env)`. A second parse of the same schema would add nothing.
  private func readParse(_ index: Int, _ schemas: inout [String: Int], into facts: inout CodeFacts) {
    let name = tokens.text(index - 2)
    guard tokens.isSymbol(index - 1, "."), tokens.isSymbol(index + 1, "("), isEnvironment(index + 2),
      let open = schemas.removeValue(forKey: name)
    else { return }
    readObject(at: open, by: .zod, into: &facts)
  }

  /// Whether `process.env` or the like begins at a token, and is the whole argument.
  private func isEnvironment(_ index: Int) -> Bool {
    for end in index..<index + 6 where JavaScriptEnvironmentReader.start(tokens, end) == index {
      return tokens.isSymbol(end + 1, ")") || tokens.isSymbol(end + 1, ",")
    }
    return false
  }

  /// `createEnv({ server: {…}, client: {…}, shared: {…} })`.
  private func readT3(_ open: Int, into facts: inout CodeFacts) {
    guard tokens.isSymbol(open, "{") else { return }
    for (name, value) in tokens.members(of: open) {
      let isPart = ["server", "client", "shared"].contains { tokens.text(name) == $0 }
      if isPart, tokens.isSymbol(value.lowerBound, "{") { readObject(at: value.lowerBound, by: .zod, into: &facts) }
    }
  }

  // MARK: - Objects

  private enum Library {
    case zod
    case envalid
  }

  /// `{ NAME: z.string(), … }`.
  private func readObject(at open: Int, by library: Library, into facts: inout CodeFacts) {
    guard tokens.isSymbol(open, "{") else { return }
    for (name, value) in tokens.members(of: open) {
      let text = tokens.text(name)
      guard VariableNames.isPlausible(text) else { continue }
      facts.names.markFound(text)
      var read = SettingRead(
        [text], in: file, at: tokens.range(name), isRequired: isRequired(value, library), fallback: fallback(value))
      (read.type, read.format) = kind(value)
      read.reader = .schema
      facts.reads.append(read)
    }
  }

  /// Words of zod by which a value may be absent.
  private static let optional: [StaticString] = [
    "optional", "default", "nullish", "catch", "preprocess", "prefault", "any", "unknown", "undefined", "lazy",
    "custom", "literal",
  ]

  private func isRequired(_ value: Range<Int>, _ library: Library) -> Bool {
    switch library {
    case .zod:
      guard tokens.isWord(value.lowerBound, "z"), tokens.isSymbol(value.lowerBound + 1, ".") else { return false }
      if tokens.isWord(value.lowerBound + 2, "coerce"), !tokens.isWord(value.lowerBound + 4, "number") { return false }
      return !value.contains { index in
        tokens.isSymbol(index, "?") || Self.optional.contains { tokens.isWord(index, $0) }
      }
    case .envalid:
      // `devDefault` has an effect during development only.
      guard tokens.kind(value.lowerBound) == .word, tokens.isSymbol(value.lowerBound + 1, "(") else { return false }
      return !value.contains { tokens.isWord($0, "default") || tokens.isSymbol($0, ".") }
    }
  }

  private func fallback(_ value: Range<Int>) -> SettingRead.Fallback {
    for index in value where tokens.isWord(index, "default") {
      let text = tokens.isSymbol(index + 1, "(") || tokens.isSymbol(index + 1, ":") ? index + 2 : index
      if tokens.isString(text), !tokens.range(text).isEmpty { return .text(tokens.range(text)) }
      return .other
    }
    return .none
  }

  private func kind(_ value: Range<Int>) -> (ValueType?, SettingRead.WireFormat?) {
    var type: ValueType?
    for index in value where tokens.kind(index) == .word && tokens.isSymbol(index + 1, "(") {
      if tokens.isWord(index, "split"), tokens.isString(index + 2), tokens.text(index + 2) == "," {
        return (.list(.string), .separated)
      }
      if tokens.isWord(index, "parse"), tokens.isWord(index - 2, "JSON") { return (.json, .json) }
      guard type == nil else { continue }
      if tokens.isWord(index, "url") { type = .url([]) }
      if tokens.isWord(index, "number") || tokens.isWord(index, "num") { type = .float }
      if tokens.isWord(index, "email") { type = .email }
      if tokens.isWord(index, "port") { type = .port }
      if tokens.isWord(index, "bool") { type = .bool }
      if tokens.isWord(index, "json") { return (.json, .json) }
      if tokens.isWord(index, "enum"), let end = tokens.closing(index + 1) {
        type = .enumeration((index + 2..<end).filter(tokens.isString).map(tokens.text))
      }
    }
    return (type, nil)
  }

  // MARK: - convict

  /// `convict({ db: { host: { env: "DB_HOST", default: … } } })`.
  private func readConvict(_ index: Int, into facts: inout CodeFacts) {
    guard tokens.isSymbol(index + 1, "("), tokens.isSymbol(index + 2, "{"), let end = tokens.closing(index + 1) else {
      return
    }
    for open in index + 2..<end where tokens.isSymbol(open, "{") {
      let members = tokens.members(of: open)
      guard let env = members.first(where: { tokens.isWord($0.name, "env") && tokens.isString($0.value.lowerBound) }),
        VariableNames.isPlausible(tokens.text(env.value.lowerBound))
      else { continue }
      var read = SettingRead(
        [tokens.text(env.value.lowerBound)], in: file, at: tokens.range(env.value.lowerBound))
      read.reader = .schema
      for (member, value) in members { note(member, value, in: &read) }
      facts.reads.append(read)
    }
  }

  /// What a member beside `env` tells about the value.
  private func note(_ member: Int, _ value: Range<Int>, in read: inout SettingRead) {
    if tokens.isWord(member, "sensitive") { read.isSecret = tokens.isWord(value.lowerBound, "true") }
    guard tokens.isWord(member, "format") else { return }
    if tokens.isWord(value.lowerBound, "Array") { (read.type, read.format) = (.list(.string), .separated) }
    if tokens.isWord(value.lowerBound, "Object") { (read.type, read.format) = (.json, .json) }
    if tokens.isWord(value.lowerBound, "Number") { read.type = .float }
    if tokens.isWord(value.lowerBound, "Boolean") { read.type = .bool }
    if tokens.isString(value.lowerBound), tokens.text(value.lowerBound) == "port" { read.type = .port }
  }
}
