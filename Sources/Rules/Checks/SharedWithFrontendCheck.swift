import Resolution
package import Diagnostics
import IR
import Model

/// A secret of a service that browsers talk to, which another one uses as well.
package enum SharedWithFrontendCheck: Check {
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
