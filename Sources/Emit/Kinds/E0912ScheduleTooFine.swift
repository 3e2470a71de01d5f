package import Diagnostics

extension DiagnosticKind {
  package static let scheduleTooFine = DiagnosticKind(
    "E0912", "schedule-too-fine",
    summary: "a schedule is finer than the target can run it",
    explanation: """
      Railway starts a scheduled job at most every 5 minutes, and its clock is UTC. A finer schedule is refused when
      it is deployed, so the job would not run at all.

      Jobs that follow each other so closely are better one process that stays: starting a container takes longer
      than most of them work, and two runs may overlap.

      Write a schedule of 5 minutes or more, such as `*/5 * * * *`, or make it a `worker` that does its work in a
      loop and sleeps in between.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        report:
          type: cron
          image: ghcr.io/example/report:1.4
          schedule: 0-59/2 * * * *
                    ^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        report:
          type: cron
          image: ghcr.io/example/report:1.4
          schedule: 0-59/10 * * * *
      """,
    options: ExampleOptions(alsoExpected: ["W0907"]))
}
