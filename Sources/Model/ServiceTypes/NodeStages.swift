import IR

/// What images of code for Node.js have in common.
enum NodeStages {
  static let ignore = ["**/node_modules", "coverage"]

  /// What the server and many libraries take for the word that the code is finished.
  static let mode = Recipe.Pair("NODE_ENV", "production")

  /// Names of directories that nothing but a build makes; `public` and `lib` can hold sources.
  static let made: Set<String> = ["dist", "build", "out", ".output", "_site"]

  /// Words of commands that make programs. Others make something beside them: `prisma generate`.
  private static let makers: Set<String> = [
    "build", "compile", "bundle", "tsc", "tsup", "swc", "esbuild", "rollup", "webpack", "vite",
  ]

  /// What a build command makes, which an earlier one may have left: the directory that the compiler of TypeScript and
  /// its frameworks write, the one that the service is started from if its name says that it is made, and the record by
  /// which that compiler omits files that it has written before.
  static func results(_ input: ServiceType.RecipeInput) -> [String] {
    let words = (input.command ?? "").split { !$0.isLetter }.map(String.init)
    guard !makers.isDisjoint(with: words) else { return [] }
    let started = input.script.flatMap { $0.split(separator: "/").map(String.init).first { $0 != "." } }
    let folders = made.sorted().filter { $0 == "dist" || $0 == started }
    return folders.map(input.install.own) + ["**/*.tsbuildinfo"]
  }

  /// The image of Node.js alone.
  static func base(_ version: String) -> String { "node:\(version)-\(Defaults.Debian.node(version))-slim" }

  /// The image that has Node.js or what takes its place, and the tool.
  static func buildBase(_ input: ServiceType.RecipeInput) -> String {
    input.tool.base ?? base(input.nodeVersion)
  }

  /// From the tool to the installed dependencies, including those of the build: `NODE_ENV=production` would omit them,
  /// and is set for the build command alone.
  static func install(_ input: ServiceType.RecipeInput) -> [Recipe.Step] {
    let tool = input.tool.tool
    let plan = tool.install(input.install)
    return [.buildPackages] + environment(input) + input.toolSteps() + [
      .workdir("/app"),
      .comment("Dependencies before sources: this layer is rebuilt only when the lock file changes."),
    ] + input.copies(plan) + [.install(plan.dependencies, cache: tool.cache)]
  }

  /// Disables hooks of git, which are for developers; the tool may read more.
  private static func environment(_ input: ServiceType.RecipeInput) -> [Recipe.Step] {
    [.environment([Recipe.Pair("HUSKY", "0")] + input.tool.tool.environment)]
  }

  /// The directory of the service below the one that is built.
  static func folder(_ input: ServiceType.RecipeInput) -> String { input.install.member.map { "/app/" + $0 } ?? "/app" }

  /// Changes the directory for some steps where the service is a member of a workspace.
  static func inFolder(_ input: ServiceType.RecipeInput, _ steps: [Recipe.Step]) -> [Recipe.Step] {
    guard input.install.member != nil, !steps.isEmpty else { return steps }
    return [.workdir(folder(input))] + steps + [.workdir("/app")]
  }

  /// Where programs of the dependencies are, so that a command can name them without a package manager.
  static func path(_ input: ServiceType.RecipeInput) -> Recipe.Pair {
    let own = input.install.member.map { "/app/\($0)/node_modules/.bin:" } ?? ""
    return Recipe.Pair("PATH", own + "/app/node_modules/.bin:$PATH")
  }

  /// What brings all into the last stage: sources, results and dependencies.
  static func copyAll(_ input: ServiceType.RecipeInput) -> [Recipe.Step] {
    [
      .workdir("/app"), .comment("Owned by root: the process cannot change its own code."),
      .copyFrom(stage: "build", path: "/app", to: "./", owner: nil),
    ] + (input.install.member == nil ? [] : [.workdir(folder(input))])
  }
}
