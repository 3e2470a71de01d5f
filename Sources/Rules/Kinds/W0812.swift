package import Diagnostics

extension DiagnosticKind {
  package static let previewWithoutEnd = DiagnosticKind(
    "W0812", "preview-without-end", tunable: true,
    summary: "preview environments have no `ttl`",
    explanation: """
      Every open pull request has an environment of its own, with its own databases. Pull requests are forgotten:
      without an end the environment of each one runs on, and is paid for, until somebody looks at the bill.

      Write how long one may live: `ttl: 7d`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api: { type: fastapi }
      environments:
        production: {}
        preview:
        ^^^^^^^
          kind: preview
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api: { type: fastapi }
      environments:
        production: {}
        preview:
          kind: preview
          ttl: 7d
      """)
}
