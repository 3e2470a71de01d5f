import IR

extension Toolchain {
  /// pipenv, which installs into the virtual environment that is active. `sync` does not compare the lock file with the
  /// Pipfile; `verify` does (pipenv 2026.10.3).
  package static let pipenv: Toolchain = {
    var tool = Toolchain(
      "pipenv", .python, manifests: ["Pipfile"], locks: ["Pipfile.lock"],
      cache: Recipe.Cache(path: "/root/.cache/pipenv")
    ) { input in
      let categories = input.extras.isEmpty ? "" : " --categories \"packages \(input.extras.joined(separator: " "))\""
      return InstallPlan(
        [input.own("Pipfile")], lock: input.own("Pipfile.lock"),
        dependencies: ["/opt/pipenv/bin/pipenv verify", "/opt/pipenv/bin/pipenv sync" + categories])
    }
    tool.version = Defaults.Tools.pipenv
    tool.setup = { pythonTool("pipenv", $0) }
    tool.setupCache = pipCache
    tool.environment = [Recipe.Pair("VIRTUAL_ENV", "/opt/venv"), Recipe.Pair("PIPENV_VERBOSITY", "-1")]
    tool.makesLock = "pipenv lock"
    return tool
  }()
}
