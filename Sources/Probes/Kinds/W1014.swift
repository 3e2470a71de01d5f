package import Diagnostics

extension DiagnosticKind {
  package static let healthRouteNotFound = DiagnosticKind(
    "W1014", "health-route-not-found", tunable: true,
    summary: "the code has no route for the health path",
    explanation: """
      A health check asks the path that `health:` names. When the code does not know it, the answer is 404: the platform
      takes the new version for broken, waits until it gives up, and keeps or stops what was there.

      Nothing in the service's folder holds the last part of the path: no route of FastAPI, Flask, Django or Express, and
      no file of Next.js' `app` or `pages`. Add the route, or name the one that there is; it should answer 200 when this
      process can work, and not ask services that it can do without.

      Only folders whose code was read completely are asked about.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          health: /healthz
                  ^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          health: /health
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "backend/main.py",
          """
          from fastapi import FastAPI

          app = FastAPI()


          @app.get("/health")
          def health():
              return {"status": "up"}
          """),
        ExampleFile(
          "backend/requirements.txt",
          """
          fastapi==0.115.6
          uvicorn==0.34.0
          """),
      ]))
}
