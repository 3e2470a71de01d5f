import IR

extension Toolchain {
  /// Yarn 2 and newer. It runs the release that `yarnPath` of .yarnrc.yml names, where the repository has one.
  package static let yarnBerry: Toolchain = {
    var tool = Toolchain(
      "yarn-berry", .node, manifests: ["package.json"], locks: ["yarn.lock"], cache: yarnCache
    ) { input in
      InstallPlan(input.both("package.json"), lock: "yarn.lock", dependencies: ["yarn install --immutable"])
    }
    tool.aliases = ["berry", "yarn2", "yarn3", "yarn4"]
    tool.lockMark = "__metadata:"
    tool.version = Defaults.Tools.yarnBerry
    tool.setup = { ["npm install --global --force @yarnpkg/cli-dist@\($0)"] }
    tool.setupCache = npmCache
    tool.environment = [
      Recipe.Pair("YARN_NODE_LINKER", "node-modules"), Recipe.Pair("YARN_CACHE_FOLDER", "/usr/local/share/.cache/yarn"),
      Recipe.Pair("YARN_ENABLE_GLOBAL_CACHE", "false"), Recipe.Pair("YARN_ENABLE_TELEMETRY", "0"),
    ]
    tool.script = { "yarn run \($0)" }
    tool.programs = ["yarn"]
    tool.prune = { ["yarn workspaces focus --production" + ($0.member == nil ? "" : " --all")] }
    tool.makesLock = "yarn install"
    return tool
  }()
}
