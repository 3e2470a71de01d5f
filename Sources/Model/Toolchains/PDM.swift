import IR

extension Toolchain {
  /// PDM, which installs into the virtual environment that is active. `sync` does not compare the lock file with
  /// `pyproject.toml`; `lock --check` does (PDM 2.29.4).
  package static let pdm: Toolchain = {
    var tool = Toolchain(
      "pdm", .python, manifests: ["pyproject.toml"], locks: ["pdm.lock"], cache: Recipe.Cache(path: "/root/.cache/pdm")
    ) { input in
      let sync = "/opt/pdm/bin/pdm sync --prod" + input.flags("--group")
      return InstallPlan(
        [input.own("pyproject.toml")], lock: input.own("pdm.lock"),
        dependencies: ["/opt/pdm/bin/pdm lock --check", sync + " --no-self"],
        project: input.isProject ? [sync + " --no-editable"] : [])
    }
    tool.version = Defaults.Tools.pdm
    // PDM 2.29 allows every newer hishel and does not start with 2.0 (November 2026).
    tool.setup = { pythonTool("pdm", $0, others: ["hishel<2"]) }
    tool.setupCache = pipCache
    tool.environment = [
      Recipe.Pair("VIRTUAL_ENV", "/opt/venv"), Recipe.Pair("PDM_IGNORE_SAVED_PYTHON", "1"),
      Recipe.Pair("PDM_CHECK_UPDATE", "0"),
    ]
    tool.makesLock = "pdm lock"
    return tool
  }()
}
