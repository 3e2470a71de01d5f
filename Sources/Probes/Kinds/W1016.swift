package import Diagnostics

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
