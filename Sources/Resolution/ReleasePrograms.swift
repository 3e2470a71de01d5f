package import Model

/// Programs of packages that migrate a database before a release. They are dependencies, of which an image may contain
/// only those that its server imports.
package enum ReleasePrograms {
  /// Of packages for Node.js, by the names of their programs.
  package static let names: Set<String> = [
    "prisma", "drizzle-kit", "knex", "typeorm", "sequelize", "sequelize-cli", "node-pg-migrate", "mikro-orm",
  ]

  /// Programs that run a program or a script of the dependencies.
  private static let runners: Set<String> = ["npm", "npx", "pnpm", "pnpx", "yarn", "bun", "bunx"]

  /// Whether a command runs a program of the dependencies.
  package static func needDependencies(_ command: Located<CommandDeclaration>) -> Bool { first(in: command) != nil }

  /// The first program of a command that is one of the dependencies.
  package static func first(in command: Located<CommandDeclaration>) -> String? {
    StartedPrograms([command]).invocations.lazy.map(\.program.text).first { names.contains($0) || runners.contains($0) }
  }
}
