import IR

private let mebibyte = 1 << 20

extension ServiceType {
  package static let node: ServiceType = {
    var type = ServiceType(
      "node", summary: "A server in JavaScript or TypeScript, under Node.js or Bun", category: .web,
      traits: [.code, .web, .generatesDockerfile], cpuMilli: 500, memory: 512 * mebibyte)
    type.defaultPort = 3000
    type.aliases = ["express", "nest", "nestjs", "fastify", "hono", "koa", "nodejs", "bun", "elysia"]
    type.outputs = WebOutputs.all
    type.languages = [.node]
    type.recipe = nodeRecipe
    // What `main` of package.json names; no package manager in between, which would keep the stop signal to itself.
    type.startCommand = { input in
      .words((input.recipe?.tool.tool.start ?? ["node", "."]).map { .text($0) })
    }
    type.localBuild = { input in
      input.tool.tool.install(input.install).dependencies + (input.command.map { [$0] } ?? [])
    }
    type.signature = ["express", "fastify", "hono", "koa", "elysia", "@nestjs/core"]
    return type
  }()
}
