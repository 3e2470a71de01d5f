package import Diagnostics
package import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let productionWeaker = DiagnosticKind(
    "W0807", "production-weaker", tunable: true,
    summary: "production has less than another environment",
    explanation: """
      Another environment gives this service more replicas or more memory than production does. That is nearly always
      a number that somebody raised where he was trying something, and that was forgotten on the way to production:
      load tests pass, and the real load fails.

      Raise it in production, or in the base and lower it elsewhere.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi }
      environments:
        production: {}
        staging:
          services:
            api: { scale: { replicas: 2 } }
                                      ^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi, scale: { replicas: 2 } }
      environments:
        production: {}
        staging: {}
      """)
}

/// Replicas and memory of production against the other standard environments.
package enum ProductionWeaker: ProjectCheck {
  package static var kind: DiagnosticKind { .productionWeaker }

  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    let standard = contexts.filter { $0.environment.kind == .standard }
    guard standard.count > 1, let production = standard.first(where: \.isProduction) else { return }
    for other in standard where other.environment.name != production.environment.name {
      for service in production.services {
        guard let twin = other.analysis.symbols.service(service.name), twin.isEnabled,
          twin.declaration !== service.declaration
        else { continue }
        let own = service.declaration.scale?.value.replicas
        let others = twin.declaration.scale?.value.replicas
        if let others, (own?.value ?? 1) < others.value {
          report("replicas", own, others, "\(own?.value ?? 1), \(others.value)", service, production, other, bag)
        }
        let memory = service.writtenMemory
        let more = twin.writtenMemory
        let size = memory?.value ?? service.type.defaultMemory
        if let more, size < more.value {
          let sizes = [size, more.value].map { ByteSize(bytes: $0).description }
          report("memory", memory, more, sizes.joined(separator: ", "), service, production, other, bag)
        }
      }
    }
  }

  private static func report(
    _ what: String, _ own: Located<Int>?, _ others: Located<Int>, _ numbers: String, _ service: ServiceSymbol,
    _ production: CheckContext, _ other: CheckContext, _ bag: DiagnosticBag
  ) {
    let span = own.map { $0.node.isOverlay ? $0.span : others.span } ?? others.span
    let (name, rival) = (production.environment.name, other.environment.name)
    bag.report(
      kind, at: span,
      "\(name) has \(what == "memory" ? "less memory" : "fewer replicas") than \(rival) for `\(service.name)` (\(numbers))"
    ) {
      if let own, own.span != span { $0.secondary = [.init(own.span, "in \(name)")] }
      if others.span != span { $0.secondary = [.init(others.span, "in \(rival)")] }
      $0.path = "services.\(service.name)"
      $0.notes = ["what is fast enough where it is tried may be too slow where it counts"]
      $0.help = ["raise it in \(name), or lower it in \(rival)"]
    }
  }
}
