package import Diagnostics

extension DiagnosticKind {
  package static let versionNotWritten = DiagnosticKind(
    "I1009", "version-not-written", tunable: true,
    summary: "a database has no version of its own",
    explanation: """
      Without `version` a store gets the default of this version of the language. That default is frozen, so an
      upgrade of infracc never upgrades a database by itself. But a reader of the topology cannot see which server
      runs, and a data directory of one major version of PostgreSQL cannot be read by another.

      Write the version down, at best the one that runs now. The fix writes the default.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
        ^^^^^^^^
          database: shop
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          version: 18
          database: shop
      """)
}
