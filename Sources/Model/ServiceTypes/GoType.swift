import IR

extension ServiceType {
  /// A program in Go that answers HTTP.
  package static let go: ServiceType = {
    var type = ServiceType(
      "go", summary: "A server in Go, alone in its image", category: .web,
      traits: [.code, .web, .generatesDockerfile], cpuMilli: 500, memory: 256 << 20)
    type.defaultPort = 8080
    type.aliases = ["golang", "gin", "echo", "fiber", "chi"]
    type.outputs = WebOutputs.all
    type.languages = [.go]
    type.recipe = goRecipe
    type.startCommand = { input in .words((input.recipe?.tool.tool.start ?? ["/app"]).map { .text($0) }) }
    type.localCommand = { input in
      .words(["go", "run", input.recipe?.package ?? "."].map { .text($0) })
    }
    return type
  }()
}
