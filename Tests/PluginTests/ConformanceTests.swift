import Compiler
import Diagnostics
import Emit
import Foundation
import IR
import JSON
import Plugins
import TestSupport
import Testing

/// Built-in emitters as plug-ins: what comes back through the protocol is what they write inside of the program.
@Suite struct ConformanceTests {
  /// A program that is called as a plug-in is, and in truth is an emitter of ours.
  private static func program(_ emitter: String, in folder: TemporaryFolder) throws -> String {
    let developer = (try Repository.program as NSString).deletingLastPathComponent + "/infracc-dev"
    try #require(FileManager.default.isExecutableFile(atPath: developer), "build infracc-dev first: `swift build`")
    return try folder.program(
      "#!/bin/sh\nexec '\(developer)' emitter \(emitter) \"$1\"\n", to: "infracc-emit-\(emitter)")
  }

  private static func run(_ program: String, _ argument: String, _ input: [UInt8]) -> PluginHost.Answer {
    PluginProcess().run(program, argument, input: input)
  }

  /// All but those that write into the directories of others, of single environments for all of them, into the output
  /// directory itself or beside the topology, as a plugin may not.
  private static let emitters = Emitters.all.map { $0.name }.filter {
    !["dotenv", "gitignore", "scripts", "github-actions"].contains($0)
  }

  @Test(arguments: Repository.examples, emitters)
  func filesAreTheSame(example: String, name: String) throws {
    let folder = try TemporaryFolder()
    let path = try Self.program(name, in: folder)
    let emitter = try #require(Emitters.named(name))
    let plugin = try Plugin.described(name, at: path, Self.run).get()
    #expect(plugin.description?.files == emitter.files)
    #expect(plugin.target?.capabilities.release == emitter.capabilities.release)
    #expect(plugin.target?.capabilities.encodesSecrets == emitter.capabilities.encodesSecrets)

    let text = try Repository.text("examples/\(example)/topology.yaml")
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8))
    try #require(compilation.programs.count > 1)
    let isWhole = emitter.scope == .project
    for programs in isWhole ? [compilation.programs] : compilation.programs.map({ [$0] }) {
      let request = EmitRequest(programs: programs, layout: OutputLayout(), targets: compilation.targets)
      let inside = emitter.emit(request)
      let outside = plugin.emit(
        request, environment: isWhole ? nil : programs[0].environment.name, compiler: "0.1.0", Self.run)
      #expect(outside.files.map(\.path) == inside.files.map(\.path))
      #expect(outside.files.map(\.content) == inside.files.map(\.content))
      #expect(outside.files.map(\.isExecutable) == inside.files.map(\.isExecutable))
      #expect(outside.findings.map(\.message) == inside.findings.map(\.message))
      #expect(outside.findings.map(\.program) == inside.findings.map(\.program))
    }
  }

  /// What the protocol's writers write, and what the schema lets through.
  @Test func answersKeepToTheSchema() throws {
    let schema = GeneratedFiles.pluginSchema
    #expect(try SchemaValidator.problem(with: schema) == nil)
    var response = PluginResponse()
    var file = PluginResponse.File(path: "a", content: "b")
    file.mode = .secret
    file.header = .hash
    response.files = [file, PluginResponse.File(path: "c", content: "")]
    var finding = PluginResponse.Finding(code: "X-acme-1", severity: .warning, message: "word")
    finding.span = 3
    response.findings = [finding]
    var description = PluginDescription(name: "acme")
    description.options = [.init(name: "region", summary: "where", values: ["eu"])]
    let good = [
      "response.json": PluginCoding.encode(response), "description.json": PluginCoding.encode(description),
      "short.json": ["name": "acme", "ir": ["1.0"], "later": ["unknown": 1]],
      "nothing.json": ["ir": "1.0", "files": []],
    ]
    #expect(try SchemaValidator.refusals(good.mapValues(JSONWriter.pretty), by: schema) == [:])
    let bad: [String: JSONValue] = [
      "mode.json": ["ir": "1.0", "files": [["path": "a", "content": "", "mode": "4755"]]],
      "content.json": ["ir": "1.0", "files": [["path": "a"]]],
      "severity.json": [
        "ir": "1.0", "files": [], "diagnostics": [["code": "X-a-1", "severity": "bad", "message": ""]],
      ],
      "capability.json": ["name": "acme", "ir": ["1.0"], "capabilities": ["release": "yes"]],
      "name.json": ["ir": ["1.0"]],
    ]
    #expect(try SchemaValidator.refusals(bad.mapValues(JSONWriter.pretty), by: schema).count == bad.count)
    // The reader agrees.
    #expect(try PluginCoding.response(from: PluginCoding.encode(response)).get() == response)
    #expect(try PluginCoding.description(from: PluginCoding.encode(description)).get() == description)
    for (name, value) in bad {
      let isDescription = value["files"] == nil
      let isRefused =
        isDescription
        ? (try? PluginCoding.description(from: value).get()) == nil
        : (try? PluginCoding.response(from: value).get()) == nil
      #expect(isRefused, "\(name)")
    }
  }
}
