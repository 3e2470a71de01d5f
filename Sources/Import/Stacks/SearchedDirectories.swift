/// Which directories of a repository are searched for deployment files.
enum SearchedDirectories {
  /// How deep they may lie.
  static let deepest = 16
  /// How many files of one kind are read.
  static let mostFiles = 200

  /// What other people wrote, what is built, and what git keeps for itself.
  static let foreign: Set<String> = [
    "node_modules", "vendor", ".venv", "venv", "dist", ".git", ".build", ".next", "__pycache__",
  ]
  /// What is there to be read or to be tested, not to be run.
  static let samples: Set<String> = [
    ".devcontainer", "examples", "example", "samples", "docs", "test", "tests", "fixtures", "testdata", "e2e",
    "cypress",
  ]
  /// File names of the usual compose file, the first one counts.
  static let composeBases = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"]
}
