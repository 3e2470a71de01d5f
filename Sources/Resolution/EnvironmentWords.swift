/// Variables that tell a program where it runs, and the words that they have.
package enum EnvironmentWords {
  /// Names of the environment itself, and of the mode that follows it.
  package static let names: Set<String> = ["ENVIRONMENT", "APP_ENV", "RAILS_ENV"]
  /// Names of a mode of the code: another word than the environment's name is right there, but none of development.
  package static let modes: Set<String> = ["ENV", "DJANGO_ENV", "SENTRY_ENVIRONMENT", "RACK_ENV", "NODE_ENV"]
  /// Those whose words are fixed by what reads them: `production` in everything that is deployed.
  private static let fixedModes: Set<String> = ["NODE_ENV", "RACK_ENV"]
  private static let spellings = [
    "prod": "production", "live": "production", "stage": "staging", "dev": "development", "local": "development",
  ]

  /// A word as it is usually written: `production` for `prod`.
  package static func full(_ word: String) -> String { spellings[word.lowercased()] ?? word.lowercased() }

  /// Whether a full word is one of those that short ones stand for.
  package static func isUsual(_ word: String) -> Bool { spellings.values.contains(word) }

  /// Whether a variable of this name tells where the program runs.
  package static func tellsEnvironment(_ name: String) -> Bool { names.contains(name) || modes.contains(name) }

  /// What such a variable is set to, so that it is right in every environment.
  package static func value(of name: String) -> String {
    fixedModes.contains(name) ? "production" : "$<<environment.name>>"
  }
}
