package import IR

/// The image of a static site: built by node, served by nginx as an ordinary user. A path without a file extension that
/// no file has is answered with `index.html`, as single-page applications need it, unless the variable `SPA_FALLBACK`
/// is another one (`=404`); a missing asset is 404.
///
/// Without `build.command` the dependencies are installed and the script `build` is run; an empty one is for files that
/// need no build, and before a command of the package manager the dependencies are installed. `build.output` is the
/// directory of the finished files, relative to the service's root.
@Sendable package func staticRecipe(_ input: ServiceType.RecipeInput) -> Recipe {
  let command = input.command
  let output = input.output ?? "dist"
  let site = "/usr/share/nginx/html"
  var stages: [Recipe.Stage] = []
  let files: Recipe.Step
  if command?.isEmpty == true {
    files = .copySources([input.install.own(output)], to: site + "/")
  } else {
    stages = staticBuild(input, command: command, output: output)
    files = .copyFrom(stage: "build", path: NodeStages.folder(input) + "/" + output, to: site, owner: nil)
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
  // What an earlier build left is no part of the sources.
  let isMade = command?.isEmpty != true && NodeStages.made.contains(output)
  var recipe = Recipe(
    stages: stages + [serve], ignore: NodeStages.ignore + (isMade ? [input.install.own(output)] : []), probe: .curl)
  recipe.packages = input.packages
  recipe.buildPackages = input.buildPackages
  recipe.registries = input.registries
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

/// The lines of nginx's server, without single quotes. The first regular expression that matches decides. Assets with a
/// hash in their name never change; everything else is requested again, which costs a 304.
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

private func staticBuild(_ input: ServiceType.RecipeInput, command: String?, output: String) -> [Recipe.Stage] {
  let base = NodeStages.buildBase(input)
  let tool = input.tool.tool
  let check = "{ test -f \(output)/index.html || { echo \"the build made no \(output)/index.html\" >&2; exit 1; }; }"
  if needsDependencies(command, tool) {
    let build = Recipe.Stage(
      "build", base: base,
      steps: [.buildPackages] + (input.tool.base == nil ? input.toolSteps() : []) + [
        .workdir("/app"),
        input.install.member == nil
          ? .copyFrom(stage: "deps", path: "/app/node_modules", to: "./node_modules", owner: nil)
          : .copyFrom(stage: "deps", path: "/app", to: "./", owner: nil),
        .copySources(["."], to: "./"),
      ] + NodeStages.inFolder(input, [.build([command ?? tool.script("build"), check], cache: nil)]))
    return [Recipe.Stage("deps", base: base, steps: NodeStages.install(input)), build]
  }
  let build = Recipe.Stage(
    "build", base: base,
    steps: [.buildPackages, .workdir("/app"), .copySources(["."], to: "./")]
      + NodeStages.inFolder(input, [.build([command ?? "", check], cache: nil)]))
  return [build]
}

/// Whether the build uses what package.json names and does not install it by itself.
private func needsDependencies(_ command: String?, _ tool: Toolchain) -> Bool {
  guard let command else { return true }
  let words = command.split { " ;&|()".contains($0) }.map(String.init)
  let installs = words.indices.dropLast().contains { index in
    tool.programs.contains(words[index]) && ["ci", "install", "i", "clean-install"].contains(words[index + 1])
  }
  return !installs && words.contains { $0 == "node" || tool.programs.contains($0) }
}
