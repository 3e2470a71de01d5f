package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let secretOfPublicService = DiagnosticKind(
    "W0512", "secret-of-public-service", tunable: true,
    summary: "a service that browsers talk to has a secret of another service",
    explanation: """
      The frontend is what the whole world can send requests to, and its code is one prefix away from the browser: a
      variable renamed to `NEXT_PUBLIC_…`, or a server function that passes too much on, publishes what it holds. Keys
      that another service uses as well need not be there: the frontend can ask that service.

      Let the backend make the call and drop the name here. Where the server side of the frontend really needs the
      key, allow the finding with that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets: { MAPS_KEY: external }
      services:
        api:
          type: fastapi
          use: [MAPS_KEY]
        shop:
          type: nextjs
          use: [MAPS_KEY]
                ^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets: { MAPS_KEY: external }
      services:
        api:
          type: fastapi
          use: [MAPS_KEY]
        shop:
          type: nextjs
      """)
}

/// A secret of a service that browsers talk to, which another one uses as well.
package enum SecretOfPublicService: Check {
  package static var kind: DiagnosticKind { .secretOfPublicService }

  package static func run(in context: CheckContext) {
    let fronts = context.services.filter { $0.traits.contains(.browserFacing) }
    guard !fronts.isEmpty, !context.analysis.symbols.secrets.isEmpty else { return }
    var others: [String: ServiceSymbol] = [:]
    for service in context.services where !service.traits.contains(.browserFacing) {
      for variable in service.variables where variable.resolved.value.marks.isSecret {
        for id in variable.resolved.value.expression.secretIDs where id.hasPrefix("shared/") && others[id] == nil {
          others[id] = service
        }
      }
    }
    for front in fronts {
      var seen: Set<String> = []
      for variable in front.variables where variable.resolved.value.marks.isSecret && !variable.resolved.isPoisoned {
        // In the bundle itself: E0503.
        if BrowserVisibility.isVisible(variable, of: front) { continue }
        for id in variable.resolved.value.expression.secretIDs {
          guard let other = others[id], seen.insert(id).inserted else { continue }
          let name = String(id.dropFirst("shared/".count))
          context.report(
            kind, at: variable.declaration?.valueSpan ?? variable.span, path: context.path(front, variable),
            "`\(front.name)` receives `\(name)` but is public-facing"
          ) {
            $0.notes = [
              "one wrong import puts it into a page that every visitor gets; `\(other.name)` has it as well"
            ]
            $0.help = ["let `\(other.name)` make the call, and drop the name here"]
          }
        }
      }
    }
  }
}
