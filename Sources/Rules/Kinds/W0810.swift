package import Diagnostics

extension DiagnosticKind {
  package static let overrideWithoutEffect = DiagnosticKind(
    "W0810", "override-without-effect", tunable: true,
    summary: "this override changes nothing",
    explanation: """
      An environment writes what holds there anyway. It does no harm today. But whoever changes the base later
      believes that all environments follow, and this one does not; and whoever reads the overlay looks for a
      difference that is not there.

      Delete it. The same holds for `null` where there is nothing to remove.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          resources: { memory: 1GiB }
      environments:
        production: {}
        staging:
          services:
            api: { resources: { memory: 1024MiB }, workers: 2 }
                                        ^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          resources: { memory: 1GiB }
      environments:
        production: {}
        staging:
          services:
            api: { workers: 2 }
      """)
}
