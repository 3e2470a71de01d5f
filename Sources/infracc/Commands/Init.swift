import ArgumentParser

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Create a topology from the code of a repository and its deployment files.",
    discussion: """
      Reads Python, JavaScript, TypeScript and Go, their manifests and lock files, and everything that `infracc migrate`
      reads. It asks no questions: what is unknown is listed as a note.

      EXAMPLES
        infracc init
        infracc init services/api --name shop
        infracc init --stdout
      """)

  @Argument(help: "The directory of the repository.", completion: .directory)
  var path = "."

  @OptionGroup var options: ImportOptions

  func run() throws { try options.run([path], needsDeploymentFiles: false) }
}
