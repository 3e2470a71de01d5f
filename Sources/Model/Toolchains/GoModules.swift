import IR

extension Toolchain {
  /// The modules of Go, which its image has.
  package static let go: Toolchain = {
    var tool = Toolchain(
      "go", .go, manifests: ["go.mod"], locks: ["go.sum"], cache: Recipe.Cache(path: "/go/pkg/mod")
    ) { input in
      // A module that needs no other has no go.sum.
      InstallPlan([input.own("go.mod")], optional: [input.own("go.sum")], dependencies: ["go mod download"])
    }
    tool.aliases = ["golang"]
    tool.version = Defaults.Tools.go
    // Debian 12, as the image that programs with C libraries run in.
    tool.base = { "golang:\($0)-bookworm" }
    tool.start = ["/app"]
    tool.makesLock = "go mod tidy"
    tool.registryKey = .host
    tool.registry = { registry in
      registry.address.map { [Recipe.Pair("GOPROXY", $0 + ",direct")] } ?? []
    }
    return tool
  }()
}
