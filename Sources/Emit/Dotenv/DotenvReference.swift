import IR

extension EnvExample {
  /// What the processes of the Procfile read, with values for one machine.
  mutating func addProcesses(_ variables: ProcfileVariables, place: String) {
    if document.isEmpty {
      document.comment(
        "Everything the processes of the Procfile need on one machine. Copy to \(place) (never committed), fill in.")
      document.comment(
        "Single quotes, no single quote and no backslash inside: the one form that honcho, bash, python-dotenv, compose "
          + "and node read the same way. (honcho makes a new line of a backslash and an n.)")
    } else {
      document.section("For the processes of the Procfile, besides")
    }
    document.comment(
      "CHANGE_ME stands for a password inside a URL: no env file can fill in one value from another. Values that differ"
    )
    document.comment("between two processes stand on their lines of the Procfile. Stores are expected on this machine.")
    if let web = variables.web, let port = web.port {
      document.section("Ports: every other process has its own on its line")
      set("PORT", String(port), remarks: ["honcho and foreman give this one to web, their first process"])
    }
    let shared = variables.entries.filter { $0.services.count > 1 }
    if !shared.isEmpty || !variables.lineSecrets.isEmpty {
      document.section("Shared")
      for entry in shared { add(entry, showsUsers: true) }
      for secret in variables.lineSecrets { addSecret(secret.env, secret, users: secret.usedBy, span: nil) }
    }
    let byService = Dictionary(grouping: variables.entries.filter { $0.services.count == 1 }) { $0.services[0] }
    for service in variables.processes {
      guard let own = byService[service.name] else { continue }
      document.section(service.name)
      for entry in own { add(entry, showsUsers: false) }
    }
  }

  private mutating func add(_ entry: ProcfileVariables.Entry, showsUsers: Bool) {
    let users = showsUsers ? entry.services : []
    switch entry.value {
    case .secret(let secret): addSecret(entry.variable.name, secret, users: users, span: entry.variable.span)
    case .unknown:
      set(
        entry.variable.name, "", isOff: !entry.variable.isRequired, span: entry.variable.span,
        remarks: [entry.variable.doc ?? "", sentence("\(entry.variable.type), yours", users)])
    case .text(let text):
      let baked = entry.variable.phase == .run ? "" : "; read while building: after a change, build again"
      set(
        entry.variable.name, text, span: entry.variable.span,
        remarks: [entry.variable.doc ?? "", remark(Self.meaning(entry.variable) + baked, users)])
    }
  }

  private mutating func addSecret(_ name: String, _ secret: SecretInfo, users: [String], span: Int?) {
    let kind: String
    if !secret.isRequired {
      kind = "secret, optional: leave the line commented out rather than empty"
    } else if let recipe = EnvExample.recipe(secret) {
      kind = "secret, generated: " + recipe
    } else {
      kind = "secret, yours"
    }
    set(
      name, "", isOff: !secret.isRequired, span: span,
      remarks: [secret.doc ?? "", sentence(kind, users)] + EnvExample.demands(secret))
  }

  private func sentence(_ text: String, _ users: [String]) -> String {
    users.isEmpty ? text : text + ". " + EnvExample.names(users)
  }

  /// A sentence above a value; none where it would only repeat that a number is a number.
  private func remark(_ text: String, _ users: [String]) -> String {
    users.isEmpty && Self.evident.contains(text) ? "" : sentence(text, users)
  }

  /// Types that every value shows by itself.
  private static let evident: Set<String> = ["int", "port"]

  /// `url<redis>: redis.REDIS_URL`.
  private static func meaning(_ variable: Variable) -> String {
    var text = variable.type
    if variable.type.hasPrefix("list<") { text += ", comma separated" }
    if let summary = variable.summary { text += ": " + summary }
    return text
  }

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
    let writer = ReferenceWriter(program: program, names: ComposeNames(program))
    let values = Dictionary(grouping: program.services.flatMap(\.env), by: \.name)
      .mapValues { Set($0.map { writer.text($0) }) }
    let differing = Set(values.filter { $0.value.count > 1 }.keys)
    addShared(used, users: shared, writer)
    for service in program.services where service.isStore && service.category != .store { addStore(service, writer) }
    for service in program.services {
      if service.category == .postgres || service.category == .redis { continue }
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

  private mutating func addStore(_ service: Service, _ writer: ReferenceWriter) {
    document.section("\(service.name) (\(service.store?.version ?? service.type))")
    let own = SecretInfo.idsOfStore(service.name).compactMap(program.secret)
    if service.category == .postgres {
      let prefix = ComposeProject.prefix(service)
      set("\(prefix)_DB", service.store?.database ?? "postgres", remarks: [])
      set(
        "\(prefix)_USER", "postgres",
        remarks: [service.store?.user.map { "superuser; the services log in as \($0)" } ?? "superuser"])
    }
    for secret in own { addSecret(secret.env, secret, users: [], span: nil) }
    for variable in service.env { add(reference: variable, isOff: false, writer) }
  }

  private mutating func add(
    reference variable: Variable, isOff: Bool, users: [String] = [], _ writer: ReferenceWriter
  ) {
    if let value = variable.value, case .secret(let id) = value, let secret = program.secret(id) {
      addSecret(variable.name, secret, users: users, span: variable.span)
      return
    }
    var meaning = Self.meaning(variable)
    let marks = [variable.marks.isSecret ? "secret" : nil, variable.marks.reach].compactMap { $0 }
    if !marks.isEmpty { meaning = ([variable.type] + marks).joined(separator: ", ") + Self.origin(variable) }
    if variable.isBrowserVisible { meaning += "; baked into the browser's code" }
    if let reason = variable.reason { meaning += "; " + reason }
    set(
      variable.name, writer.text(variable), isOff: isOff || !variable.isRequired, repeats: isOff,
      span: variable.span,
      remarks: [variable.doc ?? "", remark(meaning, users)])
  }

  private static func origin(_ variable: Variable) -> String { variable.summary.map { ": " + $0 } ?? "" }

}

/// Values as any platform that knows the services by their names would have them.
private struct ReferenceWriter: ExpressionWriter {
  let program: Program
  let names: ComposeNames

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
