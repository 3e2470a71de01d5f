import Compiler
import Diagnostics
import Emit
import Foundation
import IR
import JSON
import Model
import TestSupport
import Testing

/// hadolint and shellcheck read the Dockerfiles that are written, and find nothing, style included.
@Suite(.waiting)
struct DockerfileOracle {
  private static let layouts = OutputLayout.Style.allCases

  private static func dockerfiles(_ programs: [Program], _ style: OutputLayout.Style) -> [(path: String, text: String)]
  {
    EmittedSamples.files(DockerfileEmitter.self, programs, layout: OutputLayout(style: style))
      .filter { !$0.key.hasSuffix("dockerignore") }
      .sorted { $0.key < $1.key }
      .map { (path: $0.key, text: $0.value) }
  }

  /// The examples, and an image with packages, secrets and caches.
  private static var programs: [[Program]] {
    var rich = EmittedSamples.gayed
    for index in rich.indices {
      rich[index].targets = ["compose"]
      for service in rich[index].services.indices where rich[index].services[service].build != nil {
        rich[index].services[service].build?.recipe?.packages = ["libpq5", "ca-certificates"]
        rich[index].services[service].build?.secrets = ["shared/FRED_KEY"]
      }
    }
    let compiled = CompiledTopologies.all.map(\.programs).filter {
      $0.contains { $0.services.contains { $0.build?.isGenerated == true } }
    }
    return [EmittedSamples.gayed, EmittedSamples.tradesense, rich, [EmittedSamples.staticSite]] + compiled
  }

  @Test(arguments: layouts) func hadolintFindsNothing(_ style: OutputLayout.Style) throws {
    for programs in Self.programs {
      let files = Self.dockerfiles(programs, style)
      #expect(!files.isEmpty)
      let folder = try TemporaryFolder()
      let paths = try files.enumerated().map { try folder.write($0.element.text, to: "\($0.offset)/Dockerfile") }
      let output = try run("hadolint", ["--failure-threshold", "style", "--no-color"] + paths)
      #expect(output.status == 0 && output.stdout.isEmpty, "\(output.stdout)\(output.stderr)")
    }
  }

  /// The linter does speak up, so that its silence means something.
  @Test func hadolintCanFindSomething() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("FROM debian\nRUN apt-get install x\n", to: "Dockerfile")
    #expect(try run("hadolint", ["--failure-threshold", "style", path]).status != 0)
  }

  @Test func shellcheckFindsNothingInCommands() throws {
    var scripts = 0
    for programs in Self.programs {
      for file in Self.dockerfiles(programs, .tree) {
        for script in try Self.shellScripts(file.text) {
          scripts += 1
          let folder = try TemporaryFolder()
          let path = try folder.write("#!/bin/sh\n" + script + "\n", to: "command.sh")
          let output = try run("shellcheck", ["--severity=style", path])
          #expect(output.status == 0, "\(file.path)\n\(output.stdout)")
        }
      }
    }
    #expect(scripts >= 4)
  }

  @Test func pythonProbeIsPython() throws {
    let backend = try #require(
      Self.dockerfiles(EmittedSamples.gayed, .tree).first { $0.path.contains("backend/") })
    let probe = try #require(Self.arrays(backend.text).first { $0.first == "python" })
    let output = try run("python3", ["-c", "import ast, sys; ast.parse(sys.argv[1])", probe[2]])
    #expect(output.status == 0, "\(output.stderr)")
    // Nothing listens there: the probe must fail, not hang or pass.
    let refused = try run("python3", ["-c", probe[2]], environment: ["PORT": "9"], limit: 20)
    #expect(refused.status != 0)
  }

  /// The exec-form arrays of `CMD`, `HEALTHCHECK` and `RUN`, as a JSON reader sees them.
  private static func arrays(_ text: String) throws -> [[String]] {
    try text.split(separator: "\n").compactMap { line in
      guard let start = line.range(of: "CMD [")?.upperBound ?? line.range(of: "RUN [")?.upperBound else { return nil }
      let json = "[" + line[start...]
      let value = try JSONSerialization.jsonObject(with: Data(json.utf8))
      return try #require(value as? [String])
    }
  }

  private static func shellScripts(_ text: String) throws -> [String] {
    try arrays(text).compactMap { $0.count == 3 && $0[1] == "-c" && $0[0].hasSuffix("sh") ? $0[2] : nil }
  }
}

extension DockerfileOracle {
  /// Every tool with every type that its language fits, in both layouts, with and without cache mounts.
  @Test(arguments: OutputLayout.Style.allCases, ["compose", "railway"])
  func hadolintFindsNothingForAnyToolOfAnyType(_ style: OutputLayout.Style, _ target: String) throws {
    var services: [String] = []
    // Railway has no jobs.
    for type in ServiceTypes.all
    where type.traits.contains(.code) && !type.traits.contains(.described)
      && !(target == "railway" && type.traits.contains(.job))
    {
      for tool in Toolchains.all(of: type.languages) {
        var keys = ["type: \(type.name)", "root: ./\(type.name)-\(tool.name)", "build: { toolchain: \(tool.name) }"]
        if type.traits.contains(.web) { keys += ["health: /health", "port: 8000"] }
        if !type.traits.contains(.generatesDockerfile) { keys.append("start: [run, it]") }
        if type.traits.contains(.cron) { keys.append("schedule: \"0 3 * * *\"") }
        services.append("  \(type.name)-\(tool.name): { \(keys.joined(separator: ", ")) }")
      }
    }
    let text = "infracc: 1\nproject: all\ntargets: [\(target)]\nservices:\n\(services.joined(separator: "\n"))\n"
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8))
    #expect(!compilation.hasErrors, "\(compilation.diagnostics.map { "\($0.code) \($0.message)" })")
    let files = Self.dockerfiles(compilation.programs, style)
    #expect(files.count == services.count)
    let folder = try TemporaryFolder()
    let paths = try files.enumerated().map { try folder.write($0.element.text, to: "\($0.offset)/Dockerfile") }
    let output = try run("hadolint", ["--failure-threshold", "style", "--no-color"] + paths)
    #expect(output.status == 0 && output.stdout.isEmpty, "\(output.stdout)\(output.stderr)")
  }
}
