import IR

extension Toolchain {
  /// uv. `--locked` stops where the lock file is stale; `--frozen` would install it all the same (uv 0.13.9).
  package static let uv: Toolchain = {
    var tool = Toolchain(
      "uv", .python, manifests: ["pyproject.toml"], locks: ["uv.lock"],
      cache: Recipe.Cache(path: "/root/.cache/uv", off: Recipe.Pair("UV_NO_CACHE", "1"))
    ) { input in
      let sync = "/opt/uv/bin/uv sync --locked --no-dev" + input.flags("--extra")
      // Members of a workspace are installed after their sources are copied.
      return InstallPlan(
        input.both("pyproject.toml"), lock: "uv.lock",
        dependencies: [sync + (input.member == nil ? " --no-install-project" : " --no-install-workspace")],
        project: input.isProject || input.member != nil ? [sync + " --no-editable"] : [])
    }
    tool.version = Defaults.Tools.uv
    tool.setup = { pythonTool("uv", $0) }
    tool.setupCache = pipCache
    tool.environment = [
      Recipe.Pair("UV_PROJECT_ENVIRONMENT", "/opt/venv"), Recipe.Pair("UV_PYTHON_DOWNLOADS", "never"),
      Recipe.Pair("UV_LINK_MODE", "copy"), Recipe.Pair("UV_COMPILE_BYTECODE", "1"),
    ]
    tool.makesLock = "uv lock"
    tool.registryKey = .name
    tool.registry = { registry in
      guard let name = registry.variable else { return [] }
      return [
        Recipe.Pair("UV_INDEX_\(name)_USERNAME", registry.user),
        Recipe.Pair("UV_INDEX_\(name)_PASSWORD", "$" + registry.secret),
      ]
    }
    return tool
  }()
}
