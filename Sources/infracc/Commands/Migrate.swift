import ArgumentParser

struct Migrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Create a topology from the deployment files of a repository.",
    discussion: """
      Reads compose files, railway.json, railway.toml, render.yaml, fly.toml, Procfile, app.json, Dockerfiles, templates of
      env files, and the code in their directories. No secret value is copied, and `.env` is never opened. Everything
      that differs from the files is listed with its location. The topology passes `infracc check` before it is written.

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
    name: .customLong("env"), help: "A compose file of one environment, as NAME=FILE.",
    completion: .file())
  var environments: [String] = []

  @Flag(help: "Compare the generated files with the original ones.")
  var verify = false

  func run() throws {
    var named: [String: String] = [:]
    for text in environments {
      guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
        throw ValidationError("`--env` requires a name and a file: `--env staging=docker-compose.staging.yml`")
      }
      named[String(text[text.index(after: sign)...])] = String(text[..<sign])
    }
    try options.run(paths, needsDeploymentFiles: true, environments: named, verifies: verify)
  }
}
