package import Diagnostics

extension DiagnosticKind {
  package static let healthNotAskable = DiagnosticKind(
    "E0610", "health-not-askable",
    summary: "a health check that nobody can ask",
    explanation: """
      A health check is a path on the service's own port: it begins with `/` and names neither scheme nor host. A
      worker listens on no port, so there is nothing that could be asked; a command inside the container can say how
      it is.

      Write the path alone, or for a worker a command: `health: { command: celery -A app inspect ping }`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          health: health
                  ^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          health: /health
      """)
}
