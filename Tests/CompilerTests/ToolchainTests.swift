import Compiler
import Diagnostics
import Emit
import IR
import Model
import Testing

/// Toolchains: what is generated, and what is found where code and topology differ.
@Suite("Toolchains of a topology")
struct ToolchainTests {
  private typealias File = DiagnosticKind.ExampleFile

  private func compile(_ services: String, targets: String = "compose", files: [File]? = nil) -> Compilation {
    let text =
      "infracc: 1\nproject: shop\ntargets: [\(targets)]\nsecrets: { TOKEN: external }\nservices:\n"
      + services.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n") + "\n"
    var options = CompileOptions()
    if let files {
      options = CompileOptions(repository: ExplainPage.repository(files))
      options.fileExists = { path in files.contains { $0.path == path || $0.path.hasPrefix(path + "/") } }
    }
    return Compilation.run(path: "topology.yaml", bytes: Array(text.utf8), options: options)
  }

  private func codes(_ compilation: Compilation, _ wanted: [String]) -> [String] {
    compilation.diagnostics.map(\.code).filter(wanted.contains)
  }

  @Test func aWorkerOfTheCodeHasTheImageOfItsWebService() throws {
    let compilation = compile(
      """
      api: { type: fastapi, root: ./api, health: /health, build: { toolchain: uv } }
      worker: { type: worker, extends: api, start: [python, -m, work] }
      """)
    let program = try #require(compilation.programs.first)
    #expect(program.service("worker")?.build?.sharedWith == "api")
  }

  @Test func plainCodeHasAnImageWhenAToolIsNamed() throws {
    for (type, keys) in [
      ("web", "port: 8000, health: none"), ("worker", ""), ("job", ""), ("cron", "schedule: \"0 3 * * *\""),
    ] {
      let service = "one: { type: \(type), root: ./one, start: [run, it], build: { toolchain: uv }, \(keys) }"
      let compilation = compile(service.replacing(", }", with: " }"))
      #expect(compilation.programs.first?.service("one")?.build?.isGenerated == true, "\(type)")
      #expect(!compilation.hasErrors, "\(type)")
    }
  }

  @Test func aGeneratedImageNeedsACommand() {
    let files = [File("one/uv.lock", "version = 1\n"), File("one/pyproject.toml", "[project]\n")]
    let compilation = compile("one: { type: worker, root: ./one, build: { toolchain: uv } }", files: files)
    #expect(codes(compilation, ["E0202"]) == ["E0202"])
    // A program in Go is its own command.
    let go = [File("one/go.mod", "module one\n")]
    let program = compile("one: { type: worker, root: ./one, build: { toolchain: go } }", files: go)
    #expect(codes(program, ["E0202"]) == [])
  }

  @Test func aToolOfAnotherLanguageIsRefused() {
    let compilation = compile("api: { type: fastapi, root: ./api, health: none, build: { toolchain: npm } }")
    #expect(codes(compilation, ["E0206"]) == ["E0206"])
  }

  @Test(arguments: Toolchains.all.flatMap { tool in tool.aliases.map { ($0, tool.name) } })
  func aliasesAreCorrected(alias: String, name: String) {
    let compilation = compile("one: { type: worker, root: ./one, start: [run], build: { toolchain: \(alias) } }")
    let finding = compilation.diagnostics.first { $0.code == "E0206" }
    #expect(finding?.fixes.first?.edits.first?.replacement == name)
  }

  /// A shell line for an image that has the program alone.
  @Test func goHasNoShell() {
    let service = "api: { type: go, root: ./api, health: none, start: \"sh -c 'x && y'\""
    #expect(codes(compile(service + " }"), ["E0230"]) == ["E0230"])
    #expect(codes(compile(service + ", build: { packages: [ca-certificates] } }"), ["E0230"]) == [])
  }

  /// What an earlier build left is no part of the next one, unless it may be a source.
  @Test(arguments: [
    ("build: { command: npm run build }, start: node dist/main.js", ["dist"]),
    ("build: { command: npm run build }, start: node ./build/index.js", ["build", "dist"]),
    ("build: { command: \"npx tsc -p .\" }, start: node lib/index.js", ["dist"]),
    ("build: { command: npx prisma generate }, start: node dist/main.js", []), ("start: node dist/main.js", []),
  ])
  func resultsAreIgnored(keys: String, expected: [String]) throws {
    let compilation = compile("api: { type: node, root: ./api, health: none, \(keys) }")
    let ignored = try #require(compilation.programs.first?.service("api")?.build?.recipe).ignore
    let made: Set<String> = ["dist", "build", "out", ".output"]
    #expect(ignored.filter(made.contains) == expected)
    #expect(ignored.contains("**/*.tsbuildinfo") == !expected.isEmpty)
  }

  @Test(arguments: [("build", true), ("public", false), (".", false)])
  func resultsOfSitesAreIgnored(output: String, isIgnored: Bool) throws {
    let compilation = compile("site: { type: static, root: ./site, build: { output: \(output) } }")
    let recipe = try #require(compilation.programs.first?.service("site")?.build?.recipe)
    #expect(recipe.ignore.contains(output) == isIgnored)
  }

  @Test func aReleaseProgramNeedsItsDependencies() throws {
    let service = "site: { type: nextjs, root: ./site, health: /, release: npx prisma migrate deploy"
    let compose = compile(service + " }")
    #expect(!compose.hasErrors)
    #expect(compose.programs.first?.service("site")?.build?.recipe?.releaseStage == "release")
    let railway = compile(service + " }", targets: "railway")
    let finding = try #require(railway.diagnostics.first { $0.code == "E0902" })
    #expect(finding.help.count == 2)
    let whole = compile(service + ", build: { standalone: false } }", targets: "railway")
    #expect(codes(whole, ["E0902"]) == [])
  }

  @Test func railwayGivesABuildNoSecrets() {
    let registries = "registries: [{ secret: TOKEN, host: pypi.example.com }]"
    let service = "api: { type: fastapi, root: ./api, health: none, build: { \(registries) } }"
    #expect(codes(compile(service, targets: "railway"), ["E0902"]) == ["E0902"])
    let compose = compile(service)
    #expect(!compose.hasErrors)
    #expect(compose.programs.first?.service("api")?.build?.secrets == ["shared/TOKEN"])
  }

  @Test func aTokenInACommittedFileIsFoundAndNotShown() throws {
    let value = "npm_aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"
    let files = [
      File("web/package.json", "{}"), File("web/package-lock.json", "{}"),
      File("web/.npmrc", "//registry.example.com/:_authToken=\(value)\n"),
    ]
    let service = "web: { type: node, root: ./web, health: none, build: { install_files: [.npmrc] } }"
    let compilation = compile(service, files: files)
    #expect(codes(compilation, ["E0501"]) == ["E0501"])
    for renderer in Renderers.all {
      let request = RenderRequest(compilation.diagnostics, sources: compilation.sources)
      #expect(!renderer.render(request).contains(value))
    }
    let named = files.dropLast() + [File("web/.npmrc", "//registry.example.com/:_authToken=${NPM_TOKEN}\n")]
    #expect(codes(compile(service, files: Array(named)), ["E0501"]) == [])
    let ignored = files + [File("web/.gitignore", ".npmrc\n")]
    #expect(codes(compile(service, files: ignored), ["E0501"]) == [])
  }

  /// The lock file of another tool than the written one, and nothing once the fix is there.
  @Test func aLockOfAnotherTool() throws {
    let files = [
      File("api/main.py", "app = 1\n"), File("api/requirements.txt", "fastapi==0.115.6\nuvicorn==0.34.0\n"),
      File("api/uv.lock", "version = 1\n"), File("api/pyproject.toml", "[project]\nname = \"api\"\n"),
    ]
    let written = compile("api: { type: fastapi, root: ./api, health: none, build: { toolchain: pip } }", files: files)
    let finding = try #require(written.diagnostics.first { $0.code == "W1038" })
    #expect(finding.fixes.first?.applicability == .safe)
    #expect(finding.fixes.first?.edits.first?.replacement == "uv")
    let fixed = compile("api: { type: fastapi, root: ./api, health: none, build: { toolchain: uv } }", files: files)
    #expect(codes(fixed, ["W1038", "W1002"]) == [])
    // A list of requirements that is made of the lock is a way of its own.
    let made = compile("api: { type: fastapi, root: ./api, health: none }", files: files)
    #expect(codes(made, ["W1038", "W1002"]) == [])
  }

  @Test(arguments: [("yarn", "# yarn lockfile v1\n"), ("yarn-berry", "__metadata:\n  version: 8\n")])
  func yarnIsToldByItsLock(tool: String, lock: String) {
    let files = [File("api/package.json", "{}"), File("api/yarn.lock", lock)]
    let compilation = compile("api: { type: node, root: ./api, health: none }", files: files)
    let finding = compilation.diagnostics.first { $0.code == "W1038" }
    #expect(finding?.fixes.first?.edits.first?.replacement.contains("toolchain: \(tool) ") == true)
  }

  @Test func railpackComesFirstWhereThePlatformBuildsByItself() {
    let files = [File("app/Gemfile", "gem \"rails\"\n")]
    let service = "app: { type: web, root: ./app, port: 3000, health: none, start: [run] }"
    let help = { (targets: String) in
      compile(service, targets: targets, files: files).diagnostics.first { $0.code == "E0202" }?.help.first ?? ""
    }
    #expect(help("railway").contains("railpack"))
    #expect(!help("compose").contains("railpack"))
    #expect(!help("railway, compose").contains("railpack"))
  }

  @Test func theSecretOfARegistryIsUsed() {
    let service = { (secret: String) in
      "api: { type: fastapi, root: ./api, health: none, build: { registries: [{ secret: \(secret), host: a.example }] } }"
    }
    #expect(codes(compile(service("TOKEN")), ["W0324", "E0302"]) == [])
    #expect(codes(compile(service("TOKN")), ["W0324", "E0302"]) == ["E0302"])
  }

  /// A list of requirements that includes another one: the fix copies both, and installs what was installed before.
  @Test(arguments: [("", "[requirements.txt, base.txt]"), ("install_files: [dev.txt]", "[dev.txt, base.txt]")])
  func includedRequirements(keys: String, fixed: String) throws {
    let files = [
      File("api/requirements.txt", "flask==3.1.0\ngunicorn==27.0.1\n-r base.txt\n"),
      File("api/dev.txt", "flask==3.1.0\ngunicorn==27.0.1\n-r base.txt\n"),
      File("api/base.txt", "click==8.3.1\n"), File("api/app.py", "import flask\napp = flask.Flask(__name__)\n"),
    ]
    let service = { (keys: String) in "api: { type: flask, root: ./api, health: none, build: { \(keys) } }" }
    let before = compile(service(keys), files: files)
    let finding = try #require(before.diagnostics.first { $0.code == "W1035" })
    #expect(finding.help == ["write `install_files: \(fixed)` under `build`"])
    let after = compile(service("install_files: \(fixed)"), files: files)
    #expect(codes(after, ["W1035"]) == [])
    let installed = { (compilation: Compilation) in
      compilation.emit(EmissionRequest(layout: OutputLayout())).files.first { $0.file.path.hasSuffix("Dockerfile") }?
        .file.content.split(separator: "\n").filter { $0.contains("pip install --requirement") }
    }
    #expect(installed(after) == installed(before) && installed(after)?.count == 1)
  }

  /// Members that the workspace names, and what scripts of the installation read.
  @Test func inputsOfAnInstallation() {
    let files = [
      File("mono/package.json", "{ \"workspaces\": [\"apps/*\", \"packages/*\"] }"),
      File("mono/package-lock.json", "{}"), File("mono/apps/api/package.json", "{}"),
      File("mono/packages/core/package.json", "{}"), File("mono/packages/core/index.js", "\n"),
    ]
    let service = "api: { type: node, root: ./mono/apps/api, health: none, build: { workspace: ./mono"
    let finding = compile(service + " } }", files: files).diagnostics.first { $0.code == "W1035" }
    #expect(finding?.fixes.first?.edits.first?.replacement.contains("packages/core/package.json") == true)
    let whole = compile(service + ", install_files: [packages/core/package.json] } }", files: files)
    #expect(codes(whole, ["W1035"]) == [])
    #expect(
      whole.programs.first?.service("api")?.build?.watch.contains("mono/packages/core/**") == true)
  }
}
