package import Diagnostics
package import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let environmentsPart = DiagnosticKind(
    "W0806", "environments-part", tunable: true,
    summary: "two environments differ in what should be the same everywhere",
    explanation: """
      Staging is worth its money as far as it behaves like production. Another version of a database has other plans,
      other locks and other bugs; a variable that only one of the two has is code that only one of the two runs.

      Compared are the standard environments with production: versions of stores, and which variables a service has.
      Values may differ, that is what environments are for. Previews and local environments are left out.

      Give both the same. While an upgrade is being tried out, allow the finding with that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { version: 16, backup: { schedule: "0 3 * * *" } }
      environments:
        production: {}
        staging:
          services:
            postgres: { version: 17 }
                                 ^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { version: 17, backup: { schedule: "0 3 * * *" } }
      environments:
        production: {}
        staging: {}
      """)
}

/// Versions of stores and names of variables, between production and the other standard environments.
package enum EnvironmentsPart: ProjectCheck {
  package static var kind: DiagnosticKind { .environmentsPart }

  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    let standard = contexts.filter { $0.environment.kind == .standard }
    guard standard.count > 1, !project.environments.isIncomplete,
      let production = standard.first(where: \.isProduction) ?? standard.first
    else { return }
    // A policy that says the same is stricter.
    let isPolicy = production.analysis.topology.policies.contains { policy in
      if case .same(let path) = policy.verb { return path.hasSuffix(".version") }
      return false
    }
    for other in standard where other.environment.name != production.environment.name {
      for service in production.services {
        guard let twin = other.analysis.symbols.service(service.name), twin.isEnabled else { continue }
        // What no overlay touches is one and the same declaration.
        if twin.declaration === service.declaration { continue }
        if !isPolicy { compareVersions(service, twin, production, other, bag) }
        compareNames(service, twin, production, other, bag)
        compareNames(twin, service, other, production, bag)
      }
    }
  }

  private static func compareVersions(
    _ service: ServiceSymbol, _ twin: ServiceSymbol, _ production: CheckContext, _ other: CheckContext,
    _ bag: DiagnosticBag
  ) {
    guard service.type.name == twin.type.name, let fallback = service.type.defaultVersion else { return }
    let a = service.declaration.version
    let b = twin.declaration.version
    let (own, others) = (a?.value ?? fallback, b?.value ?? fallback)
    guard own != others, let span = (b?.node.isOverlay == true ? b : a ?? b)?.span else { return }
    let names = (production.environment.name, other.environment.name)
    bag.report(
      kind, at: span, "\(names.1) runs \(service.type.summary) \(others) as `\(service.name)`, \(names.0) \(own)"
    ) {
      if let first = a?.span, first != span { $0.secondary = [.init(first, "in \(names.0)")] }
      $0.notes = ["what was tried with one version may behave otherwise with the other"]
      $0.path = "services.\(service.name).version"
      $0.help = ["give both the same version"]
    }
  }

  /// Names that the first has and the second has not.
  private static func compareNames(
    _ service: ServiceSymbol, _ twin: ServiceSymbol, _ context: CheckContext, _ other: CheckContext,
    _ bag: DiagnosticBag
  ) {
    for variable in service.variables where twin.variable(variable.name) == nil {
      if case .key = variable.definition { continue }
      guard variable.inheritedFrom == nil, variable.declaration?.required?.value != false,
        // Taken away on purpose.
        twin.declaration.node["variables"]?.entry(variable.name)?.value.isRemoved != true,
        twin.declaration.node.entry("use")?.value.isRemoved != true,
        !twin.declaration.useRemoved.contains(where: { $0.value == variable.name })
      else { continue }
      let span = service.declaredVariable(variable.name)?.nameSpan ?? variable.span
      bag.report(
        kind, at: span,
        "`\(service.name)` has `\(variable.name)` in \(context.environment.name), not in \(other.environment.name)"
      ) {
        $0.path = context.path(service, variable)
        $0.help = ["set it in both; values may differ"]
      }
    }
  }
}
