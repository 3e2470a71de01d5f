import IR

extension Toolchain {
  /// Bun, which its own image has.
  package static let bun: Toolchain = {
    let locks = ["bun.lock", "bun.lockb"]
    var tool = Toolchain(
      "bun", .node, manifests: ["package.json"], locks: locks, cache: Recipe.Cache(path: "/root/.bun/install/cache")
    ) { input in
      let filter = input.member.map { " --filter \"./\($0)\"" } ?? ""
      return InstallPlan(
        input.both("package.json"), lock: lock(of: locks, input),
        dependencies: ["bun install --frozen-lockfile" + filter])
    }
    tool.version = Defaults.Tools.bun
    tool.base = { "oven/bun:\($0)-slim" }
    tool.script = { "bun run \($0)" }
    tool.programs = ["bun", "bunx"]
    tool.start = ["bun", "run", "start"]
    tool.prune = { input in
      let folders = ["node_modules"] + (input.member.map { ["\"\($0)/node_modules\""] } ?? [])
      return [
        "rm -rf \(folders.joined(separator: " "))", "bun install --production --frozen-lockfile --ignore-scripts",
      ]
    }
    tool.makesLock = "bun install"
    return tool
  }()
}
