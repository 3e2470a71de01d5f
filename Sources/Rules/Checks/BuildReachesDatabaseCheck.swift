import Resolution
package import Diagnostics
import Model

/// A build command that needs the private network.
package enum BuildReachesDatabaseCheck: Check {
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
