import IR

extension Toolchain {
  /// pnpm, installed with npm: corepack is not in every image of Node.js.
  package static let pnpm: Toolchain = {
    var tool = Toolchain(
      "pnpm", .node, manifests: ["package.json"], locks: ["pnpm-lock.yaml"],
      cache: Recipe.Cache(path: "/root/.local/share/pnpm/store")
    ) { input in
      // What a member needs, and what that needs.
      let filter = input.member.map { " --filter \"./\($0)...\"" } ?? ""
      return InstallPlan(
        input.both("package.json"), lock: "pnpm-lock.yaml", dependencies: ["pnpm install --frozen-lockfile" + filter])
    }
    tool.version = Defaults.Tools.pnpm
    tool.setup = { ["npm install --global pnpm@\($0)"] }
    tool.setupCache = npmCache
    tool.script = { "pnpm run \($0)" }
    tool.programs = ["pnpm", "pnpx"]
    // Without a terminal it requires `CI`; frameworks read that variable, so it is set for this command alone.
    tool.prune = { input in
      guard let member = input.member else { return ["CI=true pnpm prune --prod --ignore-scripts"] }
      return [
        "CI=true pnpm --filter \"./\(member)\" --config.deploy-all-files=true deploy --legacy --prod --ignore-scripts /out",
        "rm -rf node_modules \"\(member)/node_modules\"", "mv /out/node_modules \"\(member)/node_modules\"",
      ]
    }
    tool.makesLock = "pnpm install"
    return tool
  }()
}
