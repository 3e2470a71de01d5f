import ArgumentParser

struct Migrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Make a topology of the deployment files of a repository.",
    discussion: """
      Reads compose files, railway.json, railway.toml, Dockerfiles, templates of env files, and the code beside them. No
      value of a secret is copied, and `.env` is never opened. What the topology does not say as the files did is listed,
      with its place. The topology passes `infracc check` before it is written.

      EXAMPLES
        infracc migrate
        infracc migrate apps/api apps/web
        infracc migrate docker-compose.yml --stdout
        infracc migrate --verify
      """)

  @Argument(help: "Directories or files of the repository; the current directory by default.", completion: .directory)
  var paths = ["."]

  @OptionGroup var options: ImportOptions

  @Option(
    name: .customLong("env"), help: "A file of one environment, as NAME=FILE, where its name does not say so.",
    completion: .file())
  var environments: [String] = []

  @Flag(help: "Compare what the topology becomes with the files that it was made of.")
  var verify = false

  func run() throws {
    var named: [String: String] = [:]
    for text in environments {
      guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
        throw ValidationError("`--env` wants a name and a file: `--env staging=docker-compose.staging.yml`")
      }
      named[String(text[text.index(after: sign)...])] = String(text[..<sign])
    }
    try options.run(paths, needsDeploymentFiles: true, environments: named, verifies: verify)
  }
}
