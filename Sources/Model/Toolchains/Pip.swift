import IR

extension Toolchain {
  /// pip, which the image of Python has. It installs from `requirements.txt`, or from the first of the install files that
  /// is a list of requirements or `pyproject.toml`.
  package static let pip: Toolchain = {
    var tool = Toolchain(
      "pip", .python, manifests: ["requirements.txt"], locks: [], cache: pipCache
    ) { input in
      let file = input.files.first { $0.hasSuffix(".txt") || $0.hasSuffix("pyproject.toml") }
      let source = file ?? input.own("requirements.txt")
      let path = input.member == nil ? source : "/app/" + source
      var plan = InstallPlan([source], dependencies: ["pip install --requirement \(path)"])
      if source.hasSuffix("pyproject.toml") {
        plan.dependencies = [
          "python -c '\(requirements(of: path, extras: input.extras))' > /tmp/requirements.txt",
          "pip install --requirement /tmp/requirements.txt",
        ]
      }
      if input.isProject { plan.project = ["pip install --no-deps ."] }
      return plan
    }
    tool.makesLock = "uv lock"
    tool.registry = { registry in
      registry.address.map { [Recipe.Pair("PIP_EXTRA_INDEX_URL", $0)] } ?? []
    }
    return tool
  }()

  /// Where pip keeps its downloads, and the variable that stops it.
  static let pipCache = Recipe.Cache(path: "/root/.cache/pip", off: Recipe.Pair("PIP_NO_CACHE_DIR", "1"))

  /// A program that prints the dependencies of `pyproject.toml`. pip itself installs a whole project or nothing of it;
  /// this way the dependencies are a layer of their own, and the project need not be a package. `tomllib` exists from
  /// Python 3.11 on.
  private static func requirements(of file: String, extras: [String]) -> String {
    let read = "import tomllib; p = tomllib.load(open(\"\(file)\", \"rb\"))[\"project\"]"
    let groups = extras.map { "\"\($0)\"" }.joined(separator: ", ")
    let more = extras.isEmpty ? "" : ", *(d for e in [\(groups)] for d in p[\"optional-dependencies\"][e])"
    return "\(read); print(*p[\"dependencies\"]\(more), sep=\"\\n\")"
  }

  /// Installs a tool of Python in an environment of its own, separate from the dependencies.
  /// - Parameter others: requirements beside the tool itself.
  static func pythonTool(_ name: String, _ version: String, others: [String] = []) -> [String] {
    let projects = ["\(name)==\(version)"] + others.map { "\"\($0)\"" }
    return ["python -m venv /opt/\(name)", "/opt/\(name)/bin/pip install \(projects.joined(separator: " "))"]
  }
}
