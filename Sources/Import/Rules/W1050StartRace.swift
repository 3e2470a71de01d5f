import IR
package import Diagnostics
import Engines
import Model
import Probes
import Resolution

extension DiagnosticKind {
  package static let startRace = DiagnosticKind(
    "W1050", "start-race", tunable: true,
    summary: "migrations run while the database may still be initializing",
    explanation: """
      `depends_on` waits until the container of the database was started, not until the server takes connections. At the
      first start of a volume that takes seconds. A command that begins with migrations fails in that time, and without
      `restart` nothing starts it again.

      Wait until the database is healthy: `condition: service_healthy`, with a `healthcheck` on the database.
      """,
    failing: """
      services:
        db:
          image: postgres:18
          environment: { POSTGRES_PASSWORD: "${POSTGRES_PASSWORD:?set it in .env}" }
          healthcheck: { test: pg_isready -U postgres }
        api:
          image: registry.example.com/api:1
          command: sh -c "alembic upgrade head && uvicorn main:app"
          depends_on:
            db:
            ^^
              condition: service_started
      """,
    passing: """
      services:
        db:
          image: postgres:18
          environment: { POSTGRES_PASSWORD: "${POSTGRES_PASSWORD:?set it in .env}" }
          healthcheck: { test: pg_isready -U postgres }
        api:
          image: registry.example.com/api:1
          command: sh -c "alembic upgrade head && uvicorn main:app"
          depends_on:
            db:
              condition: service_healthy
      """,
    options: ExampleOptions(path: "docker-compose.yml"), foreign: .whole)
}

/// A start that begins with migrations, of a service that does not wait for its database and is not started again.
package enum StartRace: StackRule {
  package static var kind: DiagnosticKind { .startRace }

  private static let migrations: [[String]] = [
    ["alembic", "upgrade"], ["manage.py", "migrate"], ["prisma", "migrate", "deploy"], ["flask", "db", "upgrade"],
    ["aerich", "upgrade"], ["knex", "migrate:latest"], ["sequelize", "db:migrate"], ["typeorm", "migration:run"],
    ["rails", "db:migrate"], ["drizzle-kit", "migrate"],
  ]

  package static func run(in context: StackContext) {
    for service in context.stack.services where service.node["restart"] == nil {
      guard let command = service.command, service.entrypoint == nil, service.node["deploy"]?["restart_policy"] == nil
      else {
        continue
      }
      let words = command.words
      guard let span = words.span(ofFirst: migrations),
        !words.words.contains(where: { word in
          ["wait-for", "wait_for", "until", "pg_isready", "dockerize", "nc", "sleep"].contains(where: word.text.holds)
        })
      else { continue }
      for dependency in service.dependencies where dependency.condition == .started {
        guard let store = context.stack.service(dependency.service), let engine = store.engine,
          engine.initialization != nil
        else { continue }
        context.report(
          kind, at: dependency.span, "`\(service.name)` migrates at once, but `\(store.name)` may still be initializing"
        ) {
          $0.secondary = [.init(span, "the first thing that it does")]
          let health = store.health == nil ? ", and give it a `healthcheck`" : ""
          $0.help = ["wait for `\(store.name)`: `condition: service_healthy`\(health)"]
          if let place = dependency.conditionSpan, store.health != nil {
            $0.fixes = [FixIt("write `service_healthy`", .safe, [.init(place, "service_healthy")])]
          }
        }
      }
    }
  }
}
