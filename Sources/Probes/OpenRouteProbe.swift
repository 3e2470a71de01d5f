import Diagnostics
import Model
import Resolution
import Rules

/// Routes for operators on a service that everybody can reach. Metrics that are declared have a rule of their own.
package enum OpenRouteProbe: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots {
      guard let service = root.services.first(where: \.isPublicSomewhere) else { continue }
      let declared = service.declaration.metrics?.value.path?.value
      var seen: Set<String> = []
      for route in root.facts.routes
      where !route.isGuarded && isForOperators(route.path) && route.path != declared
        && seen.insert(route.path).inserted
      {
        context.report(
          .openRoute, at: service.declaration.exposure?.span ?? service.declaration.nameSpan,
          path: service.path("public"), "`\(service.name)` is public and serves `\(route.path)` to everybody"
        ) {
          context.show(route.place, of: route.file, "nothing here asks who it is", in: &$0)
          $0.help = ["ask for a token there, or serve it from a service that is not public"]
        }
      }
    }
  }

  private static func isForOperators(_ path: String) -> Bool {
    let first = path.split(separator: "/").first.map(String.init) ?? ""
    return ["metrics", "debug", "internal", "_debug"].contains(first) || path == "/admin" || path.hasPrefix("/admin/")
  }
}

extension ProbedService {
  var isPublicSomewhere: Bool { occurrences.contains { $0.symbol.isPublic } }
}
