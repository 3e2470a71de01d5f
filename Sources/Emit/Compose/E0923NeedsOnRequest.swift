package import Diagnostics

extension DiagnosticKind {
  package static let needsOnRequest = DiagnosticKind(
    "E0923", "needs-on-request",
    summary: "a service needs another one that this target starts only on request",
    explanation: """
      A cron job, and a service with `options.compose.profiles`, is not part of a plain `docker compose up`: it runs when
      its profile is asked for. A service that needs it to start would wait for something that is not there, and Docker
      Compose refuses the whole file: "depends on undefined service".

      Give both services the same profiles, let the service run without profiles, or remove the need. A step that must
      have ended before another service starts is a `type: job` that is needed with `done`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        tool:
          type: worker
          image: example/tool:1
          options: { compose: { profiles: [debug] } }
        api:
          type: fastapi
          needs: [tool]
                  ^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        tool:
          type: worker
          image: example/tool:1
        api:
          type: fastapi
          needs: [tool]
      """)
}
