import Diagnostics
import IR
import JSON
import Syntax

// Keys of services that have a short and a long form.

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

extension FieldType where Value == CommandDeclaration {
  package static let command = FieldType(
    "a command, or a list of words", schema: ValueSchemas.scalarOrList
  ) { node, decoder in
    switch node.content {
    case .scalar(let scalar):
      if scalar.isNull { break }
      return .text(scalar)
    case .sequence(let items):
      let words = items.compactMap(\.scalar)
      if words.count == items.count, !words.isEmpty { return .words(words) }
    default: break
    }
    decoder.wrongKind(node, expected: "`\(decoder.path.last ?? "start")` takes a command, or a list of words")
    return nil
  }

  /// The same, and a list without words.
  package static let entrypoint = FieldType(command.phrase, schema: ValueSchemas.scalarOrList) { node, decoder in
    if case .sequence(let items) = node.content, items.isEmpty { return .words([]) }
    return command.read(node, decoder)
  }
}
