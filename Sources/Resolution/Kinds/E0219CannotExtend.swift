package import Diagnostics

extension DiagnosticKind {
  package static let cannotExtend = DiagnosticKind(
    "E0219", "cannot-extend",
    summary: "`extends` or `database_of` names a service that does not fit",
    explanation: """
      `extends` takes over the code of another service: its `root`, `build`, `image`, `use` and `variables`. What
      belongs to the deployment (`port`, `workers`, `schedule`, `resources`, …) is never taken over.

      The service named must therefore exist, run code (a store has none to give), and not extend the first one in
      turn: in a circle nobody would say what the code is.

      `database_of` names a service of the same engine that runs a server of its own: a database in another one's
      server has no server to share.

      Correct the name, or name the service that really holds the code, or the server.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        backend:
          type: fastapi
        admin:
          extends: backnd
                   ^^^^^^
          type: fastapi
          app: admin:app
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        backend:
          type: fastapi
        admin:
          extends: backend
          type: fastapi
          app: admin:app
      """)
}
