import IR
package import Diagnostics
import Engines
import Model

extension DiagnosticKind {
  package static let storeWithoutPassword = DiagnosticKind(
    "E0530", "store-without-password",
    summary: "a database gets no password, and its image stops without one",
    explanation: """
      The official images of PostgreSQL, MySQL and MariaDB make an account at their first start and want its password
      in a variable. Without it the container writes what is missing into its log and ends, and with `restart` it does
      so again and again.

      Set the variable, best without a default, so that compose stops where the operator's `.env` lacks it:
      `POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}`.
      """,
    failing: """
      services:
        db:
          image: postgres:18
                 ^^^^^^^^^^^
          environment:
            POSTGRES_USER: shop
      """,
    passing: """
      services:
        db:
          image: postgres:18
          environment:
            POSTGRES_USER: shop
            POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}
      """,
    options: ExampleOptions(path: "docker-compose.yml"), foreign: .whole)
}

/// A store whose image stops because no variable gives it a password.
package enum StoreWithoutPassword: StackRule {
  package static var kind: DiagnosticKind { .storeWithoutPassword }

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      guard let needed = service.engine?.initialization?.needed, let first = needed.first, let image = service.image,
        // With another command or entrypoint it may be a client of the server, such as one that makes backups.
        service.entrypoint == nil, service.command.map(isServer) ?? true, !service.hasEnvFile,
        service.node["extends"] == nil,
        !service.environment.contains(where: { isNeeded($0.name, needed) })
      else { continue }
      context.report(
        kind, at: image.span, "`\(service.name)` stops at its first start: `\(first)` is not set"
      ) { $0.remedies = [.setPassword(store: service.name, variable: first)] }
    }
  }

  private static func isNeeded(_ name: String, _ needed: [String]) -> Bool {
    needed.contains { name == $0 || name == $0 + "_FILE" }
  }

  /// Whether the entrypoint of the image runs: it looks for options or for a program that ends in `d`, or is the server.
  private static func isServer(_ command: StackCommand) -> Bool {
    guard let word = command.texts.first?.known?.split(separator: " ").first else { return false }
    return word.hasPrefix("-") || ["postgres", "mysqld", "mariadbd"].contains(word)
  }
}
