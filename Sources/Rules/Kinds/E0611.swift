package import Diagnostics

extension DiagnosticKind {
  package static let otherPort = DiagnosticKind(
    "E0611", "other-port",
    summary: "`start` listens on another port than `port` says",
    explanation: """
      Everything that reaches the service asks the port under `port`: visitors, health checks, other services
      through `private_url`. A process that listens elsewhere runs, logs nothing unusual, and answers nobody; Railway
      shows "application failed to respond".

      Write `$PORT` in the command: the container's shell replaces it by the same number, and the two cannot part
      again.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          port: 5000
          start: uvicorn main:app --host 0.0.0.0 --port 8000
                                                        ^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          port: 5000
          start: uvicorn main:app --host 0.0.0.0 --port $PORT
      """)
}
