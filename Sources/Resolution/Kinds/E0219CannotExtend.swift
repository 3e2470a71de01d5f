package import Diagnostics

extension DiagnosticKind {
  package static let cannotExtend = DiagnosticKind(
    "E0219", "cannot-extend",
    summary: "`extends` names no service that can be extended",
    explanation: """
      `extends` takes over the code of another service: its `root`, `build`, `image`, `use` and `variables`. What
      belongs to the deployment (`port`, `workers`, `schedule`, `resources`, …) is never taken over.

      The service named must therefore exist, run code (a store has none to give), and not extend the first one in
      turn: in a circle nobody would say what the code is.

      Correct the name, or name the service that really holds the code. What two services share besides code, such
      as a variable, goes under `variables:` at the top level and is handed out with `use:`.
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
