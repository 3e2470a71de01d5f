package import Diagnostics

extension DiagnosticKind {
  package static let noBackup = DiagnosticKind(
    "W1010", "no-backup", tunable: true,
    summary: "a PostgreSQL in production has no backup",
    explanation: """
      A volume survives a restart; it does not survive a wrong `DELETE`, a migration that dropped a column, or the loss of
      the machine. `backup:` writes a dump on a schedule and keeps each one for a while:

          backup: { schedule: "0 3 * * *", keep: 14d }

      Where the platform or somebody else makes the backups, allow the finding with that reason, so that the next reader
      knows where they are.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
        ^^^^^^^^
          version: 16
      environments:
        production: {}
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          version: 16
          backup: { schedule: "0 3 * * *", keep: 14d }
      environments:
        production: {}
      """)
}
