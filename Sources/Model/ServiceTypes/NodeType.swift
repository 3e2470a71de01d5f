import IR

extension ServiceType {
  /// A server in JavaScript or TypeScript.
  package static let node: ServiceType = {
    var type = ServiceType(
      "node", summary: "A server in JavaScript or TypeScript, under Node.js or Bun", category: .web,
      traits: [.code, .web, .generatesDockerfile], cpuMilli: 500, memory: 512 << 20)
    type.defaultPort = 3000
    type.aliases = ["express", "nest", "nestjs", "fastify", "hono", "koa", "nodejs", "bun", "elysia"]
    type.outputs = WebOutputs.all
    type.languages = [.node]
    type.recipe = nodeRecipe
    // What `main` of package.json names, without a package manager, which would not forward the stop signal.
    type.startCommand = { input in
      .words((input.recipe?.tool.tool.start ?? ["node", "."]).map { .text($0) })
    }
    type.localBuild = { input in
      input.tool.tool.install(input.install).dependencies + (input.command.map { [$0] } ?? [])
    }
    return type
  }()
}
