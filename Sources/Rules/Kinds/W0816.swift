package import Diagnostics

extension DiagnosticKind {
  package static let developmentServer = DiagnosticKind(
    "W0816", "development-server", tunable: true,
    summary: "a development server is deployed",
    explanation: """
      Servers for development reload when a file changes, show source code when something fails, and serve one request
      after the other. They watch the whole source tree, which costs memory and CPU, and their makers say that they
      were never looked at for safety.

      Leave `start` out where the type has a command of its own, or write the one for production: `gunicorn`,
      `next start`, `node server.js`. In an environment of `kind: local` the finding does not come.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          start: uvicorn main:app --host 0.0.0.0 --port $PORT --reload
                                                              ^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          start: uvicorn main:app --host 0.0.0.0 --port $PORT
      """)
}
