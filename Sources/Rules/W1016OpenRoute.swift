package import Diagnostics
import IR
import Model
import Resolution
import Syntax

extension DiagnosticKind {
  package static let openRoute = DiagnosticKind(
    "W1016", "open-route", tunable: true,
    summary: "a public service serves a route for operators to everybody",
    explanation: """
      Metrics, debug pages and administration tell strangers what runs where, how much it is used, and often who uses it.
      On a service with a public address they are one guess away: these paths are the first that scanners ask for.

      Ask for a token or a login at the route, or serve it from a service that is not public: a scraper inside the
      private network needs no public address.

      Found are routes below `/metrics`, `/admin`, `/debug` and `/internal` where nothing beside them looks at who asks,
      and `metrics` at the port of a public service or behind a public proxy. Where a proxy or a middleware does, allow
      the finding with that reason.
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

/// `metrics` that the internet can read: at the port of a public service, or behind a route of a public proxy.
package enum PublicMetrics: Check {
  package static var kind: DiagnosticKind { .openRoute }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let declared = service.declaration.metrics,
        let lowered = context.program.service(service.name), let metrics = lowered.metrics,
        let way = way(to: metrics, of: service, port: lowered.port, in: context)
      else { continue }
      context.report(
        kind, at: declared.value.path?.span ?? declared.span, path: "services.\(service.name).metrics",
        "the metrics of `\(service.name)` are public"
      ) {
        $0.secondary = [.init(way.span, way.label)]
        $0.help = ["serve them at another port: `metrics: { path: \(metrics.path), port: 9100 }`"]
      }
    }
  }

  /// What makes them public, where it is written; nil: they are private.
  private static func way(
    to metrics: Metrics, of service: ServiceSymbol, port: Int?, in context: CheckContext
  ) -> (span: Span, label: String)? {
    if service.isPublic, metrics.port == port, let exposure = service.declaration.exposure {
      return (exposure.span, "the same port is public")
    }
    for proxy in context.services where proxy.isPublic && proxy.traits.contains(.proxy) {
      let routes = context.program.service(proxy.name)?.proxy?.routes ?? []
      for route in routes where route.service == service.name && route.port == metrics.port && leads(route, metrics) {
        return (proxy.declaration.exposure?.span ?? proxy.declaration.nameSpan, "a route of this proxy leads there")
      }
    }
    return nil
  }

  /// Whether a request that the route takes arrives at the metrics.
  private static func leads(_ route: Proxy.Route, _ metrics: Metrics) -> Bool {
    route.isStripped || route.prefix == "/" || metrics.path == route.prefix
      || metrics.path.hasPrefix(route.prefix + "/")
  }
}
