import Model

/// How a function that Python runs before validation converts a text.
struct PythonConversion: OptionSet, Hashable {
  let rawValue: UInt8

  /// It is split at commas.
  static let separated = PythonConversion(rawValue: 1 << 0)
  /// It is read as JSON.
  static let json = PythonConversion(rawValue: 1 << 1)
  /// Something that is not followed.
  static let other = PythonConversion(rawValue: 1 << 2)

  /// The conversion of the code in a range of tokens.
  static func of(_ tokens: CodeTokens, _ range: Range<Int>) -> PythonConversion {
    var found: PythonConversion = []
    for index in range where tokens.kind(index) == .word {
      if tokens.isWord(index, "split"), tokens.isSymbol(index - 1, "."), tokens.isSymbol(index + 1, "(") {
        found.insert(tokens.isString(index + 2) && tokens.text(index + 2) == "," ? .separated : .other)
      }
      if tokens.isWord(index, "loads") || tokens.isWord(index, "literal_eval")
        || tokens.isWord(index, "validate_json") || tokens.isWord(index, "parse_raw")
      {
        found.insert(.json)
      }
    }
    return found.isEmpty ? .other : found
  }
}

/// The annotation of a field: `Annotated[list[str] | None, NoDecode]`.
struct PythonAnnotation {
  /// One of the types that a value may have.
  enum Form: Hashable {
    case scalar(ValueType)
    /// A list, a set, a tuple, with the type of an item.
    case list(ValueType)
    case mapping
    /// `Json[…]`: a text that holds JSON.
    case json
    /// A class or an alias of that name.
    case named(String)
    case nothing
    case anything
  }

  var forms: [Form] = []
  /// `NoDecode`, `ForceDecode`: whether pydantic reads a list as JSON; nil: as the class is configured.
  var decodes: Bool?
  /// The conversion of functions beside the type: `BeforeValidator(split)`; nil: there is none.
  var conversion: PythonConversion?
  var isSecret = false

  var mayBeNothing: Bool { forms.contains(.nothing) || forms.contains(.anything) }

  /// The types other than `None`.
  var values: [Form] { forms.filter { $0 != .nothing } }

  static func isComplex(_ form: Form) -> Bool {
    switch form {
    case .list, .mapping: true
    case .scalar, .json, .named, .nothing, .anything: false
    }
  }
}

/// Reads annotations; it stops at the first token that is not part of one.
struct PythonAnnotationParser {
  let tokens: CodeTokens
  private(set) var position: Int
  private var depth = 0

  init(tokens: CodeTokens, at position: Int) {
    self.tokens = tokens
    self.position = position
  }

  /// `A | B`.
  mutating func annotation() -> PythonAnnotation {
    depth += 1
    defer { depth -= 1 }
    guard depth < 16 else { return PythonAnnotation(forms: [.anything]) }
    var result = single()
    while tokens.isSymbol(position, "|") {
      position += 1
      let other = single()
      result.forms += other.forms
      result.isSecret = result.isSecret || other.isSecret
      // Only a marker around the whole type counts.
      result.decodes = nil
      result.conversion = nil
    }
    return result
  }

  private mutating func single() -> PythonAnnotation {
    guard tokens.kind(position) == .word else {
      position += 1
      return PythonAnnotation(forms: [.anything])
    }
    while tokens.isSymbol(position + 1, "."), tokens.kind(position + 2) == .word { position += 2 }
    let name = tokens.text(position)
    position += 1
    // The arguments of `constr(min_length=1)` do not change the type.
    if tokens.isSymbol(position, "("), let end = tokens.closing(position) { position = end }
    guard tokens.isSymbol(position, "["), let end = tokens.closing(position) else { return plain(name) }
    let open = position
    position += 1
    let result = generic(name, open, end)
    position = end
    return result
  }

  private mutating func generic(_ name: String, _ open: Int, _ end: Int) -> PythonAnnotation {
    switch name {
    case "Optional":
      var inner = annotation()
      inner.forms.append(.nothing)
      inner.decodes = nil
      inner.conversion = nil
      return inner
    case "Union":
      var result = PythonAnnotation()
      while position < end - 1 {
        let inner = annotation()
        result.forms += inner.forms
        result.isSecret = result.isSecret || inner.isSecret
        while position < end - 1, !tokens.isSymbol(position, ",") { position += 1 }
        position += 1
      }
      return result
    case "Annotated": return annotated(end)
    case "Final", "Required": return annotation()
    case "Literal":
      let words = (position..<end).filter(tokens.isString).map(tokens.text)
      return PythonAnnotation(forms: [.scalar(words.isEmpty ? .string : .enumeration(words))])
    case "Json": return PythonAnnotation(forms: [.json])
    default:
      guard Self.lists.contains(name) else { return plain(name) }
      let item = annotation().values
      if case .scalar(let type)? = item.first, item.count == 1 { return PythonAnnotation(forms: [.list(type)]) }
      return PythonAnnotation(forms: [.list(.string)])
    }
  }

  /// `Annotated[list[str], NoDecode, BeforeValidator(split)]`.
  private mutating func annotated(_ end: Int) -> PythonAnnotation {
    var result = annotation()
    for index in position..<end where tokens.kind(index) == .word {
      if tokens.isWord(index, "NoDecode") { result.decodes = false }
      if tokens.isWord(index, "ForceDecode") { result.decodes = true }
      guard tokens.isWord(index, "BeforeValidator"), tokens.isSymbol(index + 1, "("),
        let close = tokens.closing(index + 1)
      else { continue }
      let inline = index + 2..<close - 1
      let isName = inline.count == 1 && tokens.kind(index + 2) == .word
      result.conversion = isName ? conversion(ofFunction: index + 2) : PythonConversion.of(tokens, inline)
    }
    return result
  }

  /// How far above its use a function is looked for, in tokens: a bound for files with a validator in every line.
  private static let farthest = 4_000

  /// The conversion of a function that is defined above its use, as Python needs it.
  private func conversion(ofFunction name: Int) -> PythonConversion {
    let wanted = tokens.range(name)
    for index in (max(0, name - Self.farthest)..<name).reversed()
    where tokens.isWord(index, "def") && tokens.bytes[tokens.range(index + 1)].elementsEqual(tokens.bytes[wanted]) {
      return PythonConversion.of(tokens, index..<tokens.blockEnd(index))
    }
    return .other
  }

  private static let lists: Set<String> = [
    "list", "List", "set", "Set", "frozenset", "FrozenSet", "tuple", "Tuple", "Sequence", "MutableSequence", "deque",
    "Deque",
  ]

  private static let mappings: Set<String> = [
    "dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict", "DefaultDict",
  ]

  /// Types of pydantic 2.14 and 1.10 with a value of one text, and Python's own.
  private static let scalars: [String: ValueType] = {
    var all: [String: ValueType] = [:]
    for name in [
      "str", "bytes", "StrictStr", "constr", "NameEmail", "timedelta", "datetime", "date", "time", "ByteSize",
    ] {
      all[name] = .string
    }
    for name in ["IPvAnyAddress", "IPv4Address", "ImportString", "PyObject", "Pattern", "SecretStr", "SecretBytes"] {
      all[name] = .string
    }
    for name in ["int", "StrictInt", "PositiveInt", "NonNegativeInt", "conint"] { all[name] = .int }
    for name in ["float", "Decimal", "PositiveFloat", "NonNegativeFloat", "confloat"] { all[name] = .float }
    for name in ["bool", "StrictBool"] { all[name] = .bool }
    for name in ["Path", "FilePath", "DirectoryPath", "NewPath"] { all[name] = .path }
    for name in ["UUID", "UUID1", "UUID4", "UUID7"] { all[name] = .uuid }
    for (name, schemes) in urls { all[name] = .url(schemes.flatMap { [URLScheme($0), URLScheme($0, driver: "*")] }) }
    all["EmailStr"] = .email
    all["Literal"] = .string
    return all
  }()

  /// The schemes that pydantic's types of URLs accept (pydantic 2.14, `pydantic.networks`); none: any.
  private static let urls: [String: [String]] = [
    "AnyUrl": [], "HttpUrl": ["http", "https"], "AnyHttpUrl": ["http", "https"], "AnyWebsocketUrl": ["ws", "wss"],
    "WebsocketUrl": ["ws", "wss"], "PostgresDsn": ["postgresql", "postgres"], "CockroachDsn": ["cockroachdb"],
    "AmqpDsn": ["amqp", "amqps"], "RedisDsn": ["redis", "rediss"], "MongoDsn": ["mongodb", "mongodb+srv"],
    "KafkaDsn": ["kafka"], "MySQLDsn": ["mysql", "mysql"], "MariaDBDsn": ["mariadb", "mysql"],
    "NatsDsn": ["nats", "tls"],
  ]

  private func plain(_ name: String) -> PythonAnnotation {
    if let type = Self.scalars[name] {
      return PythonAnnotation(forms: [.scalar(type)], isSecret: name == "SecretStr" || name == "SecretBytes")
    }
    if Self.lists.contains(name) { return PythonAnnotation(forms: [.list(.string)]) }
    if Self.mappings.contains(name) { return PythonAnnotation(forms: [.mapping]) }
    switch name {
    case "None": return PythonAnnotation(forms: [.nothing])
    case "Any", "object", "Optional", "Union", "Annotated": return PythonAnnotation(forms: [.anything])
    case "Json": return PythonAnnotation(forms: [.json])
    default: return PythonAnnotation(forms: [.named(name)])
    }
  }
}
