import IR

/// The image of a program in Go: linked statically, alone in an empty image with the certificates of authorities, a
/// directory for temporary files, and a small program that requests the health path, since the image has no other.
///
/// Packages of the operating system mean a library in C: cgo is on, and the program runs in Debian's image.
@Sendable func goRecipe(_ input: ServiceType.RecipeInput) -> Recipe {
  let usesC = !(input.packages + input.buildPackages).isEmpty
  var recipe = Recipe(
    stages: [goBuild(input, usesC: usesC), goRun(usesC: usesC)], ignore: ["**/node_modules"], probe: .binary)
  recipe.packages = input.packages
  recipe.buildPackages = input.buildPackages
  recipe.registries = input.registries
  recipe.hasShell = usesC
  if !usesC { recipe.emptyFolder = Recipe.StageFolder(stage: "build", path: "/out/tmp") }
  return recipe
}

private func goBuild(_ input: ServiceType.RecipeInput, usesC: Bool) -> Recipe.Stage {
  let tool = input.tool.tool
  let plan = tool.install(input.install)
  let folder = input.install.member.map { "/src/" + $0 }
  let flags = "-trimpath -ldflags=\"-s -w\""
  func inFolder(_ step: Recipe.Step) -> [Recipe.Step] { (folder.map { [.workdir($0)] } ?? []) + [step] }
  let copies = input.copies(plan)
  return Recipe.Stage(
    "build", base: input.tool.base ?? "golang:\(Defaults.Tools.go)-bookworm",
    steps: [
      .buildPackages, .environment([Recipe.Pair("CGO_ENABLED", usesC ? "1" : "0")]), .workdir("/src"),
      .comment("Dependencies before sources: this layer is rebuilt only when \(plan.decisive) changes."),
    ] + copies + inFolder(.install(plan.dependencies, cache: tool.cache))
      + (folder == nil ? [] : [.workdir("/src")]) + [.copySources(["."], to: "./")]
      + inFolder(
        .build(
          [
            "go build \(flags) -tags timetzdata -o /out/app \(input.package ?? ".")",
            "printf '%s\\n' " + probe.map { "'\($0)'" }.joined(separator: " ") + " > /tmp/probe.go",
            "go build \(flags) -o /out/probe /tmp/probe.go",
            "mkdir -p /out/tmp /out/etc/ssl/certs",
            "chmod 1777 /out/tmp",
            "cp /etc/ssl/certs/ca-certificates.crt /out/etc/ssl/certs/",
          ], cache: tool.cache)))
}

/// Requests a path at `$PORT`, or `:9000/path`; ends with 0 for an answer below 400. Contains no single quotes.
private let probe = [
  "package main", "import (\"net/http\"; \"os\")", "func main() {", "  u := os.Args[1]",
  "  if u[:1] == \"/\" { u = \":\" + os.Getenv(\"PORT\") + u }",
  "  if r, e := http.Get(\"http://127.0.0.1\" + u); e != nil || r.StatusCode > 399 { os.Exit(1) }", "}",
]

private func goRun(usesC: Bool) -> Recipe.Stage {
  let files = Recipe.Step.copyFrom(stage: "build", path: "/out/", to: "/", owner: nil)
  let user = Recipe.Step.user("65532:65532")
  guard usesC else {
    return Recipe.Stage("run", base: "scratch", steps: [files, user])
  }
  return Recipe.Stage("run", base: "debian:bookworm-slim", steps: [.packages, files, user])
}
