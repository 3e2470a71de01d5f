package import Resolution
import IR
package import Model

/// Lowers how a service's image is made.
package struct BuildLowering {
  private let analysis: EnvironmentAnalysis
  private let roots: RootTree
  private let recipes: KnownRecipes

  /// - Parameter known: what was worked out so far in this run.
  package init(_ analysis: EnvironmentAnalysis, known: KnownResults = KnownResults()) {
    self.analysis = analysis
    recipes = known.recipes
    roots = known.roots.tree(of: analysis.symbols.services.compactMap { $0.declaration.root?.value })
  }

  /// Nil where a finished image is run.
  func build(of symbol: ServiceSymbol) -> Build? {
    let symbol = imageMaker(of: symbol)
    let declaration = symbol.declaration
    if declaration.image != nil { return nil }
    let declared = declaration.build?.value
    if declared?.builder?.value == "none" { return nil }
    var build = Build(root: declaration.root?.value ?? ".")
    build.builder = declared?.builder?.value == "railpack" ? .railpack : .dockerfile
    build.dockerfile = declared?.handWrittenDockerfile
    build.target = declared?.target?.value
    build.push = declared?.push?.value
    build.secrets = (declared?.secrets ?? []).map { "shared/" + $0.value }
    build.args = arguments(symbol)
    if build.builder == .railpack, let declared {
      build.command = declared.command?.value
      let known = Set(build.args.map(\.name) + symbol.variables.map(\.name))
      build.args += RailpackVariables.of(declared).filter { !known.contains($0.name) }
    }
    if build.builder == .dockerfile, build.dockerfile == nil, let type = recipeType(of: symbol),
      let input = recipeInput(of: type, root: build.root, declared)
    {
      build.workspace = declared.flatMap { $0.workspaceAbove(build.root) }
      build.recipe = recipes.recipe(of: type.type, input)
      for registry in input.registries where !build.secrets.contains(registry.secret) {
        build.secrets.append(registry.secret)
      }
    }
    analysis.symbols.tracer.note(.folders)
    let contents = roots.contents(of: build.root)
    build.nestedRoots =
      build.workspace == nil
      ? contents.roots
      : roots.contents(of: build.sources).roots.filter {
        $0 != build.root
      }
    build.watch = declared.flatMap { $0.watch.isEmpty ? nil : $0.watch.map(\.value) } ?? contents.watch
    if let declared, let workspace = build.workspace, declared.watch.isEmpty {
      build.watch += WorkspaceWatch.patterns(of: build, in: workspace)
    }
    return build
  }

  /// The input of the recipe of a service; nil: it has no recipe.
  package func recipeInput(of symbol: ServiceSymbol) -> ServiceType.RecipeInput? {
    let declaration = symbol.declaration
    return recipeInput(of: symbol, root: declaration.root?.value ?? ".", declaration.build?.value)
  }

  private func recipeInput(
    of symbol: ServiceSymbol, root: String, _ declared: BuildDeclaration?
  ) -> ServiceType.RecipeInput? {
    guard let tool = symbol.toolChoice(declared) else { return nil }
    var input = ServiceType.RecipeInput(tool: tool)
    if let version = declared?.python?.value { input.pythonVersion = version }
    if let version = declared?.node?.value { input.nodeVersion = version }
    input.packages = declared?.packages.map(\.value) ?? []
    input.command = declared?.command?.value
    input.output = declared?.output?.value
    input.serverKind = symbol.traits.contains(.server) ? symbol.serverKind : symbol.type.program
    input.workerClass = symbol.workerClass
    input.collectstatic = CollectedStatic.values(of: symbol)
    let started = symbol.hasWrittenCommand ? symbol.writtenCommand?.programs.invocations.first : nil
    input.program = symbol.hasWrittenCommand ? started?.program.text : tool.tool.start?.first
    input.script = started?.arguments.map(\.text).first { $0.contains("/") && !$0.hasPrefix("-") }
    input.releasesWithDependencies = symbol.declaration.release.map(ReleasePrograms.needDependencies) ?? false
    guard let declared else { return input }
    input.install = InstallInput(
      files: declared.installFiles.map(\.value), isProject: declared.installsProject?.value ?? false,
      extras: declared.extras.map(\.value), member: declared.member(of: root))
    input.package = declared.package?.value
    input.buildPackages = declared.buildPackages.map(\.value)
    input.registries = declared.registries.compactMap { $0.lowered(for: tool.tool) }
    input.isStandalone = declared.isStandalone?.value ?? true
    return input
  }

  /// The start command of the tool that a service is built with, where neither its type nor the topology has one.
  func ownCommand(of symbol: ServiceSymbol, _ build: Build?) -> Command? {
    guard build?.recipe != nil, recipeType(of: symbol) === symbol, !symbol.traits.contains(.generatesDockerfile),
      let words = symbol.toolChoice(symbol.declaration.build?.value)?.tool.start
    else { return nil }
    return .words(words.map { .text($0) })
  }

  /// The service that the image is taken from: this one, or the last that `image_of` leads to.
  private func imageMaker(of symbol: ServiceSymbol) -> ServiceSymbol {
    var maker = symbol
    var seen: Set<String> = [symbol.folded]
    while maker.declaration.image == nil, let name = maker.declaration.build?.value.imageOf?.value,
      let sibling = analysis.symbols.service(name), seen.count <= Extends.longestChain,
      seen.insert(sibling.folded).inserted
    {
      maker = sibling
    }
    return maker
  }

  /// The service whose type determines the image: of this one and those that it extends, the first web service with a
  /// recipe, so that a worker of its code runs the same image; else the first with a recipe. Where none has one, this
  /// service itself if it names a toolchain.
  package func recipeType(of symbol: ServiceSymbol) -> ServiceSymbol? {
    var first: ServiceSymbol?
    var next: ServiceSymbol? = symbol
    var seen: Set<String> = []
    while let service = next, seen.count <= Extends.longestChain, seen.insert(service.folded).inserted {
      if service.traits.contains(.generatesDockerfile) {
        if service.traits.contains(.web) { return service }
        first = first ?? service
      }
      next = service.declaration.extends.flatMap { analysis.symbols.service($0.value) }
    }
    return first ?? (symbol.declaration.build?.value.toolchain == nil ? nil : symbol)
  }

  private func arguments(_ symbol: ServiceSymbol) -> [Variable] {
    (symbol.declaration.build?.value.args ?? []).compactMap { argument in
      guard let node = argument.value.value else { return nil }
      let value = symbol.text(at: node)
      if value?.isPoisoned == true { return nil }
      return Variable(
        name: argument.name, type: (argument.value.type?.value ?? .string).description, phase: .build,
        marks: value?.value.marks.lowered ?? Variable.Marks(), surface: value?.surface,
        value: value?.value.expression ?? .literal(node.text ?? ""), doc: argument.value.doc?.value)
    }
  }
}

extension ServiceSymbol {
  /// Whether the image's own command runs: infracc does not write the image, and nothing is written that a command is
  /// derived from.
  /// - Parameter build: how its image is made; nil: it is a finished one.
  func keepsImageCommand(build: Build?) -> Bool {
    guard !hasWrittenCommand, declaration.app == nil, declaration.server == nil, declaration.workers == nil
    else { return false }
    // The command of an image of another service is that service's.
    let isBorrowed = declaration.extends != nil || declaration.build?.value.imageOf != nil
    if isBorrowed, !traits.contains(.web), type.startCommand != nil { return false }
    return declaration.image != nil || build?.dockerfile != nil
  }
}

/// The recipes of a run: services by the hundred are built alike, and then have one.
final class KnownRecipes {
  private struct Key: Hashable {
    let type: String
    let input: ServiceType.RecipeInput
  }

  private var known: [Key: Recipe] = [:]

  /// Nil where the type has none.
  func recipe(of type: ServiceType, _ input: ServiceType.RecipeInput) -> Recipe? {
    guard let make = type.imageRecipe(with: input.tool.tool) else { return nil }
    let key = Key(type: type.name, input: input)
    if let recipe = known[key] { return recipe }
    let recipe = make(input)
    known[key] = recipe
    return recipe
  }
}

/// The roots of the last environment that was lowered: most have those of the one before.
final class KnownRoots {
  private var last: (roots: [String], tree: RootTree)?

  fileprivate func tree(of roots: [String]) -> RootTree {
    if let last, last.roots == roots { return last.tree }
    let tree = RootTree(roots)
    last = (roots, tree)
    return tree
  }
}

/// The roots of all services, so that those inside one another are found without comparing every pair.
private final class RootTree {
  /// What lies inside a folder, in order of declaration.
  struct Contents {
    let roots: [String]
    /// What concerns the folder's own image: the folder without these roots.
    let watch: [String]
  }

  /// Without `.`, sorted by their bytes: what lies inside a folder stands together.
  private lazy var sorted: [(root: String, position: Int)] = {
    var seen: Set<String> = ["."]
    let distinct = roots.filter { seen.insert($0).inserted }
    return distinct.enumerated().map { ($1, $0) }.sorted { Self.precedes($0.root, $1.root) }
  }()
  private let roots: [String]
  /// Services often share a root.
  private var known: [String: Contents] = [:]

  init(_ roots: [String]) { self.roots = roots }

  private static func precedes(_ a: String, _ b: String) -> Bool {
    var (a, b) = (a, b)
    return a.withUTF8 { a in
      b.withUTF8 { b in
        let index = (0..<min(a.count, b.count)).first { a[$0] != b[$0] }
        return index.map { a[$0] < b[$0] } ?? (a.count < b.count)
      }
    }
  }

  func contents(of folder: String) -> Contents {
    if let contents = known[folder] { return contents }
    let prefix = folder == "." ? "" : folder + "/"
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if Self.precedes(sorted[middle].root, prefix) { low = middle + 1 } else { high = middle }
    }
    let roots = sorted[low...].prefix { $0.root.utf8.starts(with: prefix.utf8) }
      .sorted { $0.position < $1.position }.map(\.root)
    let contents = Contents(roots: roots, watch: [prefix + "**"] + roots.map { "!" + $0 + "/**" })
    known[folder] = contents
    return contents
  }
}
