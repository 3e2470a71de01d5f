package import Diagnostics

extension DiagnosticKind {
  package static let targetNotListed = DiagnosticKind(
    "W0924", "target-not-listed", tunable: true,
    summary: "a topology has options or text for a target that no environment lists",
    explanation: """
      `options.<target>` and `raw.<target>` change the files of that target and nothing else. When no environment lists
      the target, they have no effect: a limit, a label or a volume that the operator relies on is in no file.

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
