package import Diagnostics

extension DiagnosticKind {
  package static let shellWrapped = DiagnosticKind(
    "I0616", "shell-wrapped", tunable: true,
    summary: "a start command with shell syntax is wrapped in `sh -c`",
    explanation: """
      Railway starts the command of a service that is built by a Dockerfile, or runs an image, without a shell:
      `$PORT` and `&&` would reach the program as they are. infracc writes such a command as `sh -c "…"`, so that it
      means the same as elsewhere.

      Nothing is to be done. Images without a shell need the list form: `start: [server, --port, "8000"]`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: fastapi
          start: uvicorn main:app --host 0.0.0.0 --port $PORT
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: fastapi
      """)
}
