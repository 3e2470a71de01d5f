package import Diagnostics
import Model
import Resolution

extension DiagnosticKind {
  package static let dataLossAtStart = DiagnosticKind(
    "W1047", "data-loss-at-start", tunable: true,
    summary: "each start changes the database in a way that may drop data",
    explanation: """
      Tools that push a schema compare it with the database and make the two equal. A column that was renamed is
      dropped and made again, with all that was in it; the option that takes such losses without a question was made
      for a developer's own database. In a command that every deployment runs it takes them in production.

      Write migrations, look at them, and apply them once before the new version starts: `prisma migrate deploy`,
      `drizzle-kit migrate`.
      """,
    failing: """
      services:
        api:
          image: registry.example.com/api:1
          environment: { NODE_ENV: production }
          command: npx prisma db push --accept-data-loss
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      services:
        api:
          image: registry.example.com/api:1
          environment: { NODE_ENV: production }
          command: npx prisma migrate deploy
      """,
    options: ExampleOptions(path: "docker-compose.yml"), foreign: .production)
}

/// A push of the schema that takes losses, in a command of a deployment.
package enum DataLossAtStart: StackRule {
  package static var kind: DiagnosticKind { .dataLossAtStart }

  /// The words that make the loss, and what does the same without one.
  private static let phrases: [(words: [String], instead: String)] = [
    (["prisma", "db", "push", "--accept-data-loss"], "prisma migrate deploy"),
    (["prisma", "migrate", "reset"], "prisma migrate deploy"),
    (["drizzle-kit", "push", "--force"], "drizzle-kit migrate"),
    (["sequelize", "db:drop"], "sequelize db:migrate"), (["rails", "db:drop"], "rails db:migrate"),
    (["rake", "db:drop"], "rake db:migrate"),
  ]

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      for (command, time) in [(service.command, "start"), (service.facts.release, "deployment")] {
        guard let words = command?.words else { continue }
        for (phrase, instead) in phrases {
          guard let span = words.span(of: phrase) else { continue }
          context.report(
            kind, at: span, "every \(time) may drop columns: `\(phrase.joined(separator: " "))`"
          ) { $0.help = ["apply migrations before the new version starts: `\(instead)`"] }
        }
      }
    }
  }
}
