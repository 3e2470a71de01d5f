package import Diagnostics
import IR
import Model
import Resolution
import Syntax

extension DiagnosticKind {
  package static let healthHostRefused = DiagnosticKind(
    "W0621", "health-host-refused", tunable: true,
    summary: "the list of allowed hosts lacks the host of the health check",
    explanation: """
      Django and similar frameworks answer 400 to a request whose host is not in a list. A health check is such a
      request, and its host is not the public domain: Railway sends `healthcheck.railway.app`, and the probe in a
      container requests `127.0.0.1`. The deployment then fails although the service is healthy.

      `$<<self.hosts>>` contains every host by which the service is reached: its domains, its name in the private
      network, and the hosts of health checks.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        portal:
          type: django
          public: shop.example.com
          health: /healthz/
          variables:
            ALLOWED_HOSTS: $<<self.public_domain>>
                           ^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        portal:
          type: django
          public: shop.example.com
          health: /healthz/
          variables:
            ALLOWED_HOSTS: $<<self.hosts>>
      """, foreign: .speaks)
}

/// A list of allowed hosts that refuses health checks.
package enum HealthHostRefused: Check {
  package static var kind: DiagnosticKind { .healthHostRefused }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.web) {
      guard service.declaration.health?.value.path != nil else { continue }
      for variable in service.variables where variable.name.hasSuffix("ALLOWED_HOSTS") {
        check(variable, of: service, in: context)
      }
    }
  }

  private static func check(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard let node = variable.declaration?.value, !variable.resolved.isPoisoned, !variable.isUnsaid,
      variable.declaration?.source == nil, case .list(.host) = Expectation.of(variable, in: service).type,
      let known = HostList(variable.resolved.value.expression, of: service)
    else { return }
    let asked = context.program.service(service.name)?.health
    let refusing = context.targets.compactMap { target -> (target: String, host: String)? in
      guard case .http? = asked?.check, !target.capabilities.healthFromInside || asked?.isProbed == true,
        let host = target.capabilities.healthHosts.first(where: { !known.accepts($0) })
      else { return nil }
      return (target.name, host)
    }
    guard let first = refusing.first else { return }
    context.report(
      kind, at: node.span, path: context.path(service, variable),
      "`\(variable.name)` lacks `\(first.host)`, the host of health checks on \(first.target)"
    ) {
      for other in refusing.dropFirst() {
        $0.notes.append("on \(other.target) it is `\(other.host)`")
      }
      if let health = service.declaration.health { $0.secondary = [.init(health.span, "answered with 400")] }
      $0.help = ["write `\(HostList.reference)`"]
      let edit =
        known.isCovered
        ? HostList.replacement(of: node) : ListEdit.adding(HostList.reference, to: node, separator: known.separator)
      if let edit { $0.fixes = [FixIt("write `\(HostList.reference)`", .safe, [edit])] }
    }
  }
}

extension Health {
  /// Whether something in the container can request the path.
  fileprivate var isProbed: Bool { probe != nil && command == nil }
}

/// The hosts of a value, as far as they are known.
private struct HostList {
  static let reference = "$<<self.hosts>>"

  private var hosts: Set<String> = []
  private var isOpen = false
  /// All that it has is in `hosts` of the service as well.
  private(set) var isCovered = true
  private(set) var separator = ","

  /// Nil: a part of it is not known here.
  init?(_ expression: Expression, of service: ServiceSymbol) {
    var isKnown = true
    if case .join(let separator, _) = expression { self.separator = separator }
    expression.walk { node in
      switch node {
      case .literal(let text): add(text, of: service)
      case .output(let name, let output):
        if name == service.name, output == "hosts" { isOpen = true }
        if name != service.name { isCovered = false }
      case .secret, .variable, .environment, .alternative: isKnown = false
      case .concat, .join, .encode, .url: break
      }
    }
    if !isKnown { return nil }
  }

  private mutating func add(_ text: String, of service: ServiceSymbol) {
    for host in text.split(whereSeparator: { ", \t\n;".contains($0) }).map({ $0.lowercased() }) {
      if host == "*" { isOpen = true }
      hosts.insert(host)
      let isOwn = ["127.0.0.1", "localhost", service.folded].contains(host) || service.ownDomains.contains(host)
      if !isOwn { isCovered = false }
    }
  }

  /// Whether a request for the host is answered: it is in the list, or below a name with a dot in front.
  func accepts(_ host: String) -> Bool {
    isOpen || hosts.contains(host) || hosts.contains { $0.hasPrefix(".") && ("." + host).hasSuffix($0) }
  }

  static func replacement(of node: ConfigNode) -> FixIt.Edit? {
    node.scalar == nil ? FixIt.Edit(node.span, "\"\(reference)\"") : FixIt.Edit(node.span, reference)
  }
}

extension ServiceSymbol {
  fileprivate var ownDomains: [String] {
    if case .domains(let domains) = exposure { return domains.map { $0.lowercased() } }
    return []
  }
}
