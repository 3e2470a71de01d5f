package import IR

extension ServiceType {
  /// What a build recipe is made of.
  package struct RecipeInput: Hashable, Sendable {
    /// First and second number: `3.13`.
    package var pythonVersion: String
    /// The first number: `24`.
    package var nodeVersion: String
    /// Of the operating system, in every stage.
    package var packages: [String]
    /// `build.command`; nil: the script of the type.
    package var command: String?
    /// `build.output`, the directory that a build writes; nil: that of the type.
    package var output: String?
    /// The Python web server that the requirements must bring; nil: none.
    package var serverKind: String?
    /// The class of gunicorn's workers; nil: there are none.
    package var workerClass: String?
    /// The package manager with its version.
    package var tool: ToolChoice
    /// What the package manager installs from.
    package var install: InstallInput
    /// The package of a program in Go.
    package var package: String?
    /// Of the operating system, in the stages before the last one.
    package var buildPackages: [String]
    /// Registries of private packages, with the variables in which the tool reads their secrets.
    package var registries: [Recipe.Registry]
    /// Whether the image of Next.js has the standalone server alone.
    package var isStandalone: Bool
    /// The program that the start command begins with; nil: the type has a command of its own, or a shell starts it.
    package var program: String?
    /// The first path among the arguments of that program: `dist/main.js`; nil: there is none.
    package var script: String?
    /// The release command runs a program of the dependencies.
    package var releasesWithDependencies: Bool
    /// The variables with which static files are collected; nil: they are not.
    package var collectstatic: [Recipe.Pair]?

    package init(
      pythonVersion: String = Defaults.python, nodeVersion: String = Defaults.node, packages: [String] = [],
      command: String? = nil, output: String? = nil, serverKind: String? = nil, workerClass: String? = nil,
      tool: ToolChoice = ToolChoice(.pip), install: InstallInput = InstallInput(), package: String? = nil,
      buildPackages: [String] = [], registries: [Recipe.Registry] = [], isStandalone: Bool = true,
      program: String? = nil, script: String? = nil, releasesWithDependencies: Bool = false,
      collectstatic: [Recipe.Pair]? = nil
    ) {
      self.pythonVersion = pythonVersion
      self.nodeVersion = nodeVersion
      self.packages = packages
      self.command = command
      self.output = output
      self.serverKind = serverKind
      self.workerClass = workerClass
      self.tool = tool
      self.install = install
      self.package = package
      self.buildPackages = buildPackages
      self.registries = registries
      self.isStandalone = isStandalone
      self.program = program
      self.script = script
      self.releasesWithDependencies = releasesWithDependencies
      self.collectstatic = collectstatic
    }

    /// Manifest and lock, then the other files that the installation reads, each at its own place.
    func copies(_ plan: InstallPlan) -> [Recipe.Step] {
      let known = plan.manifests + plan.optional
      // Files of the top directory are one COPY; everything else is copied under its own name.
      let flat = plan.manifests.filter { !$0.contains("/") }
      let deep = plan.manifests.filter { $0.contains("/") } + install.files.filter { !known.contains($0) }
      var steps: [Recipe.Step] = []
      if !plan.optional.isEmpty {
        let folder = install.member.map { "./" + $0 + "/" } ?? "./"
        steps.append(.copyManifests(plan.manifests, optional: plan.optional, to: folder))
        return steps + install.files.filter { !known.contains($0) }.map { .copySources([$0], to: "./" + $0) }
      }
      if !flat.isEmpty { steps.append(.copySources(flat, to: "./")) }
      return steps + deep.map { .copySources([$0], to: "./" + $0) }
    }

    /// The steps that bring the tool into a stage.
    func toolSteps() -> [Recipe.Step] {
      tool.setup.isEmpty ? [] : [.install(tool.setup, cache: tool.tool.setupCache)]
    }
  }
}

extension Toolchain.Language {
  /// The recipe for code whose language alone is known.
  var recipe: @Sendable (ServiceType.RecipeInput) -> Recipe {
    switch self {
    case .python: pythonRecipe
    case .node: nodeRecipe
    case .go: goRecipe
    }
  }
}
