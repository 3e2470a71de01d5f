package import Diagnostics

extension DiagnosticKind {
  package static let databaseAtBuild = DiagnosticKind(
    "E0606", "database-at-build",
    summary: "a build cannot reach the database",
    explanation: """
      An image is built on a machine outside of the project's network: the database, and every other service, cannot
      be reached from there. A migration in the build command fails, or, where it finds some other database, changes
      that one. It would also run when nothing is deployed at all.

      Write it under `release:`: it then runs once per deployment, inside the network, before the new version takes
      traffic.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        shop:
          type: static
          public: true
          health: /
          build: { command: npm run build && npx prisma migrate deploy }
                                                 ^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        shop:
          type: static
          public: true
          health: /
          build: { command: npm run build }
          release: npx prisma migrate deploy
      """)
}
