import Diagnostics
import Engines
import IR
import Model
import Resolution
import Syntax

/// What the file of a platform says, as keys of a topology.
extension ServiceNode {
  /// The type that the platform's word for the service implies, whatever its code is; nil: it leaves that open.
  var typeOfRole: String? {
    switch service.facts.role?.value {
    case .cron: "cron"
    case .worker: "worker"
    case .staticSite: "static"
    case .web, .privateServer, nil: nil
    }
  }

  mutating func makeManaged(_ store: PlatformFacts.ManagedStore, _ engine: StoreEngine) {
    add("type", MadeNode.plain(engine.flavor, at: store.product.span))
    if let version = store.version { add("version", MadeNode.plain(version.value, at: version.span)) }
  }

  mutating func makePlatformKeys() {
    if let schedule = service.facts.schedule { add("schedule", schedule.node) }
    if let release = service.facts.release?.texts.first?.scalar() { add("release", MadeNode.scalar(release)) }
  }

  /// Variables that take their value from another service, as references of the language.
  func platformReferences() -> [String: ConfigNode] {
    let all = service.facts.variables + stack.groups.variables(of: service.facts)
    return all.reduce(into: [:]) { nodes, variable in
      guard nodes[variable.name] == nil, case .reference(let reference) = variable.source else { return }
      nodes[variable.name] = node(of: reference)
    }
  }

  /// A secret that the platform makes or an operator enters, by the name of its variable; nil: it is another one.
  func platformSecret(_ name: String) -> ConfigNode? {
    let all = service.facts.variables + stack.groups.variables(of: service.facts)
    guard let variable = all.first(where: { $0.name == name }),
      Conventions.soundsSecret(Self.withoutPrefix(name)), !Self.harmless.contains(where: name.contains)
    else { return nil }
    switch variable.source {
    case .generated, .supplied: return MadeNode.text("$<<shared.\(name)>>", at: variable.nameSpan)
    case .value, .reference: return nil
    }
  }

  /// The name of a variable without what makes it one for browsers.
  private static func withoutPrefix(_ name: String) -> String {
    let prefix = ["NEXT_PUBLIC_", "VITE_", "PUBLIC_"].first(where: name.hasPrefix)
    return String(name.dropFirst(prefix?.count ?? 0))
  }

  /// Parts of names of keys that are made to be read by everybody.
  private static let harmless = [
    "PUBLIC_KEY", "PUBLISHABLE", "ANON", "SITE", "CLIENT_ID", "DSN", "MEASUREMENT", "MAPS",
  ]

  /// Nil where the property says nothing that a topology has a word for.
  private func node(of reference: PlatformVariable.Reference) -> ConfigNode? {
    let name = reference.service
    guard let target = stack.service(name.value) else { return text(name, "url", at: reference.node.span) }
    guard let engine = target.engine, let output = output(of: reference),
      engine.outputs.contains(where: { $0.name == output })
    else { return nil }
    return text(name, output, at: reference.node.span)
  }

  private func text(_ name: Located<String>, _ output: String, at span: Span) -> ConfigNode {
    MadeNode.text(
      [
        ScalarPiece("$<<", from: span), ScalarPiece(name.value, from: name.span),
        ScalarPiece(".\(output)>>", from: span),
      ],
      at: span)
  }

  private func output(of reference: PlatformVariable.Reference) -> String? {
    switch reference.property?.value {
    case .url: "url"
    case .host: "host"
    case .port: "port"
    case .user: "user"
    case .password: "password"
    case .database: "database"
    case .hostAndPort, .variable, nil: nil
    }
  }
}

extension PlatformFacts.Role {
  /// Whether others connect to it.
  var isServer: Bool { self == .web || self == .privateServer }
}
