import Resolution
import IR
import Model

/// The secrets of one environment: the stores' own, then the declared ones, each with the services that use it.
struct SecretLowering {
  private let analysis: EnvironmentAnalysis

  init(_ analysis: EnvironmentAnalysis) { self.analysis = analysis }

  func lower(_ services: [IR.Service]) -> [SecretInfo] {
    var users: [String: [String]] = [:]
    let ofBuckets = Set(services.compactMap { $0.store?.backup?.destination?.secret })
    for service in services {
      let name = service.name
      func note(_ id: String) {
        if users[id]?.last != name { users[id, default: []].append(name) }
      }
      func look(_ variable: Variable) { variable.value?.walk { if case .secret(let id) = $0 { note(id) } } }
      service.env.forEach(look)
      service.build?.args.forEach(look)
      for file in service.files {
        if case .secret(let id) = file.source { note(id) }
        file.composed.map(look)
      }
      service.build?.secrets.forEach(note)
      if let destination = service.store?.backup?.destination { note(destination.secret) }
    }
    var secrets: [SecretInfo] = []
    for service in services {
      guard let store = service.store else { continue }
      func own(_ id: String, _ variable: String, _ form: Store.SecretForm) {
        secrets.append(
          SecretInfo(
            id: id, env: variable, source: .generate(alphabet: form.alphabet, bytes: form.bytes), prefix: form.prefix,
            isURLSafe: form.alphabet != "base64",
            usedBy: [service.name] + (users[id] ?? []).filter { $0 != service.name }, isStoreOwned: true))
      }
      for secret in store.secrets {
        own("\(service.name)/\(secret.name)", Self.variable(of: service.dns, secret.name), secret.form)
      }
      for database in store.databases { own(database.secretID, database.variable, database.secret.form) }
    }
    // Where nobody uses a secret, nobody has to supply it.
    for symbol in analysis.symbols.secrets where users[symbol.id] != nil {
      guard let source = symbol.declaration.source?.value else { continue }
      let declaration = symbol.declaration
      let lowered: SecretInfo.Source
      switch source {
      case .generate(let alphabet, let bytes): lowered = .generate(alphabet: alphabet, bytes: bytes)
      case .external, .optional: lowered = .external
      }
      secrets.append(
        SecretInfo(
          id: symbol.id, env: symbol.name, source: lowered, prefix: declaration.prefix?.value,
          isRequired: source != .optional, isURLSafe: declaration.isURLSafe, usedBy: users[symbol.id] ?? [],
          differsFrom: declaration.differsFrom.map(\.value),
          pattern: declaration.pattern?.value
            ?? (ofBuckets.contains(symbol.id) ? Backup.Destination.secretPattern : nil),
          doc: doc(of: declaration), isMultiline: declaration.multiline?.value ?? false))
    }
    return secrets
  }

  /// The name under which a secret of a store is supplied: `ORDERS_DB_PASSWORD`.
  /// - Parameter store: the store's folded name.
  static func variable(of store: String, _ secret: String) -> String {
    store.uppercased().replacingDashes + "_" + secret.uppercased()
  }

  /// What a person who supplies the value should know: where it comes from, which values are live ones and how long it
  /// is good for.
  private func doc(of declaration: SecretDeclaration) -> String? {
    var sentences = declaration.doc.map { [$0.value.last == "." ? $0.value : $0.value + "."] } ?? []
    if let type = declaration.type { sentences.append("Type: \(type.value).") }
    sentences += declaration.classes.map { "A \($0.name) value matches \($0.value.value)." }
    if let rotate = declaration.rotate {
      sentences.append("Replace it every \(Interval(milliseconds: rotate.value).canonical).")
    }
    if declaration.multiline?.value == true { sentences.append("The value may have line breaks.") }
    guard sentences.count > 1 || declaration.doc == nil else { return declaration.doc?.value }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }
}

extension String {
  /// `orders-db` as part of a variable's name: `orders_db`.
  var replacingDashes: String { String(map { $0 == "-" ? "_" : $0 }) }
}
