import IR

extension Toolchain {
  /// Poetry, which installs into the virtual environment that is active. A stale lock stops it (Poetry 2.5.1).
  package static let poetry: Toolchain = {
    var tool = Toolchain(
      "poetry", .python, manifests: ["pyproject.toml"], locks: ["poetry.lock"],
      cache: Recipe.Cache(path: "/root/.cache/pypoetry")
    ) { input in
      let install = "/opt/poetry/bin/poetry install --only main" + input.flags("--extras")
      return InstallPlan(
        [input.own("pyproject.toml")], lock: input.own("poetry.lock"), dependencies: [install + " --no-root"],
        project: input.isProject ? [install] : [])
    }
    tool.version = Defaults.Tools.poetry
    tool.setup = { pythonTool("poetry", $0) }
    tool.setupCache = pipCache
    tool.environment = [Recipe.Pair("VIRTUAL_ENV", "/opt/venv"), Recipe.Pair("POETRY_NO_INTERACTION", "1")]
    tool.makesLock = "poetry lock"
    tool.registryKey = .name
    tool.registry = { registry in
      guard let name = registry.variable else { return [] }
      return [
        Recipe.Pair("POETRY_HTTP_BASIC_\(name)_USERNAME", registry.user),
        Recipe.Pair("POETRY_HTTP_BASIC_\(name)_PASSWORD", "$" + registry.secret),
      ]
    }
    return tool
  }()
}
