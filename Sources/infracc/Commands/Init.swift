import ArgumentParser

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make a topology of the code of a repository, and of its deployment files.",
    discussion: """
      Reads Python, JavaScript, TypeScript and Go, their manifests and lock files, and everything that `infracc migrate`
      reads. It asks nothing: what cannot be known is written down with a remark.

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
