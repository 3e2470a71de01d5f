package import IR

/// The image of a Next.js service: dependencies, build, and a last stage that holds the standalone output only.
///
/// `nodeVersion` is the text of `build.node`; `packages` are Debian's.
package func nextRecipe(nodeVersion: String, packages: [String] = []) -> Recipe {
  let base = nodeBase(nodeVersion)
  let telemetry = Recipe.Pair("NEXT_TELEMETRY_DISABLED", "1")
  let build = Recipe.Stage(
    "build", base: base,
    steps: [
      .environment([telemetry]),
      .packages,
      .workdir("/app"),
      .copyFrom(stage: "deps", path: "/app/node_modules", to: "./node_modules", owner: nil),
      .copySources(["."], to: "./"),
      .build(
        [
          "mkdir -p public",
          "npm run build",
          // Both would otherwise fail later: a missing folder at COPY, a missing server.js at the first start.
          "{ test -f .next/standalone/server.js"
            + " || { echo \"next.config: output: 'standalone' is missing\" >&2; exit 1; }; }",
        ], cache: nil),
    ])
  let run = Recipe.Stage(
    "run", base: base,
    steps: [
      .packages,
      .environment([Recipe.Pair("NODE_ENV", "production"), telemetry, Recipe.Pair("HOSTNAME", "0.0.0.0")]),
      .workdir("/app"),
      .copyFrom(stage: "build", path: "/app/public", to: "./public", owner: nil),
      .comment("Owned by the user node (1000): Next writes its page and image cache below .next."),
      .copyFrom(stage: "build", path: "/app/.next/standalone", to: "./", owner: "1000:1000"),
      .copyFrom(stage: "build", path: "/app/.next/static", to: "./.next/static", owner: "1000:1000"),
      .user("1000:1000"),
    ])
  var recipe = Recipe(
    stages: [dependencies(base), build, run], ignore: nodeIgnore + ["**/.next", "**/out"], probe: .node)
  recipe.packages = packages
  return recipe
}

/// The image of a static site: built by node, served by nginx as an ordinary user. Unknown paths are answered with
/// `index.html`, as single-page applications need it.
///
/// `command` is `build.command`: nil stands for `npm ci && npm run build`, an empty text for files that need no build;
/// `output` is the folder of the finished files, relative to the service's root.
package func staticRecipe(
  nodeVersion: String, command: String?, output: String, packages: [String] = []
) -> Recipe {
  let site = "/usr/share/nginx/html"
  var stages: [Recipe.Stage] = []
  let files: Recipe.Step
  if command?.isEmpty == true {
    files = .copySources([output], to: site + "/")
  } else {
    stages = staticBuild(nodeBase(nodeVersion), command: command, output: output)
    files = .copyFrom(stage: "build", path: "/app/" + output, to: site, owner: nil)
  }
  let serve = Recipe.Stage(
    "run", base: "nginxinc/nginx-unprivileged:1.28-bookworm",
    steps: [
      .comment("The image's entrypoint fills in $PORT at every start."),
      .run([
        "mkdir -p /etc/nginx/templates",
        "printf '%s\\n' 'server {' \"  listen \\${PORT};\" '  root \(site);' "
          + "\"  location / { try_files \\$uri \\$uri/ /index.html; }\" '}' > /etc/nginx/templates/default.conf.template",
      ]),
      .comment("Owned by root: the process cannot change what it serves."),
      files,
      .user("101:101"),
    ])
  var recipe = Recipe(stages: stages + [serve], ignore: nodeIgnore, probe: .curl)
  recipe.packages = packages
  // nginx ends at once on SIGTERM and finishes open requests on SIGQUIT.
  recipe.stopSignal = "SIGQUIT"
  return recipe
}

private func staticBuild(_ base: String, command: String?, output: String) -> [Recipe.Stage] {
  let check = "{ test -f \(output)/index.html || { echo \"the build made no \(output)/index.html\" >&2; exit 1; }; }"
  guard let command else {
    let build = Recipe.Stage(
      "build", base: base,
      steps: [
        .packages,
        .workdir("/app"),
        .copyFrom(stage: "deps", path: "/app/node_modules", to: "./node_modules", owner: nil),
        .copySources(["."], to: "./"),
        .build(["npm run build", check], cache: nil),
      ])
    return [dependencies(base), build]
  }
  let build = Recipe.Stage(
    "build", base: base,
    steps: [
      .packages,
      .workdir("/app"),
      .copySources(["."], to: "./"),
      .build([command, check], cache: nil),
    ])
  return [build]
}

private func nodeBase(_ version: String) -> String { "node:\(version)-\(Defaults.Debian.node(version))-slim" }

private func dependencies(_ base: String) -> Recipe.Stage {
  Recipe.Stage(
    "deps", base: base,
    steps: [
      .packages,
      .workdir("/app"),
      .comment("Dependencies before sources: this layer is rebuilt only when the lock file changes."),
      .copySources(["package.json", "package-lock.json"], to: "./"),
      .install(["npm ci"], cache: Recipe.Cache(path: "/root/.npm")),
    ])
}

private let nodeIgnore = ["**/node_modules", "**/coverage"]
