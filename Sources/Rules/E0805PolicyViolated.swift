package import Diagnostics
package import Resolution
import IR
import Lowering
import Model

extension DiagnosticKind {
  package static let policyViolated = DiagnosticKind(
    "E0805", "policy-violated",
    summary: "the topology breaks one of its own policies",
    explanation: """
      Under `policies:` a project writes down what must hold whatever else changes: a value that is the same in all
      environments (`same`), at least so large in one of them (`at_least`), forbidden (`forbid`) or always there
      (`require`).

      A value does not keep to the one that is marked; the report shows every value concerned. Policies exist for
      the day when somebody changes an environment without having all the others in mind.

      Change the value. If the rule itself is outdated, change the policy, in a commit that says why.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          scale: { replicas: 1 }
      policies:
        - at_least: { path: services.api.scale.replicas, environment: production, value: 2 }
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          scale: { replicas: 2 }
      policies:
        - at_least: { path: services.api.scale.replicas, environment: production, value: 2 }
      """)
}

/// The invariants that the topology declares.
package enum PolicyViolated: ProjectCheck {
  package static var kind: DiagnosticKind { .policyViolated }

  /// One value that a path leads to.
  private struct Found {
    let environment: String
    let path: String
    /// As written, else as the default is spelled.
    let text: String
    /// What it comes to, as `diff` compares it; nil where the key has no single value.
    let value: KeyValue?
    let span: Span

    /// Whether two environments have the same: what is written differently and comes to the same is no difference.
    func equals(_ other: Found) -> Bool {
      if let value, let theirs = other.value { return value == theirs }
      return equals(other.text)
    }

    /// Whether two spellings mean the same: `1GiB` and `1024MiB`.
    func equals(_ other: String) -> Bool {
      if text == other { return true }
      guard let own = PolicyViolated.measure(text), let measure = PolicyViolated.measure(other) else { return false }
      return own == measure
    }
  }

  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    let policies = project.policies
    guard !policies.isEmpty else { return }
    let deployed = contexts.filter { $0.environment.kind != .local }
    // Each policy looks at every service; some topologies have thousands of both.
    var room = mostLooks
    let looks = contexts.reduce(0) { $0 + $1.services.count }
    for policy in policies {
      room -= looks
      guard room > 0 || policy.span == policies[0].span else {
        bag.report(kind, at: policy.span, "policy: not checked, there are too many policies and services")
        continue
      }
      switch policy.verb {
      case .same(let path): same(path, policy, deployed.filter { $0.environment.kind == .standard }, bag)
      case .different(let path): different(path, policy, deployed.filter { $0.environment.kind == .standard }, bag)
      case .atLeast(let path, let environment, let value):
        atLeast(path, environment, value, policy, deployed, bag)
      case .forbid(let path, let text, let names):
        for context in deployed where names.isEmpty || names.contains(context.environment.name) {
          for found in values(path, context, bag) where found.equals(text) {
            violated(policy, "`\(found.path)` must not be `\(text)` in \(context.environment.name)", [found], bag)
          }
        }
      case .require(let path, let condition):
        for context in deployed { require(path, condition, policy, context, bag) }
      }
    }
  }

  private static let mostLooks = 1_000_000

  /// One service, or all for `*`.
  private static func services(named name: String, in context: CheckContext) -> [ServiceSymbol] {
    if name == "*" { return context.services }
    return context.analysis.symbols.service(name).map { $0.isEnabled ? [$0] : [] } ?? []
  }

  private static func same(
    _ path: String, _ policy: PolicyDeclaration, _ contexts: [CheckContext],
    _ bag: DiagnosticBag
  ) {
    var byPath: [String: [Found]] = [:]
    var order: [String] = []
    for context in contexts {
      for found in values(path, context, bag) {
        if byPath[found.path] == nil { order.append(found.path) }
        byPath[found.path, default: []].append(found)
      }
    }
    for path in order {
      let found = byPath[path] ?? []
      let texts = found.reduce(into: [Found]()) { known, next in
        if !known.contains(where: { $0.equals(next) }) { known.append(next) }
      }.map(\.text)
      if texts.count > 1 {
        violated(policy, "policy: `\(path)` must be the same everywhere (\(texts.joined(separator: ", ")))", found, bag)
      }
    }
  }

  /// Values of secrets are not in the topology: those who supply them are told instead (`Project.demandsOwnValue`).
  private static func different(
    _ path: String, _ policy: PolicyDeclaration, _ contexts: [CheckContext], _ bag: DiagnosticBag
  ) {
    var byPath: [String: [Found]] = [:]
    for found in contexts.flatMap({ values(path, $0, bag) }) {
      if let other = byPath[found.path]?.first(where: { found.equals($0) }) {
        violated(
          policy,
          "policy: `\(found.path)` must be different everywhere; it is `\(found.text)` in \(other.environment) and "
            + found.environment, [other, found], bag)
      }
      byPath[found.path, default: []].append(found)
    }
  }

  private static func atLeast(
    _ path: String, _ environment: String?, _ value: String, _ policy: PolicyDeclaration, _ contexts: [CheckContext],
    _ bag: DiagnosticBag
  ) {
    guard let wanted = measure(value) else { return }
    for context in contexts where environment == nil || environment == context.environment.name {
      for found in values(path, context, bag) {
        let actual = measure(found.text)
        if let actual, actual >= wanted { continue }
        violated(
          policy,
          "policy: `\(found.path)` must be at least \(value) in \(context.environment.name), it is \(found.text)"
            + (actual == nil ? ", which cannot be compared" : ""),
          [found], bag)
      }
    }
  }

  private static func require(
    _ path: String, _ condition: String?, _ policy: PolicyDeclaration, _ context: CheckContext, _ bag: DiagnosticBag
  ) {
    let parts = path.split(separator: ".").map(String.init)
    guard parts.count >= 3, parts[0] == "services" else { return }
    for service in services(named: parts[1], in: context) {
      if let condition,
        service.declaration.node[condition] == nil || service.declaration.node[condition]?.text == "false"
      {
        continue
      }
      var node: ConfigNode? = service.declaration.node
      for part in parts.dropFirst(2) { node = node?[part] }
      if node == nil {
        let wanted = (["services", service.name] + parts.dropFirst(2)).joined(separator: ".")
        bag.report(
          kind, at: policy.span, "policy: `\(wanted)` is required\(condition.map { " where `\($0)` is set" } ?? "")"
        ) {
          $0.secondary = [.init(service.declaration.nameSpan, "has none")]
          $0.help = ["write the key there, or change the rule if it is not meant any more"]
          $0.subject = [.name(wanted)]
          $0.environments = [context.environment.name]
        }
      }
    }
  }

  private static func violated(_ policy: PolicyDeclaration, _ message: String, _ found: [Found], _ bag: DiagnosticBag) {
    bag.report(kind, at: policy.span, message, label: "the rule") {
      $0.subject = found.first.map { [.name($0.path)] } ?? []
      if found.count == 1 { $0.environments = found.map(\.environment) }
      $0.help = ["change the value, or the rule if it is not meant any more"]
      var seen: Set<Span> = []
      for item in found where seen.insert(item.span).inserted {
        $0.secondary.append(.init(item.span, "\(item.text) in \(item.environment)"))
      }
    }
  }

  /// The values at a dotted path with `*` for one segment; what nobody wrote counts with its default.
  private static func values(
    _ path: String, _ context: CheckContext, _ bag: DiagnosticBag
  ) -> [Found] {
    let parts = path.split(separator: ".").map(String.init)
    guard parts.count >= 3, parts[0] == "services" else { return [] }
    var result: [Found] = []
    for service in services(named: parts[1], in: context) {
      let keys = Array(parts.dropFirst(2))
      let dotted = (["services", service.name] + keys).joined(separator: ".")
      var node: ConfigNode? = service.declaration.node
      for key in keys { node = node?[key] }
      let lowered = ServiceKey(rawValue: keys.joined(separator: ".")).flatMap { key in
        context.program.service(service.name).map { (key: key, service: $0) }
      }
      let text: String
      let span: Span
      if let node, !node.isRemoved {
        (text, span) = (node.comparableText, node.span)
      } else if let lowered, let effective = EffectiveValue.text(of: lowered.key, in: lowered.service) {
        (text, span) = (effective, service.declaration.nameSpan)
      } else {
        continue
      }
      result.append(
        Found(
          environment: context.environment.name, path: dotted, text: text,
          value: lowered.flatMap { $0.service.value(of: $0.key) }, span: span))
    }
    return result
  }

  /// A number, or a value with a unit, as something that can be compared; nil: it is neither.
  static func measure(_ text: String) -> Double? {
    if let number = Double(text) { return number }
    if case .success(let size) = ByteSize.parse(text) { return Double(size.bytes) }
    if case .success(let interval) = Interval.parse(text) { return Double(interval.milliseconds) }
    if case .success(let cpu) = CPUAmount.parse(text) { return Double(cpu.millicores) / 1000 }
    return nil
  }
}
