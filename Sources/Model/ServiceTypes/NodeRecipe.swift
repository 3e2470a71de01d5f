import IR

/// The image of a service in JavaScript: everything is installed, built where there is a build command, and what only
/// the build needs is removed; the last stage has sources, results and dependencies.
@Sendable func nodeRecipe(_ input: ServiceType.RecipeInput) -> Recipe {
  let tool = input.tool.tool
  var steps = NodeStages.install(input) + [.copySources(["."], to: "./")]
  if let command = input.command, !command.isEmpty {
    steps += NodeStages.inFolder(input, [.build(["export NODE_ENV=production", command], cache: nil)])
  }
  let prune = tool.prune(input.install)
  if !prune.isEmpty { steps.append(.install(prune, cache: tool.cache)) }
  let build = Recipe.Stage("build", base: NodeStages.buildBase(input), steps: steps)
  // Bun runs in its own image; everything else is a program for Node.js.
  let runsTool = input.program.map(tool.programs.contains) ?? false
  let run = Recipe.Stage(
    "run", base: runsTool ? NodeStages.buildBase(input) : NodeStages.base(input.nodeVersion),
    steps: [.packages, .environment([NodeStages.mode, NodeStages.path(input)])]
      + (runsTool && input.tool.base == nil ? input.toolSteps() : [])
      + NodeStages.copyAll(input) + [.user("1000:1000")])
  var recipe = Recipe(
    stages: [build, run], ignore: NodeStages.ignore + NodeStages.results(input),
    probe: runsTool && input.tool.base != nil ? .bun : .node)
  recipe.settings = [NodeStages.mode]
  recipe.packages = input.packages
  recipe.buildPackages = input.buildPackages
  recipe.registries = input.registries
  return recipe
}
