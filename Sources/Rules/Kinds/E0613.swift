package import Diagnostics

extension DiagnosticKind {
  package static let boundToLoopback = DiagnosticKind(
    "E0613", "bound-to-loopback",
    summary: "the server accepts no connection from outside its container",
    explanation: """
      A server that binds `127.0.0.1` or `localhost` hears only what comes from its own container. Visitors,
      health checks and other services come from outside: they are refused, although a request typed inside the
      container works.

      Several servers do this where nothing is said: uvicorn, hypercorn and Flask's own.

      Bind all addresses: `--host 0.0.0.0`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          start: uvicorn main:app --host 127.0.0.1 --port $PORT
                                         ^^^^^^^^^
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
