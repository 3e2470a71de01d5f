import IR

/// The services whose addresses or names differ between two programs: only what refers to one of them can come to
/// something else by itself.
struct MovedServices {
  private let names: Set<String>

  init(_ old: Program, _ new: Program) {
    let before = Dictionary(old.services.map { ($0.name, Face($0)) }) { first, _ in first }
    var names = Set(new.services.lazy.filter { before[$0.name] != Face($0) }.map(\.name))
    let after = Set(new.services.map(\.name))
    names.formUnion(old.services.lazy.map(\.name).filter { !after.contains($0) })
    self.names = names
  }

  /// What outputs are made of.
  private struct Face: Hashable {
    let dns: String
    let port: Int?
    let exposure: Exposure
    let login: String?
    let database: String?

    init(_ service: Service) {
      dns = service.dns
      port = service.port
      exposure = service.exposure
      login = service.hasStore ? service.store?.login : nil
      database = service.hasStore ? service.store?.database : nil
    }
  }

  /// Whether a value refers to one of them.
  func concern(_ value: Expression) -> Bool {
    if names.isEmpty { return false }
    var found = false
    value.walk { part in
      if case .output(let service, _) = part, names.contains(service) { found = true }
    }
    return found
  }
}

/// Values for people who compare them.
struct ValueText {
  let program: Program
  /// Outputs that `resolved` leaves as they are written.
  var unresolved: Set<String> = []

  /// As it is written: `<postgres.host>` for an output, the rule in place of a secret.
  func written(_ variable: Variable) -> String {
    guard let value = variable.value else { return "supplied by the operator" }
    if case .secret(let id) = value { return rule(of: id) }
    if case .literal(let text) = value { return Self.line(text) }
    if let summary = variable.summary { return "<\(summary)>" }
    return Self.line(written(value))
  }

  func written(_ value: Expression) -> String {
    value.text { part in
      if case .secret(let id) = part { "<\(program.secret(id)?.env ?? id)>" } else { nil }
    }
  }

  /// What it comes to, with the addresses and names that the program gives. Differs where those do.
  func resolved(_ value: Expression) -> String {
    value.text { part in
      switch part {
      case .secret(let id): "<\(program.secret(id)?.env ?? id)>"
      case .output(let service, let name): output(name, of: service)
      case .join(_, let items): items.contains { resolved($0) == Self.platformDomain } ? Self.platformDomain : nil
      default: nil
      }
    }
  }

  /// The names of a database and its role are no addresses.
  static let noAddresses: Set<String> = ["user", "database"]

  /// Printed for an address that the platform gives when it deploys.
  static let platformDomain = "a platform domain"

  /// `required`, `optional`, `generated`.
  func rule(of id: String) -> String {
    guard let secret = program.secret(id) else { return "a secret" }
    return "a secret, \(Self.rule(of: secret))"
  }

  /// The rule of a secret that an operator must supply.
  static let required = "required"

  static func rule(of secret: SecretInfo) -> String {
    switch secret.source {
    case .generate(let alphabet, let bytes): "generated, \(alphabet), \(bytes) bytes"
    case .external: secret.isRequired ? required : "optional"
    }
  }

  /// Who reaches it: `a platform domain`, its domains, `private`.
  static func exposure(_ exposure: Exposure) -> String {
    if exposure.isTCP { return "a TCP port" }
    if !exposure.domains.isEmpty { return exposure.domains.joined(separator: ", ") }
    return exposure.isPublic ? platformDomain : "private"
  }

  /// A command on one line.
  static func command(_ command: Command) -> String { line(command.text) }

  /// Several lines are one cell.
  static func line(_ text: String) -> String {
    text.contains(where: \.isNewline)
      ? text.split(whereSeparator: \.isNewline).joined(separator: "\\n") : text
  }

  private func output(_ name: String, of declared: String) -> String {
    guard !unresolved.contains(name), let service = program.service(declared) else { return "<\(declared).\(name)>" }
    switch name {
    case "host", "private_host": return service.dns
    case "port": return service.port.map(String.init) ?? "<\(declared).port>"
    case "user": return service.store?.login ?? "<\(declared).user>"
    case "database": return service.store?.database ?? "<\(declared).database>"
    case "hosts": return (service.exposure.domains + [service.dns]).joined(separator: ",")
    case "public_domain", "public_domains":
      return service.exposure.domains.isEmpty
        ? Self.exposure(service.exposure) : domains(name, service).joined(separator: ",")
    case "public_url", "origin", "origins", "public_websocket_url":
      let scheme = name == "public_websocket_url" ? "wss" : "https"
      return service.exposure.domains.isEmpty
        ? Self.exposure(service.exposure)
        : domains(name, service).map { "\(scheme)://\($0)" }.joined(separator: ",")
    default: return "<\(declared).\(name)>"
    }
  }

  /// One primary address, or all.
  private func domains(_ output: String, _ service: Service) -> [String] {
    output.hasSuffix("s") ? service.exposure.domains : Array(service.exposure.domains.prefix(1))
  }
}
