package import Diagnostics
import Resolution
import Model

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

/// A build command that needs the private network.
package enum DatabaseAtBuild: Check {
  package static var kind: DiagnosticKind { .databaseAtBuild }

  private static let clients: [[String]] = [["psql"], ["pg_dump"], ["pg_restore"], ["redis-cli"]]

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let command = service.declaration.build?.value.command else { continue }
      let words = CommandWords(text: command.node)
      guard let span = MigrationTools.span(in: words) ?? words.span(ofFirst: clients) else { continue }
      context.report(
        kind, at: span, path: "services.\(service.name).build.command",
        "the private network does not exist during a build"
      ) {
        $0.notes = ["this needs the database, which a build cannot reach"]
        $0.help = ["write it under `release:`: once per deploy, inside the network, before traffic"]
      }
    }
  }
}
