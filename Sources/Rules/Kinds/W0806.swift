package import Diagnostics

extension DiagnosticKind {
  package static let environmentsPart = DiagnosticKind(
    "W0806", "environments-part", tunable: true,
    summary: "two environments differ in what should be the same everywhere",
    explanation: """
      Staging is worth its money as far as it behaves like production. Another version of a database has other plans,
      other locks and other bugs; a variable that only one of the two has is code that only one of the two runs.

      Compared are the standard environments with production: versions of stores, and which variables a service has.
      Values may differ, that is what environments are for. Previews and local environments are left out.

      Give both the same. While an upgrade is being tried out, allow the finding with that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { version: 16, backup: { schedule: "0 3 * * *" } }
      environments:
        production: {}
        staging:
          services:
            postgres: { version: 17 }
                                 ^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { version: 17, backup: { schedule: "0 3 * * *" } }
      environments:
        production: {}
        staging: {}
      """)
}
