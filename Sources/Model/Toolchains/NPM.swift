import IR

extension Toolchain {
  /// npm, which the image of Node.js has.
  package static let npm: Toolchain = {
    let locks = ["package-lock.json", "npm-shrinkwrap.json"]
    var tool = Toolchain("npm", .node, manifests: ["package.json"], locks: locks, cache: npmCache) { input in
      InstallPlan(input.both("package.json"), lock: lock(of: locks, input), dependencies: ["npm ci"])
    }
    tool.setup = { ["npm install --global npm@\($0)"] }
    tool.script = { "npm run \($0)" }
    tool.programs = ["npm", "npx"]
    tool.prune = { _ in ["npm prune --omit=dev --ignore-scripts"] }
    tool.makesLock = "npm install"
    return tool
  }()

  static let npmCache = Recipe.Cache(path: "/root/.npm")

  /// The lock that is among the install files, else the usual one.
  static func lock(of locks: [String], _ input: InstallInput) -> String {
    locks.first(where: input.files.contains) ?? locks[0]
  }
}
