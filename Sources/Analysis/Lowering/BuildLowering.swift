import IR
import Model

/// Lowers how a service's image is made.
struct BuildLowering {
  let analysis: EnvironmentAnalysis
  let targets: [String]

  /// Nil where a finished image is run.
  func build(of symbol: ServiceSymbol) -> Build? {
    let declaration = symbol.declaration
    if declaration.image != nil { return nil }
    if let name = declaration.build?.value.imageOf?.value, let sibling = analysis.symbols.service(name),
      sibling !== symbol
    {
      return build(of: sibling)
    }
    let declared = declaration.build?.value
    if declared?.builder?.value == "none" { return nil }
    var build = Build(root: declaration.root?.value ?? ".")
    build.builder = declared?.builder?.value == "railpack" ? .railpack : .dockerfile
    build.dockerfile = declared?.dockerfile.flatMap { $0.value == "generate" ? nil : $0.value }
    build.target = declared?.target?.value
    build.image = declared?.image?.value
    build.secrets = (declared?.secrets ?? []).map { "shared/" + $0.value }
    build.args = arguments(symbol)
    build.nestedRoots = nestedRoots(in: build.root, of: symbol)
    build.watch = declared.flatMap { $0.watch.isEmpty ? nil : $0.watch.map(\.value) } ?? watch(build)
    if build.builder == .dockerfile, build.dockerfile == nil, let type = recipeType(of: symbol),
      let recipe = type.type.recipe
    {
      build.recipe = recipe(
        ServiceType.RecipeInput(
          pythonVersion: declared?.python?.value ?? "3.12", nodeVersion: declared?.node?.value ?? "22",
          packages: declared?.packages.map(\.value) ?? [], command: declared?.command?.value,
          output: declared?.output?.value,
          serverKind: type.traits.contains(.server) ? ServerLowering.kind(of: type) : nil))
    }
    return build
  }

  /// The service whose type says how the image is made: this one, or the first that it extends which can.
  func recipeType(of symbol: ServiceSymbol) -> ServiceSymbol? {
    var next: ServiceSymbol? = symbol
    var seen: Set<String> = []
    while let service = next, seen.insert(service.folded).inserted {
      if service.traits.contains(.generatesDockerfile) { return service }
      next = service.declaration.extends.flatMap { analysis.symbols.service($0.value) }
    }
    return nil
  }

  private func arguments(_ symbol: ServiceSymbol) -> [Variable] {
    (symbol.declaration.build?.value.args ?? []).compactMap { argument in
      guard let node = argument.value.value else { return nil }
      let value = analysis.texts[ObjectIdentifier(node)]
      if value?.isPoisoned == true { return nil }
      return Variable(
        name: argument.name, type: (argument.value.type?.value ?? .string).description, phase: .build,
        marks: value?.value.marks.lowered ?? Variable.Marks(), surface: value?.surface,
        value: value?.value.expression ?? .literal(node.text ?? ""), doc: argument.value.doc?.value)
    }
  }

  /// Roots of siblings that lie inside this one.
  private func nestedRoots(in root: String, of symbol: ServiceSymbol) -> [String] {
    let prefix = root == "." ? "" : root + "/"
    var roots: [String] = []
    for sibling in analysis.symbols.services where sibling !== symbol {
      guard let other = sibling.declaration.root?.value, other != root, other != ".", other.hasPrefix(prefix),
        !roots.contains(other)
      else { continue }
      roots.append(other)
    }
    return roots
  }

  private func watch(_ build: Build) -> [String] {
    [build.root == "." ? "**" : build.root + "/**"] + build.nestedRoots.map { "!" + $0 + "/**" }
  }
}
