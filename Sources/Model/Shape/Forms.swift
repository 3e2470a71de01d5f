package import Diagnostics
import IR
import JSON
import Syntax

// Keys that have a short and a long form.

extension FieldType {
  /// A mapping read by its shape.
  package static func mapping(
    _ shape: Shape<Value>, _ make: @escaping @Sendable () -> Value
  ) -> FieldType {
    FieldType("a mapping", schema: shape.schema) { node, decoder in
      let value = make()
      guard case .mapping = node.content else {
        let (help, fix) = shape.mapping(of: node, make)
        decoder.wrongKind(
          node, expected: "`\(shape.name)` is a mapping of keys to values", help: [help ?? shape.form], fix: fix)
        return nil
      }
      decoder.decode(node, as: shape, into: value, owner: "`\(shape.name)`")
      return value
    }
  }
}

extension FieldType where Value == PublicDeclaration {
  package static let exposure = FieldType(
    "true, false, a domain, a list of domains, or tcp",
    schema: ValueSchemas.any(["type": "boolean"], ["type": "string"], ValueSchemas.textList)
  ) { node, decoder in
    func domain(_ node: ConfigNode) -> String? {
      guard let text = node.staticText(expected: "a domain", decoder) else { return nil }
      if HostText.isDomain(text) { return text }
      decoder.report(.wrongScalar, at: node.span, "`public` takes true, false, tcp or a domain, found `\(text)`") {
        let words = ["yes": "true", "on": "true", "no": "false", "off": "false"]
        if let value = words[text.lowercased()] {
          $0.help = ["write `\(value)`"]
          $0.fixes = [FixIt("write `\(value)`", .safe, [.init(node.span, value)])]
        } else if text.contains("://") {
          $0.help = ["write the domain alone, without scheme and path"]
        } else {
          $0.help = ["write `public: true` for an address of the platform's, or a domain: `public: app.example.com`"]
        }
      }
      return nil
    }
    if case .sequence(let items) = node.content {
      let domains = items.compactMap(domain)
      return domains.isEmpty ? .no : .domains(domains)
    }
    guard let text = node.staticText(expected: "true, false, tcp or a domain", decoder) else { return nil }
    switch text {
    case "true": return .platform
    case "false": return .no
    case "tcp": return .tcp
    default: return domain(node).map { .domains([$0]) }
    }
  }
}

extension FieldType where Value == HealthDeclaration {
  package static let health = FieldType(
    "a path, none, or a mapping", schema: ValueSchemas.any(["type": "string"], HealthDeclaration.shape.schema)
  ) { node, decoder in
    let health = HealthDeclaration()
    switch node.content {
    case .scalar(let scalar):
      if scalar.isNull {
        decoder.wrongKind(node, expected: "`health` is a path, `none` or a mapping")
        return nil
      }
      if scalar.text == "none" {
        health.isNone = true
      } else {
        health.path = node
        decoder.record(.healthPath, node)
      }
    case .mapping: decoder.decode(node, as: HealthDeclaration.shape, into: health, owner: "`health`")
    default:
      decoder.wrongKind(node, expected: "`health` is a path, `none` or a mapping")
      return nil
    }
    return health
  }
}

extension FieldType where Value == RestartDeclaration {
  package static let restart = FieldType(
    "on-failure, always, never, or a mapping",
    schema: ValueSchemas.any(ValueSchemas.words(["on-failure", "always", "never"]), RestartDeclaration.shape.schema)
  ) { node, decoder in
    let restart = RestartDeclaration()
    if let word = ["unless-stopped": "always", "no": "never"][node.text ?? ""] {
      decoder.report(
        .notInEnumeration, at: node.span, "`\(node.text ?? "")` is compose's word; here it is `\(word)`"
      ) {
        $0.help = ["write `\(word)`"]
        $0.fixes = [FixIt("write `\(word)`", .safe, [.init(node.span, word)])]
      }
      return nil
    }
    if node.scalar != nil {
      guard let policy = FieldType<String>.word(["on-failure", "always", "never"]).read(node, decoder) else {
        return nil
      }
      restart.policy = Located(policy, node)
      decoder.record(.restartPolicy, node)
    } else {
      decoder.decode(node, as: RestartDeclaration.shape, into: restart, owner: "`restart`")
    }
    return restart
  }
}

extension FieldType where Value == PoolerDeclaration {
  package static let pooler = FieldType(
    "off, transaction, session, or a mapping",
    schema: ValueSchemas.any(ValueSchemas.words(["off", "transaction", "session"]), PoolerDeclaration.shape.schema)
  ) { node, decoder in
    let pooler = PoolerDeclaration()
    if node.scalar != nil {
      guard let mode = FieldType<String>.word(["off", "transaction", "session"]).read(node, decoder) else { return nil }
      pooler.mode = Located(mode, node)
      decoder.record(.poolerMode, node)
    } else {
      decoder.decode(node, as: PoolerDeclaration.shape, into: pooler, owner: "`pooler`")
    }
    return pooler
  }
}

extension FieldType where Value == WorkerCount {
  package static let workers = FieldType(
    "a whole number or auto",
    schema: ValueSchemas.any(FieldType<Int>.int(1...1024).schema, ValueSchemas.words(["auto"]))
  ) { node, decoder in
    if node.text == "auto" { return .auto }
    return FieldType<Int>.int(1...1024).read(node, decoder).map { .count($0) }
  }
}

extension FieldType where Value == String {
  /// A package as `apt-get install` takes it: its name (Debian policy 5.6.1), and an architecture, a version or a
  /// release. Whatever begins with `-` would be an option.
  package static let packageName = FieldType.scalar(
    "the name of a package",
    schema: ValueSchemas.pattern("^[a-z0-9][a-z0-9+.-]*(:[a-z0-9-]+)?([=/][A-Za-z0-9.+~:-]+)?$")
  ) { text, node, decoder in
    let name = text.prefix { !":=/".contains($0) }
    let rest = text.dropFirst(name.count)
    let isName =
      (name.utf8.first.map(ValueScanner.isAlphanumeric) ?? false)
      && name.utf8.allSatisfy { ValueScanner.isLowercase($0) || ValueScanner.isDigit($0) || "+.-".utf8.contains($0) }
      && rest.utf8.allSatisfy { ValueScanner.isAlphanumeric($0) || "+.-:=/~".utf8.contains($0) }
    if isName { return text }
    decoder.report(.malformedValue, at: node.span, "\(text.quotedForMessage) is not the name of a Debian package") {
      $0.notes = text.hasPrefix("-") ? ["it would be an option of `apt-get`"] : []
      $0.help = ["lower-case letters, digits, `+`, `-` and `.`, such as `libpq5`; a version behind `=`"]
    }
    return nil
  }

  /// A PostgreSQL name that needs no quotes.
  package static let databaseName = FieldType.scalar(
    "a name of lower-case letters, digits and _", schema: ValueSchemas.pattern("^[a-z_][a-z0-9_]{0,62}$")
  ) { text, node, decoder in
    let isName =
      !text.isEmpty && text.utf8.count <= 63 && !(48...57).contains(text.utf8.first ?? 48)
      && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
    if isName { return text }
    decoder.report(.notAName, at: node.span, "`\(text)` is not a name of PostgreSQL") {
      $0.help = ["lower-case letters, digits and `_`, at most 63, not beginning with a digit"]
    }
    return nil
  }
}

extension Decoder {
  /// How mappings of names are written.
  private static let namedForms = [
    "variables": "`variables: { NAME: value }`", "secrets": "`secrets: { NAME: external }`",
    "volumes": "`volumes: { /data: 1GiB }`: a folder in the container, and a size",
    "pools": "`pools: { postgres: { size: 5, overflow: 5 } }`: a store, and the pool that each process keeps",
    "files": "`files: { /etc/app.conf: ./app.conf }`: a file in the container, and one of the repository",
    "outputs": "`outputs: { url: { type: url, value: … } }`", "args": "`args: { NAME: value }`",
  ]

  /// Reads every entry of a mapping under its name.
  /// - Parameter fix: makes a mapping of a list.
  package func named<Value>(
    _ node: ConfigNode, fix: (ConfigNode) -> FixIt? = { _ in nil }, _ read: (ConfigNode.Entry) -> Value?
  ) -> [Named<Value>] {
    guard case .mapping(let entries) = node.content else {
      let first = node.text?.split(separator: " ").first?.split(separator: "=", maxSplits: 1) ?? []
      wrongKind(
        node, expected: "`\(path.last ?? "this")` is a mapping of names to values",
        help: [
          first.count == 2
            ? "write `\(first[0]): \(first[1])`, with a `:` and a blank"
            : "write \(Self.namedForms[path.last ?? ""] ?? "`NAME: value`")"
        ],
        fix: fix(node))
      return []
    }
    return entries.compactMap { entry in
      if entry.value.isRemoved { return nil }
      path.append(entry.key)
      defer { path.removeLast() }
      return read(entry).map { Named(entry.key, entry.keySpan, $0) }
    }
  }

  /// A mapping of names to texts.
  package func texts(_ node: ConfigNode) -> [Named<Located<String>>] {
    named(node) { entry in FieldType<String>.text.read(entry.value, self).map { Located($0, entry.value) } }
  }

  /// E0208 where a key is no name of a variable.
  package func isVariableName(_ entry: ConfigNode.Entry) -> Bool {
    guard case .failure(let problem) = VariableName.parse(entry.key) else { return true }
    report(problem.kind, at: entry.keySpan, problem.message, label: problem.label) { $0.help = problem.help }
    return false
  }

  /// Variables, with their names checked.
  package func variables(_ node: ConfigNode) -> [Named<VariableDeclaration>] {
    named(node, fix: ListFix.variables) { entry in
      guard isVariableName(entry) else { return nil }
      return VariableDeclaration.read(entry.value, self, owner: "`\(entry.key)`")
    }
  }

  /// `needs:` in both forms; nil: the condition follows from the health check.
  package func needs(_ node: ConfigNode) -> [Named<Located<String?>>] {
    if case .sequence(let items) = node.content {
      return items.compactMap { item in
        if let entry = item.entries.first, let condition = entry.value.text {
          wrongKind(
            item, expected: "an item of `needs` is the name of a service",
            help: ["write `needs: { \(entry.key): \(condition) }`, without dashes"])
          return nil
        }
        return FieldType<String>.text.read(item, self).map { Named($0, item.span, Located(nil, item)) }
      }
    }
    if node.scalar != nil {
      wrongList(node, "`needs` is a list of services, or a mapping from services to conditions")
      return []
    }
    return named(node) { entry in
      if entry.value.isNull {
        report(.wrongScalar, at: entry.keySpan, "`\(entry.key)` has no condition", label: "nothing behind it") {
          $0.help = ["write `needs: [\(entry.key)]`, or a condition: `needs: { \(entry.key): healthy }`"]
        }
        return nil
      }
      return FieldType<String>.word(["started", "healthy", "done"]).read(entry.value, self).map {
        Located($0, entry.value)
      }
    }
  }
}
