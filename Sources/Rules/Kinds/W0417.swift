package import Diagnostics

extension DiagnosticKind {
  package static let shortenedVersion = DiagnosticKind(
    "W0417", "shortened-version", tunable: true,
    summary: "a version looks as if a zero were lost",
    explanation: """
      In YAML `3.10` without quotes is the number 3.1, and editors and scripts that rewrite YAML write it so. infracc
      keeps the text of versions, so `3.10` is safe here; but Python 3.1 is of 2009 and nobody means it any more.

      Write `3.10`, or the version that is meant.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          build: { python: 3.1 }
                           ^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          build: { python: "3.10" }
      """, options: ExampleOptions(alsoExpected: ["W1013"]))
}
