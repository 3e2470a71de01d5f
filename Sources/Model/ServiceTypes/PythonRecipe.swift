package import IR

/// The image of a Python service: what is installed goes into a virtual environment in the first stage, which is all that
/// crosses over; it works for every Python version without naming `site-packages`, and `PATH` is the only setting it
/// needs.
///
/// The server of the input is the program that the dependencies must bring (`uvicorn`, `gunicorn`), and the worker class
/// that of gunicorn's workers, whose module they must bring, so that a forgotten line fails the build and not the first
/// start. With `collectstatic`, the variables that Django's settings need, its static files are collected in the first
/// stage, and the sources cross over with them.
@Sendable package func pythonRecipe(_ input: ServiceType.RecipeInput) -> Recipe {
  // A base tag names the distribution: a new Debian under an unchanged tag would change glibc.
  let base = "python:\(input.pythonVersion)-slim-\(Defaults.Debian.python(input.pythonVersion))"
  let path = Recipe.Pair("PATH", "/opt/venv/bin:$PATH")
  let folder = input.install.member.map { "/app/" + $0 } ?? "/app"
  let sources: Recipe.Step =
    input.collectstatic == nil
    ? .copySources(["."], to: "./") : .copyFrom(stage: "build", path: "/app", to: "./", owner: nil)
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
    ] + (folder == "/app" ? [] : [.workdir(folder)]) + [.user("10001:10001")])
  var recipe = Recipe(
    stages: [pythonBuild(input, base: base, path: path, folder: folder), run],
    ignore: [
      "**/.venv", "**/venv", "**/__pycache__", "**/*.py[cod]", "**/.pytest_cache", "**/.mypy_cache",
      "**/.ruff_cache", "**/.coverage", "**/node_modules",
    ],
    probe: .python)
  recipe.packages = input.packages
  recipe.buildPackages = input.buildPackages
  recipe.registries = input.registries
  return recipe
}

private func pythonBuild(
  _ input: ServiceType.RecipeInput, base: String, path: Recipe.Pair, folder: String
) -> Recipe.Stage {
  let tool = input.tool.tool
  let plan = tool.install(input.install)
  let manifest = plan.manifests.first ?? tool.manifests[0]
  // The project itself may install the server.
  let hasProject = !plan.project.isEmpty
  let demands = demands(input, manifest: manifest)
  let dependencies = plan.dependencies + (hasProject ? [] : demands)
  let settings = [Recipe.Pair("PIP_DISABLE_PIP_VERSION_CHECK", "1"), path] + tool.environment
  var steps: [Recipe.Step] = [.buildPackages, .environment(settings), .run(["python -m venv /opt/venv"])]
  steps += input.toolSteps()
  steps += [
    .workdir("/app"),
    .comment("Dependencies before sources: this layer is rebuilt only when \(plan.decisive) changes."),
  ]
  steps += input.copies(plan)
  if folder != "/app" { steps.append(.workdir(folder)) }
  steps.append(.build(dependencies, cache: tool.cache))
  if hasProject || input.collectstatic != nil {
    if folder != "/app" { steps.append(.workdir("/app")) }
    steps.append(.copySources(["."], to: "./"))
    if folder != "/app" { steps.append(.workdir(folder)) }
  }
  if hasProject { steps.append(.install(plan.project + demands, cache: tool.cache)) }
  if let values = input.collectstatic { steps += collection(with: values) }
  return Recipe.Stage("build", base: base, steps: steps)
}

/// Collects static files as Django does. The values are set for that one command: the settings are read as a whole, and
/// what they require exists at run time only.
private func collection(with values: [Recipe.Pair]) -> [Recipe.Step] {
  let variables = values.map { "\($0.name)=\($0.value) " }.joined()
  let comment = Recipe.Step.comment("Values for this command alone; none of them is in the image.")
  return (values.isEmpty ? [] : [comment]) + [.run([variables + "python manage.py collectstatic --noinput"])]
}

/// Commands that fail with a sentence when the server or the library of its workers is not installed.
private func demands(_ input: ServiceType.RecipeInput, manifest: String) -> [String] {
  func demand(_ test: String, _ project: String) -> String {
    "{ \(test) || { echo \"\(manifest): \(project) is missing\" >&2; exit 1; }; }"
  }
  var commands: [String] = []
  if let server = input.serverKind { commands.append(demand("command -v \(server) > /dev/null", server)) }
  if let workerClass = input.workerClass, let needed = GunicornWorkers.demand(of: workerClass) {
    commands.append(demand("python -c 'import \(needed.module)' 2> /dev/null", needed.project))
  }
  return commands
}
