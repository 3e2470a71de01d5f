import IR

extension EnvExample {
  // MARK: Reference

  /// Every variable of every service, by service.
  mutating func addReference() {
    document.comment(
      "The reference: every variable of every service, with type and origin. For any platform that takes variables by "
        + "hand.")
    document.comment(
      "Secrets are empty; CHANGE_ME marks what only the platform knows. A name that several services have with different"
    )
    document.comment(
      "values stands once per service, commented out: one file cannot hold two values of one name.")
    // The services that use each shared name, and the names in the order of their first use.
    var users: [String: [String]] = [:]
    var used: [Variable] = []
    for service in program.services {
      for variable in service.env where variable.origin == .use {
        if users[variable.name] == nil { used.append(variable) }
        users[variable.name, default: []].append(service.name)
      }
    }
    let shared = users.filter { $0.value.count > 1 }
    let writer = ReferenceWriter(program: program, names: AddedNames(program))
    let differing = differing(writer)
    addShared(used, users: shared, writer)
    for service in program.services { if let store = service.store { addStore(service, store, writer) } }
    for service in program.services {
      if service.store != nil { continue }
      let inherited = Set(service.env.compactMap(\.inheritedFrom))
      let own = service.env.filter { variable in
        !(variable.origin == .use && shared[variable.name] != nil)
          && !(variable.inheritedFrom != nil && has(variable.name) && !differing.contains(variable.name))
      }
      if own.isEmpty, inherited.isEmpty { continue }
      document.section("\(service.name) (\(service.type))")
      if !inherited.isEmpty {
        document.comment("what \(inherited.sorted().joined(separator: ", ")) has\(own.isEmpty ? "" : ", and:")")
      }
      for variable in own {
        let isOff = differing.contains(variable.name) || isOfOne(variable) || has(variable.name)
        add(reference: variable, isOff: isOff, writer)
      }
    }
  }

  /// The names that stand for different values in two services. A value is put together only where its name has had
  /// another one before.
  private func differing(_ writer: ReferenceWriter) -> Set<String> {
    var names = NameTable(expecting: 64)
    // By the numbers of the names.
    var first: [(variable: Variable, text: String?)] = []
    var differs: [Bool] = []
    for service in program.services {
      for variable in service.env {
        let (number, isNew) = names.add(variable.name)
        guard !isNew else {
          first.append((variable, nil))
          differs.append(false)
          continue
        }
        if differs[number] || first[number].variable.value == variable.value { continue }
        let text = first[number].text ?? writer.text(first[number].variable)
        first[number].text = text
        differs[number] = text != writer.text(variable)
      }
    }
    return Set(names.names.indices.lazy.filter { differs[$0] }.map { names.names[$0] })
  }

  /// A port is that of one service, whatever the others have.
  private func isOfOne(_ variable: Variable) -> Bool { variable.name == "PORT" && variable.origin == .key }

  /// - Parameter users: of what two services or more use, by name.
  private mutating func addShared(
    _ used: [Variable], users: [String: [String]], _ writer: ReferenceWriter
  ) {
    guard !users.isEmpty else { return }
    document.section("shared")
    for variable in used where !has(variable.name) {
      guard let services = users[variable.name] else { continue }
      add(reference: variable, isOff: false, users: services, writer)
    }
  }

  private mutating func addStore(_ service: Service, _ store: Store, _ writer: ReferenceWriter) {
    document.section(service.name + (store.version.map { " (\($0))" } ?? ""))
    if let database = store.database {
      let prefix = service.variablePrefix
      set("\(prefix)_DB", database, remarks: [])
      set(
        "\(prefix)_USER", store.administrator,
        remarks: [store.user.map { "superuser; the services log in as \($0)" } ?? "superuser"])
    }
    for secret in store.secrets {
      guard let secret = program.secret("\(service.name)/\(secret.name)") else { continue }
      addSecret(secret.env, secret, users: [], span: nil)
    }
    for variable in service.env { add(reference: variable, isOff: false, writer) }
  }

  private mutating func add(
    reference variable: Variable, isOff: Bool, users: [String] = [], _ writer: ReferenceWriter
  ) {
    if let value = variable.value, case .secret(let id) = value, let secret = program.secret(id) {
      addSecret(variable.name, secret, users: users, span: variable.span)
      return
    }
    let isOut = isOff || !variable.isRequired
    guard begins(variable.name, isOff: isOut, repeats: isOff) else { return }
    if let doc = variable.doc, !doc.isEmpty { document.comment(doc) }
    document.comment { text in
      let start = text.count
      Self.write(meaning: variable, to: &text)
      if users.isEmpty {
        // A number need not be said to be one.
        return text.count > start + variable.type.utf8.count || !Self.isEvident(variable.type)
      }
      text.write(". ")
      text.write(EnvExample.names(users))
      return true
    }
    end(variable.name, writer.text(variable), isOff: isOut, span: variable.span)
  }

  /// `int: api.WEB_CONCURRENCY`, `string, secret, private: api.ADDRESS`.
  private static func write(meaning variable: Variable, to text: inout TextWriter) {
    text.write(variable.type)
    let marks = variable.marks
    if marks.isSecret { text.write(", secret") }
    if let reach = marks.reach {
      text.write(", ")
      text.write(reach)
    }
    if !marks.isSecret, marks.reach == nil, variable.type.hasPrefix("list<") { text.write(", comma separated") }
    if let summary = variable.summary {
      text.write(": ")
      text.write(summary)
    }
    if variable.isBrowserVisible { text.write("; baked into the browser's code") }
    if let reason = variable.reason {
      text.write("; ")
      text.write(reason)
    }
  }
}

/// Values as any platform that knows the services by their names would have them.
private struct ReferenceWriter: ExpressionWriter {
  let program: Program
  let names: AddedNames

  func text(_ variable: Variable) -> String { variable.value.map { write($0) } ?? "" }

  func literal(_ text: String) -> String { text }

  func output(service name: String, name output: String, separator: String) -> String {
    guard let service = program.service(name) else { return "" }
    let domains = service.exposure.domains.isEmpty ? ["CHANGE_ME"] : service.exposure.domains
    switch output {
    case "public_url", "origin": return "https://" + domains[0]
    case "public_websocket_url": return "wss://" + domains[0]
    case "public_domain", "public_host": return domains[0]
    case "origins": return domains.map { "https://" + $0 }.joined(separator: separator)
    case "hosts":
      return ServiceOutputs.hosts(open: service.exposure.domains, inner: service.dns, Capabilities(), separator)
    case "public_domains": return domains.joined(separator: separator)
    // Only the host tells the pooler from the server: both listen on the same port.
    case "host" where service.store?.pooler != nil: return names.service("pooler", of: service)
    default: return ServiceOutputs.text(service, output, host: service.dns)
    }
  }

  func secret(id: String) -> String { "CHANGE_ME" }

  func variable(service: String?, name: String) -> String { "" }

  func environment(name: String) -> String { ServiceOutputs.text(program.environment, name) }
}
