import Engines
import IR
import Resolution
import Model

/// The template of an env file, read line by line.
struct EnvTemplate {
  struct Entry {
    let name: String
    let value: String
    let comments: [String]
    let line: Int
  }

  let path: String
  let entries: [Entry]

  var folder: String { RepositoryPath.folder(of: path) }

  /// Templates that name the platform count before those of production, and both before the general one.
  var rank: Int {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.contains("railway") ? 0 : name.contains("prod") ? 1 : 2
  }

  init(_ file: MigrationFile) {
    path = file.path
    var entries: [Entry] = []
    var comments: [String] = []
    let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      var text = Substring(line.utf8.last == 0x0D ? line.dropLast() : line)
      while let first = text.first, first == " " || first == "\t" { text = text.dropFirst() }
      if text.isEmpty {
        comments = []
      } else if text.hasPrefix("#") {
        let comment = text.drop { $0 == "#" || $0 == " " }
        // A ruler or a heading between rulers says nothing of the next line.
        if comment.contains(where: \.isLetter) { comments.append(String(comment)) }
      } else if let entry = Self.entry(text, comments, index + 1) {
        entries.append(entry)
        comments = []
      }
    }
    self.entries = entries
  }

  private static func entry(_ text: Substring, _ comments: [String], _ line: Int) -> Entry? {
    let body = text.hasPrefix("export ") ? text.dropFirst(7) : text
    guard let sign = body.firstIndex(of: "=") else { return nil }
    let name = String(body[..<sign]).replacing(" ", with: "")
    guard isName(name) else { return nil }
    var (value, note) = (body[body.index(after: sign)...], [String]())
    while value.first == " " || value.first == "\t" { value = value.dropFirst() }
    if let quote = value.first, quote == "\"" || quote == "'", let end = value.dropFirst().firstIndex(of: quote) {
      value = value[value.index(after: value.startIndex)..<end]
    } else if value.hasPrefix("#") {
      note = [String(value.drop { $0 == "#" || $0 == " " })]
      value = ""
    } else if let comment = value.firstRange(of: " #") {
      note = [String(value[comment.upperBound...].drop { $0 == " " })]
      value = value[..<comment.lowerBound]
    }
    while value.last == " " || value.last == "\t" { value = value.dropLast() }
    return Entry(name: name, value: String(value), comments: comments + note, line: line)
  }

  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, first < UInt8(ascii: "0") || first > UInt8(ascii: "9") else { return false }
    return text.utf8.allSatisfy { byte in
      (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
        || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
  }
}

/// What a value of a template becomes.
enum TemplateValue: Equatable {
  case literal(String)
  /// A literal whose type is said, because its name promises another.
  case text(String)
  /// Text with references of the language.
  case reference(String)
  /// A secret that an operator supplies, or may supply.
  case secret(isOptional: Bool)
  /// No secret, but known to an operator only.
  case external
  /// May be absent.
  case optional
}

/// Finds references in values: Railway's own, and addresses of databases on the developer's machine.
struct ValueReader {
  /// Services by the name that Railway's references use, in small letters.
  let services: [String: String]
  /// The names of the engines of stores that values speak of.
  private(set) var stores: Set<String> = []
  /// Names of stores as an existing project shows them.
  private(set) var displayed: [String: String] = [:]
  private(set) var databases: [String: String] = [:]

  init(services: [String: String]) { self.services = services }

  /// - Returns: the value, and what is to be said about it. Nothing that is written holds a credential.
  mutating func read(_ entry: EnvTemplate.Entry) -> (value: TemplateValue, remark: String?) {
    let (value, remark) = interpret(entry)
    switch value {
    case .literal(let text), .text(let text), .reference(let text):
      guard let match = SecretRecognizer.matches(in: text, named: entry.name).first else { return (value, remark) }
      // What every browser may read is no secret that an operator could keep.
      let replacement: TemplateValue = isInBrowser(entry.name) ? .external : .secret(isOptional: isOptional(entry))
      return (replacement, "holds \(match.what), which is not copied: an operator supplies it")
    case .secret, .external, .optional: return (value, remark)
    }
  }

  private func isInBrowser(_ name: String) -> Bool {
    ["NEXT_PUBLIC_", "VITE_", "REACT_APP_", "PUBLIC_"].contains(where: name.hasPrefix)
  }

  private func isOptional(_ entry: EnvTemplate.Entry) -> Bool {
    entry.comments.contains { comment in
      let words = comment.lowercased()
      return words.contains("optional") || words.contains("leave empty") || words.contains("leave blank")
    }
  }

  private mutating func interpret(_ entry: EnvTemplate.Entry) -> (value: TemplateValue, remark: String?) {
    let text = entry.value
    let isSecret = Conventions.soundsSecret(entry.name) && !isInBrowser(entry.name)
    let isOptional = isOptional(entry)
    if text.contains("${{") { return references(entry, isSecret: isSecret) }
    for engine in StoreEngines.all {
      guard let variable = engine.urlVariable else { continue }
      if text == "${\(variable)}" || text == "$\(variable)" || entry.name == variable && text.isEmpty {
        use(engine)
        return (.reference("$<<\(engine.name).\(variable)>>"), nil)
      }
    }
    if let address = StoreAddress(text) {
      if address.isLocal {
        use(address.engine)
        if let database = address.database {
          databases[address.engine.name] = databases[address.engine.name] ?? database
        }
        return (
          .reference(address.reference), "is an address of the developer's machine: it became `\(address.reference)`"
        )
      }
      return (.secret(isOptional: isOptional), "holds a database elsewhere, with its password: it became a secret")
    }
    if isSecret { return (.secret(isOptional: isOptional), nil) }
    if text.isEmpty { return (.optional, nil) }
    // What sounds like a credential is copied nowhere, even where every browser may read it.
    if Conventions.soundsSecret(entry.name) { return (.external, nil) }
    if Placeholders.isPlaceholder(text, isSecretName: false) || Self.isOfMachine(text) || Self.isInvented(text) {
      let shown = SecretRecognizer.holdsSecret(text, named: entry.name) ? "what is written" : "`\(text)`"
      return (.external, "\(shown) is no value for a deployment: an operator supplies it")
    }
    if text.contains("$<<") { return (.external, "`\(text)` would be read as a reference") }
    if !Self.fits(text, entry.name) { return (.text(text), "is not what its name promises: it is typed as a text") }
    return (.literal(text), nil)
  }

  /// Whether the value is of the type that the language would expect by the name.
  private static func fits(_ text: String, _ name: String) -> Bool {
    guard let convention = Conventions.convention(for: name) else { return true }
    let context = LiteralContext(name: name, isByConvention: true, ignoresCase: convention.ignoresCase)
    if let pattern = convention.pattern {
      guard case .success(let expression) = Pattern.parse(pattern.expression) else { return false }
      if expression.check(literal: text, name: name) != nil { return false }
    }
    let types = convention.types(isPythonConsumer: true)
    return types.isEmpty || types.contains { $0.check(literal: text, context) == nil }
  }

  private mutating func use(_ engine: StoreEngine) { stores.insert(engine.name) }

  private static func isOfMachine(_ text: String) -> Bool {
    text.contains("://localhost") || text.contains("://127.0.0.1")
  }

  /// Railway's domains have `.up.` in them: the others were invented for a guide.
  private static func isInvented(_ text: String) -> Bool {
    text.contains(".railway.app") && !text.contains(".up.railway.app") || text.contains("://your-")
      || text.contains("sk_live_...") || text.hasSuffix("...")
  }

  /// `${{Postgres.DATABASE_URL}}` as `$<<postgres.DATABASE_URL>>`, wherever it stands in the text.
  private mutating func references(_ entry: EnvTemplate.Entry, isSecret: Bool) -> (
    value: TemplateValue, remark: String?
  ) {
    var result = ""
    var rest = entry.value[...]
    while let open = rest.firstRange(of: "${{") {
      result += rest[..<open.lowerBound]
      guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
        return (.external, "is not closed by `}}`")
      }
      let inner = rest[open.upperBound..<close.lowerBound].replacing(" ", with: "").replacing("\"", with: "")
      guard let reference = reference(String(inner)) else {
        let value: TemplateValue = isSecret ? .secret(isOptional: false) : .external
        return (value, "`${{\(inner)}}` names nothing that these files know: an operator supplies the value")
      }
      result += reference
      rest = rest[close.upperBound...]
    }
    return (.reference(result + rest), nil)
  }

  private mutating func reference(_ text: String) -> String? {
    guard let dot = text.firstIndex(of: ".") else {
      return text == "RAILWAY_ENVIRONMENT_NAME" || text == "RAILWAY_ENVIRONMENT" ? "$<<environment.name>>" : nil
    }
    let (owner, name) = (String(text[..<dot]), String(text[text.index(after: dot)...]))
    guard EnvTemplate.isName(name) else { return nil }
    if let service = services[owner.lowercased()] {
      let known = ["RAILWAY_PUBLIC_DOMAIN": "public_domain", "RAILWAY_PRIVATE_DOMAIN": "private_host", "PORT": "port"]
      return known[name].map { "$<<\(service).\($0)>>" }
    }
    for engine in StoreEngines.all
    where engine.beginnings.contains(where: name.hasPrefix) && !name.contains("PUBLIC") {
      if let known = displayed[engine.name], known != owner { return nil }
      use(engine)
      displayed[engine.name] = owner
      return "$<<\(engine.name).\(name)>>"
    }
    return nil
  }
}
