package import Diagnostics

extension DiagnosticKind {
  package static let targetNotListed = DiagnosticKind(
    "W0919", "target-not-listed", tunable: true,
    summary: "a service has text for a target that no environment lists",
    explanation: """
      What stands under `raw.<target>` is merged into the files of that target, and into nothing else. When no
      environment lists the target, the text has no effect: a limit, a label or a volume that somebody relies on is
      in no file.

      List the target under `targets:`, of the topology or of one environment, or delete the text. Where it is kept
      for later, allow the finding with that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          raw: { railway: { deploy: { overlapSeconds: 20 } } }
                 ^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          raw: { compose: { labels: { team: shop } } }
      """)
}
