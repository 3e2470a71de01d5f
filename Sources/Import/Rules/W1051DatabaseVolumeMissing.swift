import IR
package import Diagnostics
import Engines
import Model

extension DiagnosticKind {
  package static let databaseVolumeMissing = DiagnosticKind(
    "W1051", "database-volume-missing", tunable: true,
    summary: "a database keeps its data in an anonymous volume",
    explanation: """
      The images of databases declare a volume for their data. Where the compose file names none, Docker makes one
      without a name. It survives a restart, but `docker compose down -v`, a renamed service or another project name
      leaves it behind, and the next start begins with an empty database.

      Name a volume, and mount it where the image keeps its data.
      """,
    failing: """
      name: shop-prod
      services:
        db:
        ^^
          image: mongo:8
          environment: { APP_ENV: production }
      """,
    passing: """
      name: shop-prod
      services:
        db:
          image: mongo:8
          environment: { APP_ENV: production }
          volumes: [ "data:/data/db" ]
      volumes: { data: }
      """,
    options: ExampleOptions(path: "docker-compose.yml"), foreign: .production)
}

/// A database whose data no named volume and no directory of the host keeps.
package enum DatabaseVolumeMissing: StackRule {
  package static var kind: DiagnosticKind { .databaseVolumeMissing }

  package static func run(in context: StackContext) {
    // The platform keeps the data of a store that it runs.
    for service in context.stack.services where service.facts.store == nil {
      guard let engine = service.engine, engine.storage != nil, engine.initialization != nil, service.mounts.isEmpty,
        service.node["tmpfs"] == nil, service.node["volumes_from"] == nil, service.entrypoint == nil,
        !service.node.entries.contains(where: { $0.key.hasPrefix("x-") })
      else { continue }
      context.report(
        kind, at: service.nameSpan,
        "`\(service.name)` keeps its data in an anonymous volume: `down -v` or a renamed service loses it"
      ) { $0.remedies = [.nameVolume(service: service.name)] }
    }
  }
}
