import IR
import JSON

/// What every part of a compose file, and the env file beside it, must know of the whole: where the files lie, how
/// things are called, and how services are reached from outside.
final class ComposeProject: Sendable {
  let program: Program
  let layout: OutputLayout
  /// Where the compose file is written.
  let base: EmittedFile.Base
  let path: String
  /// The folder of the compose file, from the common folder: what paths inside it are relative to.
  let folder: String
  /// The file that compose fills in values from.
  let envFile: String
  /// The address on which ports are published.
  let bind: String
  let names: AddedNames
  /// Own domains are what browsers see; else everything is on localhost.
  let usesDomains: Bool
  let profiles: ComposeProfiles
  let ports: ComposePorts
  /// Names of the stores whose changed settings a one-shot puts into force, and of those with a pooler that has one.
  let settled: (stores: Set<String>, poolers: Set<String>)

  init(_ program: Program, layout: OutputLayout) {
    let program = ForwardedHeaders.added(to: program, ComposeEmitter.capabilities(for: program))
    self.program = program
    self.layout = layout
    names = AddedNames(program)
    profiles = ComposeProfiles(program)
    ports = ComposePorts(program)
    settled = ComposeSettings.settled(program, profiles)
    let environment = program.environment.name
    switch layout.style {
    case .tree:
      base = .output
      path = OutputLayout.path(environment, ComposeEmitter.name, "docker-compose.yml")
      envFile = ".env"
    case .repo:
      base = .repository
      path = environment == "production" ? "docker-compose.yml" : "docker-compose.\(environment).yml"
      envFile = ".env.\(environment)"
    }
    folder = OutputLayout.folder(of: layout.location(of: EmittedFile(base: base, path: path, content: "")))
    bind = Self.bind(program)
    usesDomains = Self.usesDomains(program)
  }

  /// That of a request: the compose file and the env file beside it have the same one.
  static func of(_ request: EmitRequest) -> ComposeProject {
    request.shared.value { ComposeProject(request.program, layout: request.layout) }
  }

  /// Whether own domains are what browsers see.
  static func usesDomains(_ program: Program) -> Bool {
    switch program.options[ComposeEmitter.name]?["public"]?.string {
    case "domains": true
    case "localhost": false
    default: program.environment.kind != .local
    }
  }

  private static func bind(_ program: Program) -> String {
    program.options[ComposeEmitter.name]?["bind"]?.string ?? "127.0.0.1"
  }

  /// The address where one is written.
  var writtenBind: String? { program.options[ComposeEmitter.name]?["bind"]?.string }

  /// An address as it precedes a port.
  func bracketed(_ address: String) -> String {
    address.utf8.contains(UInt8(ascii: ":")) && !address.hasPrefix("[") ? "[\(address)]" : address
  }

  /// Whether ports are published where this machine alone reaches them.
  static func isOnLoopback(_ program: Program) -> Bool {
    let bind = bind(program)
    return bind.hasPrefix("127.") || bind == "::1" || bind == "[::1]"
  }

  /// The name of the compose project.
  var name: String { "\(program.project)-\(program.environment.name)".lowercased() }

  // MARK: Paths

  /// How the compose file names a file of the output folder.
  func reference(toOutput path: String) -> String {
    reference(to: layout.location(of: EmittedFile(path: path, content: "")))
  }

  /// How the compose file names a file of the repository.
  func reference(toRepository path: String) -> String { reference(to: layout.repositoryPath(path)) }

  private func reference(to path: String) -> String {
    let relative = OutputLayout.relative(from: folder, to: path)
    return relative.hasPrefix("..") ? relative : "./" + relative
  }

  /// The folder of a store's generated configuration: `../postgres/postgres`. A mounted folder shows the files that are
  /// there now; a mounted file stays the one that was there when the container started, because `build` replaces files.
  func configuration(_ kind: String, of service: Service) -> String {
    reference(toOutput: OutputLayout.path(program.environment.name, kind, service.dns))
  }

  /// The script of the backups; its place does not depend on the layout.
  var backupScript: String { OutputLayout.path(program.environment.name, ComposeEmitter.name, "backup.sh") }

  // MARK: Names

  static func imageVariable(_ service: Service) -> String { service.variablePrefix + "_IMAGE" }

  /// That of the image for the release command, where it has one of its own.
  static func releaseImageVariable(_ service: Service) -> String { service.variablePrefix + "_RELEASE_IMAGE" }

  /// `API_PUBLISH`, and `API_PUBLISH_METRICS` for a port of that name.
  static func publishVariable(_ service: Service, _ publication: ComposePorts.Publication) -> String {
    let name = publication.name.map { "_" + $0.uppercased().replacing("-", with: "_") } ?? ""
    return service.variablePrefix + "_PUBLISH" + name
  }

  /// The service that others connect to: the pooler in front of a store that has one, else the service itself.
  func entry(of service: Service) -> String {
    service.store?.pooler == nil ? service.dns : names.service("pooler", of: service)
  }

  func releaseName(_ service: Service) -> String { names.service("release", of: service) }

  /// `${X:?set X in .env}`: compose stops with that sentence where the value is missing.
  func demand(_ name: String) -> String { String(parts: "${", name, ":?set ", name, " in ", envFile, "}") }

  /// Variables that an engine gives to a container.
  func environment(_ variables: [Store.Variable]) -> YAMLMapping {
    let writer = ComposeWriter(project: self)
    var environment = YAMLMapping()
    for variable in variables {
      environment.add(variable.name, .text(writer.write(variable.value)), note: variable.note)
    }
    return environment
  }

  /// Text as it must stand where compose fills in variables.
  static func escaped(_ text: String) -> String {
    let dollar = UInt8(ascii: "$")
    guard text.hasByte(dollar) else { return text }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 8)
    for byte in text.utf8 {
      if byte == dollar { bytes.append(dollar) }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The name that the built image gets here when nothing is set in the env file.
  func builtImage(_ service: Service) -> String {
    let name = service.build?.push ?? "\(program.project)-\(service.dns)"
    return "\(name):\(program.environment.name)"
  }

  /// Whether the image that the service runs is built by this file.
  func buildsImage(_ service: Service) -> Bool { program.imageOwner(of: service).build?.builder == .dockerfile }

  /// Whether the image that the service runs is made from a recipe.
  func runsGeneratedImage(_ service: Service) -> Bool {
    program.imageOwner(of: service).build?.isGenerated == true
  }

  // MARK: Membership

  var stores: [Service] { program.services.filter(\.isStore) }

  var code: [Service] { program.services.filter { !$0.isStore } }

  func isPublished(_ service: Service) -> Bool { Self.isPublished(service, in: program) }

  /// Whether the service's own port is published. A service behind a public proxy is reached through the proxy only.
  static func isPublished(_ service: Service, in program: Program) -> Bool {
    guard service.port != nil else { return false }
    if service.exposure.isTCP { return true }
    guard service.exposure.isPublic else { return false }
    if service.isProxy { return ComposeProxy.isPublishedWithoutTLS(service, in: program) }
    return program.front(of: service.name)?.proxy.exposure.isPublic != true
  }

  /// The networks of a service: `data` for stores and whoever refers to one, `apps` for code and what is published.
  func networks(_ service: Service) -> [String] {
    // An internal network publishes nothing.
    if service.isStore { return ports.publications(of: service).isEmpty ? ["data"] : ["data", "apps"] }
    let partners = program.edges(from: service.name).map(\.to) + service.needs.map(\.service)
    return partners.contains { program.service($0)?.isStore == true } ? ["data", "apps"] : ["apps"]
  }

  /// Whether compose asks the service for its health, so that others can wait for it.
  func hasHealth(_ service: Service) -> Bool {
    service.store?.probe != nil || ComposeHealth.canTest(service)
  }

  /// What others can wait for before they connect to it.
  func readiness(of service: Service) -> String { hasHealth(service) ? "service_healthy" : "service_started" }

  /// The service whose migrations must have run before `service` starts: itself, or the one whose code it has.
  func releases(before service: Service) -> [Service] {
    var result: [Service] = []
    if service.release != nil { result.append(service) }
    for need in service.needs where need.condition == .done {
      if let other = program.service(need.service), other.release != nil { result.append(other) }
    }
    if let origin = service.codeOf.flatMap(program.service), origin.release != nil,
      !result.contains(where: { $0.name == origin.name })
    {
      result.append(origin)
    }
    return result
  }

  // MARK: Addresses

  /// A public address that the env file may override: its name there, and what it is otherwise.
  struct Address: Hashable {
    var variable: String
    var value: String
  }

  /// An output of a published service that people outside see; nil for any other output.
  func address(_ service: Service, output: String, separator: String = ",") -> Address? {
    let domains = usesDomains ? service.exposure.domains : []
    if domains.isEmpty, let front = ComposeFront(of: service, self) {
      return front.text(output).map { Address(variable: service.variablePrefix + "_" + output.uppercased(), value: $0) }
    }
    func local() -> String { "localhost" + ((ports[service] ?? service.port).map { ":\($0)" } ?? "") }
    let value: String
    switch output {
    case "public_url", "origin": value = domains.first.map { "https://" + $0 } ?? "http://" + local()
    case "public_websocket_url": value = domains.first.map { "wss://" + $0 } ?? "ws://" + local()
    case "origins": value = domains.isEmpty ? "http://" + local() : list(domains.map { "https://" + $0 }, separator)
    case "public_domain", "public_host": value = domains.first ?? "localhost"
    case "hosts" where service.exposure.isPublic: value = hosts(service, separator)
    case "public_domains": value = domains.isEmpty ? "localhost" : list(domains, separator)
    default: return nil
    }
    return Address(variable: service.variablePrefix + "_" + output.uppercased(), value: value)
  }

  /// Every host by which a web service is reached here.
  func hosts(_ service: Service, _ separator: String) -> String {
    var open = usesDomains ? service.exposure.domains : []
    for proxy in program.proxies(before: service) {
      let hosts = proxy.hosts(leadingTo: service)
      open += usesDomains ? hosts : hosts.flatMap { [$0, $0 + ".localhost"] }
      open.append(proxy.dns)
    }
    return ServiceOutputs.hosts(open: open, inner: service.dns, ComposeEmitter.capabilities, separator)
  }

  private func list(_ items: [String], _ separator: String) -> String { items.joined(separator: separator) }

  /// The host side of a published port: `127.0.0.1:8000`, a range where there are replicas.
  func publish(_ service: Service, from port: Int) -> String {
    let last = port + service.scale.replicas - 1
    return "\(bracketed(bind)):\(port)" + (last > port ? "-\(last)" : "")
  }

  /// The entries of `ports:`, each of which the env file can change.
  func published(_ service: Service) -> [YAMLItem] {
    ports.publications(of: service).map { publication in
      let variable = Self.publishVariable(service, publication)
      let suffix = publication.transport == .tcp ? "" : "/\(publication.transport.rawValue)"
      return YAMLItem(
        .quoted("${\(variable):-\(publish(service, from: publication.host))}:\(publication.port)\(suffix)"),
        note: publication.name)
    }
  }

  /// `ports:`, on one line where there is one port.
  func addPorts(_ service: Service, note: String? = nil, to entry: inout YAMLMapping) {
    let items = published(service)
    guard let first = items.first else { return }
    if items.count == 1 {
      entry.add("ports", .flow([first.value]), note: note ?? first.note)
    } else {
      entry.add("ports", .sequence(items), note: note)
    }
  }
}

extension ComposeProject {
  /// Whether nothing of a file's text is taken from the env file, so that it is written as it is.
  func writesFile(_ file: ComposedFile) -> Bool {
    var isPlain = true
    file.value.walk { node in
      switch node {
      case .secret, .variable: isPlain = false
      case .output(let service, let output):
        if let service = program.service(service), address(service, output: output) != nil { isPlain = false }
      default: break
      }
    }
    return isPlain
  }

  /// The files of a service whose texts have values of the env file.
  func interpolatedFiles(of service: Service) -> [ComposedFile] { service.composedFiles.filter { !writesFile($0) } }

  /// The variable of an operator that a value names.
  /// - Parameter owner: the service that has it; `shared` is the top level.
  func supplied(_ name: String, of owner: String?) -> Variable? {
    let variables = owner == "shared" ? program.shared : owner.flatMap { program.service($0)?.env } ?? []
    return variables.first { $0.name == name && ($0.isOperatorSupplied || $0.value == nil) }
  }
}
