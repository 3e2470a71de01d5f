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
    stages: [dependencies(base), build, run], ignore: nodeIgnore + ["**/.next", "out"], probe: .node)
  recipe.packages = packages
  recipe.scratch.append(Recipe.Scratch("/app/.next/cache", owner: 1000))
  return recipe
}

/// The image of a static site: built by node, served by nginx as an ordinary user. A path without a file extension that
/// no file has is answered with `index.html`, as single-page applications need it, unless the variable `SPA_FALLBACK`
/// is another one (`=404`); a missing asset is 404.
///
/// `command` is `build.command`: nil is `npm ci && npm run build`, an empty text is for files that need no build, and
/// before a command of npm the dependencies are installed;
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
      .comment("The image's entrypoint fills in $PORT and $SPA_FALLBACK at every start: /index.html for routes of a"),
      .comment("single-page application, =404 for a site of pages. A missing asset is 404 in both."),
      .environment([Recipe.Pair("SPA_FALLBACK", "/index.html")]),
      .run([
        "mkdir -p /etc/nginx/templates",
        "printf '%s\\n' " + nginxServer(root: site).map(quoted).joined(separator: " ")
          + " > /etc/nginx/templates/default.conf.template",
      ]),
      .comment("Owned by root: the process cannot change what it serves."),
      files,
      .user("101:101"),
    ])
  var recipe = Recipe(stages: stages + [serve], ignore: nodeIgnore, probe: .curl)
  recipe.packages = packages
  // nginx ends at once on SIGTERM and finishes open requests on SIGQUIT.
  recipe.stopSignal = "SIGQUIT"
  recipe.scratch.append(Recipe.Scratch("/etc/nginx/conf.d", owner: 101))
  return recipe
}

/// A line as a word of the shell: in single quotes, or in double ones where shellcheck would take a `$` for a variable.
private func quoted(_ line: String) -> String {
  guard line.contains("$") else { return "'\(line)'" }
  return "\"" + line.map { "\\\"$`".contains($0) ? "\\\($0)" : String($0) }.joined() + "\""
}

/// The lines of nginx's server, without single quotes. The first regular expression that matches decides. Assets with a hash in their name never change; everything else is
/// asked for again, which costs a 304.
private func nginxServer(root: String) -> [String] {
  [
    "server {", "  listen ${PORT};", "  root \(root);", "  gzip on;", "  gzip_vary on;",
    "  gzip_types text/css text/javascript application/javascript application/json application/manifest+json "
      + "application/wasm image/svg+xml;",
    "  location / { try_files $uri $uri/ ${SPA_FALLBACK}; add_header Cache-Control no-cache; }",
    "  location ~ \"[-.](?=[^./]*[0-9])[0-9A-Za-z_-]{8,}\\.(css|js|mjs|woff2?|png|jpe?g|webp|avif|svg|gif|wasm)$\" {",
    "    try_files $uri =404;", "    add_header Cache-Control \"public, max-age=31536000, immutable\";", "  }",
    "  location ~ \"\\.[0-9A-Za-z]+$\" { try_files $uri =404; add_header Cache-Control no-cache; }", "}",
  ]
}

private func staticBuild(_ base: String, command: String?, output: String) -> [Recipe.Stage] {
  let check = "{ test -f \(output)/index.html || { echo \"the build made no \(output)/index.html\" >&2; exit 1; }; }"
  if needsDependencies(command) {
    let build = Recipe.Stage(
      "build", base: base,
      steps: [
        .packages,
        .workdir("/app"),
        .copyFrom(stage: "deps", path: "/app/node_modules", to: "./node_modules", owner: nil),
        .copySources(["."], to: "./"),
        .build([command ?? "npm run build", check], cache: nil),
      ])
    return [dependencies(base), build]
  }
  let build = Recipe.Stage(
    "build", base: base,
    steps: [
      .packages,
      .workdir("/app"),
      .copySources(["."], to: "./"),
      .build([command ?? "", check], cache: nil),
    ])
  return [build]
}

/// Whether the build uses what package.json names and does not install it by itself.
private func needsDependencies(_ command: String?) -> Bool {
  guard let command else { return true }
  let words = command.split { " ;&|()".contains($0) }
  let installs = words.indices.dropLast().contains { index in
    words[index] == "npm" && ["ci", "install", "i", "clean-install"].contains(words[index + 1])
  }
  return !installs && words.contains { ["npm", "npx", "node"].contains($0) }
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

private let nodeIgnore = ["**/node_modules", "coverage"]
