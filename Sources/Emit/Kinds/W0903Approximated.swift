package import Diagnostics

extension DiagnosticKind {
  package static let approximated = DiagnosticKind(
    "W0903", "approximated", tunable: true,
    summary: "a target can only approximate something",
    explanation: """
      The target has nothing that means exactly the same, and something else comes close enough to be useful. The
      report says what is written instead, and what differs.

      compose, for example, has no scheduler. A `cron` service becomes one that is started on request only, under a
      profile: `docker compose --profile cron run --rm report`. Its schedule is kept by whatever calls that command.

      If the difference matters, deploy this service to a target that can do it, or call it from the scheduler of
      the machine. If not, allow the finding with that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        report:
          type: cron
          image: ghcr.io/example/report:1.4
          schedule: "0 3 * * *"
                    ^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        report:
          type: worker
          image: ghcr.io/example/report:1.4
      """)
}
