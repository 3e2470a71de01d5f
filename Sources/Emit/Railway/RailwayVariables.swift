import IR
import JSON

/// How Railway names things: services in references, and its own variables.
struct RailwayNames {
  /// Names as Railway shows them, where they differ from the topology's: `options.railway.names`.
  private let displayed: [String: String]

  init(_ program: Program) {
    let names = program.options[RailwayEmitter.name]?["names"]?.object ?? [:]
    displayed = names.compactMapValues(\.string)
  }

  func display(_ service: String) -> String { displayed[service] ?? service }

  /// `${{postgres.PGHOST}}`; in quotes where the name holds more than letters, digits and `_`, or a hyphen before
  /// a digit, since Railway reads such names in quotes only.
  func reference(_ service: String, _ variable: String) -> String {
    let name = display(service)
    let quote = Self.needsQuotes(name) ? "\"" : ""
    return String(parts: "${{", quote, name, quote, ".", variable, "}}")
  }

  private static func needsQuotes(_ name: String) -> Bool {
    var previous: UInt8 = 0
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        break
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if previous == UInt8(ascii: "-") || previous == 0 { return true }
      default: return true
      }
      previous = byte
    }
    return false
  }
}

/// Writes values in Railway's syntax: references by name, everything else as text.
struct RailwayWriter: ExpressionWriter {
  let program: Program
  let names: RailwayNames

  init(_ program: Program) {
    self.program = program
    self.names = RailwayNames(program)
  }

  func literal(_ text: String) -> String { text }

  func output(service: String, name: String, separator: String) -> String {
    let target = program.service(service)
    guard let target, let store = target.store else { return serviceOutput(service, name, separator, target) }
    if RailwayBucket.isOne(target) {
      return RailwayBucket.variable(name).map { names.reference(service, $0) }
        ?? ServiceOutputs.text(target, name, host: "")
    }
    return target.isRailwayDatabase
      ? databaseOutput(service, name, store) : containerOutput(target, name, store)
  }

  func secret(id: String) -> String {
    guard let slash = id.utf8.firstIndex(of: UInt8(ascii: "/")) else { return id }
    let owner = String(id[..<slash])
    if owner == "shared" { return "${{shared.\(id[id.utf8.index(after: slash)...])}}" }
    guard let service = program.service(owner), let store = service.store else { return id }
    if let variable = RailwayBucket.variable(secret: id, of: service), RailwayBucket.isOne(service) {
      return names.reference(owner, variable)
    }
    // Railway's templates know one user; its password is the role's as well.
    let variable =
      service.isRailwayDatabase
      ? RailwayDatabase.variable("password", of: store) : RailwayContainers.variable(id, of: store)
    return variable.map { names.reference(owner, $0) } ?? id
  }

  func variable(service: String?, name: String) -> String {
    switch service {
    case nil: "${{\(name)}}"
    case "shared"?: "${{shared.\(name)}}"
    case let service?: names.reference(service, name)
    }
  }

  /// The name is right in the copies that pull requests get as well.
  func environment(name: String) -> String {
    name == "name" ? "${{RAILWAY_ENVIRONMENT_NAME}}" : program.environment.kind.rawValue
  }

  /// The text of a variable: the reference as written where Railway can keep it, else put together from parts. The
  /// variables of a store with a pooler lead past it, and a store that is a container has no variables for its outputs.
  func text(_ variable: Variable) -> String? {
    if let surface = variable.surface,
      variable.value == nil
        || !surface.refers(toVariablesOf: { name in
          guard let service = program.service(name), let store = service.store else { return false }
          return store.pooler != nil || !service.isRailwayDatabase
        })
    {
      return write(surface)
    }
    return variable.value.map(write)
  }

  // MARK: Outputs

  private func databaseOutput(_ service: String, _ name: String, _ store: Store) -> String {
    if let pooler = pooler(service, name) { return pooler }
    if let variable = RailwayDatabase.variable(name, of: store) { return names.reference(service, variable) }
    return proxyOutput(service, name) ?? names.reference(service, "RAILWAY_PRIVATE_DOMAIN")
  }

  /// A store that is a container of an image: its engine's facts, and the names of the platform.
  private func containerOutput(_ service: Service, _ name: String, _ store: Store) -> String {
    if let pooler = pooler(service.name, name) { return pooler }
    let host = names.reference(service.name, "RAILWAY_PRIVATE_DOMAIN")
    return proxyOutput(service.name, name) ?? ServiceOutputs.text(service, name, host: host)
  }

  private func pooler(_ service: String, _ name: String) -> String? {
    guard name == "host", let pooler = RailwayPooler.of(service, in: program) else { return nil }
    return names.reference(pooler.name, "RAILWAY_PRIVATE_DOMAIN")
  }

  private func proxyOutput(_ service: String, _ name: String) -> String? {
    switch name {
    case "public_host": names.reference(service, "RAILWAY_TCP_PROXY_DOMAIN")
    case "public_port": names.reference(service, "RAILWAY_TCP_PROXY_PORT")
    default: nil
    }
  }

  private func serviceOutput(_ service: String, _ name: String, _ separator: String, _ target: Service?) -> String {
    let domains = target?.exposure.domains ?? []
    let platform = names.reference(service, "RAILWAY_PUBLIC_DOMAIN")
    let all = domains.isEmpty ? [platform] : domains
    switch name {
    case "port":
      if target?.variable("PORT") != nil { return names.reference(service, "PORT") }
      return target?.port.map(String.init) ?? ""
    case "public_domain": return all[0]
    case "public_url", "origin": return "https://" + all[0]
    case "public_websocket_url": return "wss://" + all[0]
    case "public_domains": return all.joined(separator: separator)
    case "hosts":
      // Beside own domains the platform's domain exists only where the topology declares it.
      let isOpen = target?.exposure.isPublic == true
      return ServiceOutputs.hosts(
        open: (isOpen ? all : []) + (target.map(hostsOfProxies) ?? []),
        inner: names.reference(service, "RAILWAY_PRIVATE_DOMAIN"),
        RailwayEmitter.capabilities, separator)
    case "origins": return all.map { "https://" + $0 }.joined(separator: separator)
    default: return proxyOutput(service, name) ?? names.reference(service, "RAILWAY_PRIVATE_DOMAIN")
    }
  }

  /// The hosts of the proxies that lead to a service.
  private func hostsOfProxies(before service: Service) -> [String] {
    program.proxies(before: service).flatMap { proxy in
      let hosts = proxy.hosts(leadingTo: service)
      let platform = hosts.isEmpty && proxy.exposure.isPublic
      return (platform ? [names.reference(proxy.name, "RAILWAY_PUBLIC_DOMAIN")] : hosts)
        + [names.reference(proxy.name, "RAILWAY_PRIVATE_DOMAIN")]
    }
  }
}

/// `<service>.<environment>.variables.env` and `shared.<environment>.variables.env`: what goes into Railway's raw
/// editor, or through the command line. Values are bare, because Railway keeps quotes.
struct RailwayVariables {
  let program: Program
  let writer: RailwayWriter

  init(_ program: Program) {
    self.program = program
    self.writer = RailwayWriter(program)
  }

  func file(for service: Service, previews: [Program]) -> String {
    let name = writer.names.display(service.name)
    var text = comment("Variables of the Railway service `\(name)`: paste into its raw editor, or see README.md.")
    if !references(of: service).isEmpty {
      text += comment("A reference names a service exactly as Railway shows it, in upper and lower case.")
    }
    for preview in previews {
      text += comment("Pull-request environments (\(preview.environment.name)) are copies and get these too.")
    }
    let (own, rest) = split(service.env + (service.build?.args ?? [])) { $0.origin == .key }
    let (shared, declared) = split(rest) { $0.origin == .use }
    text += section("from the service's own keys", own)
    let parents = Set(declared.compactMap(\.inheritedFrom))
    let inherited = parents.count == 1 && declared.allSatisfy { $0.inheritedFrom != nil }
    text += section(inherited ? "variables, of \(parents.joined())" : "variables", declared)
    text += section("shared variables and secrets: one value per environment", shared)
    text += absent(service.env)
    return text
  }

  func sharedFile() -> String? {
    let lines = program.shared.compactMap { variable in
      writer.text(variable).map { (variable.doc.map(comment) ?? "") + variable.name + "=" + $0 + "\n" }
    }
    guard !lines.isEmpty else { return nil }
    return comment(
      "Shared variables of the Railway environment `\(program.environment.name)` that are not secret; see README.md.")
      + lines.joined()
  }

  /// Text of the topology that a bare value of Railway cannot hold: `${{`, for which there is no escape, and line
  /// breaks.
  func unwritable(in service: Service) -> [(variable: Variable, text: String)] {
    service.env.compactMap { variable in
      var found: String?
      (variable.surface ?? variable.value)?.walk {
        guard case .literal(let text) = $0 else { return }
        // Nearly all texts have neither; the search by characters is for those that may.
        guard text.hasByte({ $0 == UInt8(ascii: "$") || $0 < 0x20 || $0 > 0x7E }) else { return }
        if text.contains("${{") { found = "${{" } else if text.contains(where: \.isNewline) { found = "\n" }
      }
      return found.map { (variable, $0) }
    }
  }

  /// Whether a variable has no value that can be written: an operator may or may not supply it, and a reference to an
  /// unset name would be an empty text. A required shared variable has its value before any service refers to it.
  static func isAbsent(_ variable: Variable, in program: Program) -> Bool {
    guard let value = variable.value else {
      guard variable.isRequired, case .variable("shared", _)? = variable.surface else { return true }
      return false
    }
    return value.secretIDs.contains { program.secret($0)?.isRequired == false }
  }

  private func references(of service: Service) -> [Edge] { program.edges(from: service.name) }

  private func section(_ title: String, _ variables: [Variable]) -> String {
    var text = ""
    for variable in variables where !Self.isAbsent(variable, in: program) {
      guard let value = writer.text(variable) else { continue }
      text += comments(on: variable) + variable.name + "=" + value + "\n"
    }
    return text.isEmpty ? "" : "\n" + comment(title) + text
  }

  private func comments(on variable: Variable) -> String {
    var text = ""
    if let doc = variable.doc { text += comment(doc) }
    if let reason = variable.reason, variable.name != "WEB_CONCURRENCY" { text += comment(reason) }
    if variable.surface == nil, case .url? = variable.value, let summary = variable.summary,
      variable.value?.hasSecret == true
    {
      text += comment("\(summary): by parts, since Railway has no variable for it")
    }
    if variable.phase != .run { text += comment("read while the image is built") }
    return text
  }

  private func absent(_ variables: [Variable]) -> String {
    let (optional, supplied) = split(variables.filter { Self.isAbsent($0, in: program) }) { !$0.isRequired }
    var text = ""
    if !supplied.isEmpty {
      text += "\n" + comment("you supply these:") + supplied.map { comment("  " + $0.name) }.joined()
    }
    if !optional.isEmpty {
      text += "\n" + comment("optional, absent unless you set them (a reference to an unset name is an empty text):")
      text += optional.map { comment("  " + $0.name) }.joined()
    }
    return text
  }

  private func comment(_ text: String) -> String { CommentSyntax.hash.line(text) }

  private func split(_ variables: [Variable], _ isFirst: (Variable) -> Bool) -> ([Variable], [Variable]) {
    (variables.filter(isFirst), variables.filter { !isFirst($0) })
  }
}
