package import Diagnostics

extension DiagnosticKind {
  package static let useOverridden = DiagnosticKind(
    "W0221", "use-overridden", tunable: true,
    summary: "a name comes from `use` and is defined in the same place again",
    explanation: """
      `use` brings a shared variable or secret under its own name. Here the service also defines a variable of that
      name, in the same place; the definition wins, and the shared value never arrives.

      One of the two is a leftover. The next person who changes the shared value will wonder why nothing happens here.

      Drop the name from `use`, or delete the definition. To have another value in one environment only, write the
      definition in that environment: that is what overlays are for, and no finding.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      variables: { LOG_LEVEL: info }
      services:
        api:
          type: fastapi
          use: [LOG_LEVEL]
                ^^^^^^^^^
          variables: { LOG_LEVEL: debug }
        worker: { type: worker, start: python worker.py, use: [LOG_LEVEL] }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      variables: { LOG_LEVEL: info }
      services:
        api:
          type: fastapi
          variables: { LOG_LEVEL: debug }
        worker: { type: worker, start: python worker.py, use: [LOG_LEVEL] }
      """)
}
