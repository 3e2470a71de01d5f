package import IR

/// The image of a Next.js service: dependencies, build, and a last stage that contains the standalone output only.
///
/// Without the standalone output (`build.standalone: false`) the last stage has sources, results and dependencies, like
/// that of any other service for Node.js.
@Sendable package func nextRecipe(_ input: ServiceType.RecipeInput) -> Recipe {
  let telemetry = Recipe.Pair("NEXT_TELEMETRY_DISABLED", "1")
  let dependencies = Recipe.Stage("deps", base: NodeStages.buildBase(input), steps: NodeStages.install(input))
  var recipe = Recipe(
    stages: [dependencies, nextBuild(input, telemetry)] + nextRelease(input) + [nextRun(input, telemetry)],
    ignore: NodeStages.ignore + ["**/.next", "out"], probe: .node)
  recipe.settings = [NodeStages.mode]
  recipe.packages = input.packages
  recipe.buildPackages = input.buildPackages
  recipe.registries = input.registries
  if input.isStandalone, input.releasesWithDependencies { recipe.releaseStage = "release" }
  recipe.scratch.append(Recipe.Scratch(NodeStages.folder(input) + "/.next/cache", owner: 1000))
  return recipe
}

private func nextBuild(_ input: ServiceType.RecipeInput, _ telemetry: Recipe.Pair) -> Recipe.Stage {
  let tool = input.tool.tool
  let server = (input.install.member.map { $0 + "/" } ?? "") + "server.js"
  var commands = ["mkdir -p public", input.command ?? tool.script("build")]
  if input.isStandalone {
    // Both would otherwise fail later: a missing directory at COPY, a missing server.js at the first start.
    commands.append(
      "{ test -f .next/standalone/\(server)"
        + " || { echo \"next.config: output: 'standalone' is missing\" >&2; exit 1; }; }")
  }
  var steps: [Recipe.Step] = [.environment([telemetry]), .buildPackages]
  if input.tool.base == nil { steps += input.toolSteps() }
  steps.append(.workdir("/app"))
  // Members of a workspace have dependencies of their own.
  steps.append(
    input.install.member == nil
      ? .copyFrom(stage: "deps", path: "/app/node_modules", to: "./node_modules", owner: nil)
      : .copyFrom(stage: "deps", path: "/app", to: "./", owner: nil))
  steps.append(.copySources(["."], to: "./"))
  steps += NodeStages.inFolder(input, [.build(commands, cache: nil)])
  let prune = tool.prune(input.install)
  if !input.isStandalone, !prune.isEmpty { steps.append(.install(prune, cache: tool.cache)) }
  return Recipe.Stage("build", base: NodeStages.buildBase(input), steps: steps)
}

/// The standalone server contains only what it imports, and so no program of a release command.
private func nextRelease(_ input: ServiceType.RecipeInput) -> [Recipe.Stage] {
  guard input.isStandalone, input.releasesWithDependencies else { return [] }
  let settings = [NodeStages.mode, NodeStages.path(input)]
  return [
    Recipe.Stage(
      "release", base: "build",
      steps: [.comment("For the release command: all dependencies, schema and migrations."), .environment(settings)]
        + (input.install.member == nil ? [] : [.workdir(NodeStages.folder(input))]) + [.user("1000:1000")])
  ]
}

private func nextRun(_ input: ServiceType.RecipeInput, _ telemetry: Recipe.Pair) -> Recipe.Stage {
  var settings = [NodeStages.mode, telemetry, Recipe.Pair("HOSTNAME", "0.0.0.0")]
  let base = NodeStages.base(input.nodeVersion)
  let owner = "1000:1000"
  let writes = Recipe.Step.comment("Owned by the user node (1000): Next writes its page and image cache below .next.")
  if !input.isStandalone {
    settings.append(NodeStages.path(input))
    let cache = NodeStages.folder(input) + "/.next"
    return Recipe.Stage(
      "run", base: base,
      steps: [.packages, .environment(settings)] + NodeStages.copyAll(input) + [
        writes, .copyFrom(stage: "build", path: cache, to: cache, owner: owner), .user(owner),
      ])
  }
  let folder = NodeStages.folder(input)
  let target = input.install.member.map { "./\($0)/" } ?? "./"
  return Recipe.Stage(
    "run", base: base,
    steps: [
      .packages,
      .environment(settings),
      .workdir("/app"),
      .copyFrom(stage: "build", path: folder + "/public", to: target + "public", owner: nil),
      writes,
      .copyFrom(stage: "build", path: folder + "/.next/standalone", to: "./", owner: owner),
      .copyFrom(stage: "build", path: folder + "/.next/static", to: target + ".next/static", owner: owner),
    ] + (input.install.member == nil ? [] : [.workdir(folder)]) + [.user(owner)])
}
