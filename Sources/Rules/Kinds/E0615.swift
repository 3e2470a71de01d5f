package import Diagnostics

extension DiagnosticKind {
  package static let migrationInStart = DiagnosticKind(
    "E0615", "migration-in-start",
    summary: "several replicas would run the migration at the same time",
    explanation: """
      What stands in `start` runs in every replica, each time it starts. Several replicas then change the same tables
      at the same moment: some wait for locks until they are killed, some fail on a column that is there already, and
      a restart at night migrates again.

      Write the migration under `release:`: it runs once per deployment, before the new version takes traffic, and
      when it fails the old version stays.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          start: alembic upgrade head && python main.py
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          scale: { replicas: 4 }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          start: python main.py
          release: alembic upgrade head
          scale: { replicas: 4 }
      """)
}
