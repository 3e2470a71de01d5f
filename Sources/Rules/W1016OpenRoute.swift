package import Diagnostics
import Resolution
import Model

extension DiagnosticKind {
  package static let openRoute = DiagnosticKind(
    "W1016", "open-route", tunable: true,
    summary: "a public service serves a route for operators to everybody",
    explanation: """
      Metrics, debug pages and administration tell strangers what runs where, how much it is used, and often who uses it.
      On a service with a public address they are one guess away: these paths are the first that scanners ask for.

      Ask for a token or a login at the route, or serve it from a service that is not public: a scraper inside the
      private network needs no public address.

      Found are routes below `/metrics`, `/admin`, `/debug` and `/internal` where nothing beside them looks at who asks.
      Where a proxy or a middleware does, allow the finding with that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          public: true
                  ^^^^
          health: none
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "backend/main.py",
          """
          from fastapi import FastAPI, Response
          from prometheus_client import generate_latest

          app = FastAPI()


          @app.get("/metrics")
          def metrics():
              return Response(generate_latest())
          """),
        ExampleFile(
          "backend/requirements.txt",
          """
          fastapi==0.115.6
          uvicorn==0.34.0

          prometheus-client==0.21.1
          """),
      ]))
}

/// Routes for operators on a service that everybody can reach.
package enum OpenRoute: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots {
      guard let service = root.services.first(where: \.isPublicSomewhere) else { continue }
      var seen: Set<String> = []
      for route in root.facts.routes
      where !route.isGuarded && isForOperators(route.path) && seen.insert(route.path).inserted {
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
