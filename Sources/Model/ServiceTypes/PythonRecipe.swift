package import IR

/// The image of a Python service: wheels go into a virtual environment in the first stage, which is all that crosses
/// over; it works for every Python version without naming `site-packages`, and `PATH` is the only setting it needs.
///
/// `version` is the text of `build.python`; `server` is the program that the requirements must bring (`uvicorn`,
/// `gunicorn`, `celery`), and `workerClass` that of gunicorn's workers, whose module they must bring, so that a forgotten
/// line fails the build and not the first start; `packages` are Debian's. With `collectstatic`, the variables that
/// Django's settings need, its static files are collected in the first stage, and the sources cross over with them.
package func pythonRecipe(
  version: String, server: String?, workerClass: String? = nil, packages: [String] = [],
  collectstatic: [Recipe.Pair]? = nil
) -> Recipe {
  // A base tag names the distribution: a new Debian under an unchanged tag would change glibc.
  let base = "python:\(version)-slim-\(Defaults.Debian.python(version))"
  let path = Recipe.Pair("PATH", "/opt/venv/bin:$PATH")
  var install = ["pip install --requirement requirements.txt"]
  if let server { install.append(demand("command -v \(server) > /dev/null", server)) }
  if let workerClass, let needed = GunicornWorkers.demand(of: workerClass) {
    install.append(demand("python -c 'import \(needed.module)' 2> /dev/null", needed.project))
  }
  var build = Recipe.Stage(
    "build", base: base,
    steps: [
      .packages,
      .environment([Recipe.Pair("PIP_DISABLE_PIP_VERSION_CHECK", "1"), path]),
      .run(["python -m venv /opt/venv"]),
      .workdir("/app"),
      .comment("Dependencies before sources: this layer is rebuilt only when requirements.txt changes."),
      .copySources(["requirements.txt"], to: "./"),
      .build(install, cache: Recipe.Cache(path: "/root/.cache/pip", off: Recipe.Pair("PIP_NO_CACHE_DIR", "1"))),
    ])
  let sources: Recipe.Step
  if let collectstatic {
    build.steps += collection(with: collectstatic)
    sources = .copyFrom(stage: "build", path: "/app", to: "./", owner: nil)
  } else {
    sources = .copySources(["."], to: "./")
  }
  let run = Recipe.Stage(
    "run", base: base,
    steps: [
      .packages,
      .environment([path, Recipe.Pair("PYTHONDONTWRITEBYTECODE", "1"), Recipe.Pair("PYTHONUNBUFFERED", "1")]),
      .run([
        "groupadd --gid 10001 app",
        // A home that it may write also where the image is read-only: for caches of libraries, and gunicorn 25.1 and
        // newer puts its control socket there.
        "useradd --uid 10001 --gid app --no-create-home --home-dir /tmp --shell /usr/sbin/nologin app",
      ]),
      .workdir("/app"),
      .copyFrom(stage: "build", path: "/opt/venv", to: "/opt/venv", owner: nil),
      .comment("Owned by root: the process cannot change its own code."),
      sources,
      // Not every file has to be of this version of Python: what does not compile fails when it is imported, if at all.
      .run(["python -m compileall -q . || true"]),
      .user("10001:10001"),
    ])
  var recipe = Recipe(
    stages: [build, run],
    ignore: [
      "**/.venv", "**/venv", "**/__pycache__", "**/*.py[cod]", "**/.pytest_cache", "**/.mypy_cache",
      "**/.ruff_cache", "**/.coverage", "**/node_modules",
    ],
    probe: .python)
  recipe.packages = packages
  return recipe
}

/// Collects static files as Django does it. The values stand before that one command: settings are read whole, and what
/// they demand is known at run time only.
private func collection(with values: [Recipe.Pair]) -> [Recipe.Step] {
  let variables = values.map { "\($0.name)=\($0.value) " }.joined()
  var steps: [Recipe.Step] = [.copySources(["."], to: "./")]
  if !values.isEmpty { steps.append(.comment("Values for this command alone; none of them is in the image.")) }
  return steps + [.run([variables + "python manage.py collectstatic --noinput"])]
}

/// A command that fails with a sentence when `test` fails, because the requirements do not bring `project`.
private func demand(_ test: String, _ project: String) -> String {
  "{ \(test) || { echo \"requirements.txt: \(project) is missing\" >&2; exit 1; }; }"
}
