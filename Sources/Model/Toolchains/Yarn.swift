import IR

extension Toolchain {
  /// Yarn 1.
  package static let yarn: Toolchain = {
    var tool = Toolchain("yarn", .node, manifests: ["package.json"], locks: ["yarn.lock"], cache: yarnCache) { input in
      InstallPlan(input.both("package.json"), lock: "yarn.lock", dependencies: ["yarn install --frozen-lockfile"])
    }
    tool.aliases = ["yarn1", "yarn-classic"]
    tool.version = Defaults.Tools.yarn
    // Some images of Node.js have a yarn already.
    tool.setup = { ["npm install --global --force yarn@\($0)"] }
    tool.setupCache = npmCache
    tool.script = { "yarn run \($0)" }
    tool.programs = ["yarn"]
    tool.prune = { _ in ["yarn install --production --frozen-lockfile --ignore-scripts --prefer-offline"] }
    tool.makesLock = "yarn install"
    return tool
  }()

  /// Yarn's cache, at the path that hadolint expects.
  static let yarnCache: Recipe.Cache = {
    var cache = Recipe.Cache(path: "/usr/local/share/.cache/yarn")
    cache.unmounted = [
      "The cache is used once more, and this stage is no part of the image.", "hadolint ignore=DL3060",
    ]
    return cache
  }()
}
