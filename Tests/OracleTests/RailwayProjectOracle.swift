import Emit
import Foundation
import IR
import JSON
import TestSupport
import Testing

/// Railway's project file as its readers take it: the TypeScript form run by node against a stand-in for the documented
/// interface that refuses what is not documented, the Python form run with Railway's own package. Both must give one
/// graph, and that graph must say what the IR says.
@Suite("Railway's project file gives the graph of the IR", .waiting)
struct RailwayProjectOracle {
  private static let cases = CompiledTopologies.listing("railway")

  /// One graph for each environment, in both languages.
  private struct Graphs {
    let program: Program
    let typescript: JSONValue
    let python: JSONValue
  }

  private static func with(_ options: [String: String], _ programs: [Program]) -> [Program] {
    programs.map { program in
      var program = program
      var own = program.options["railway"]?.object ?? [:]
      for (name, value) in options { own[name] = .string(value) }
      program.options["railway"] = .object(own)
      return program
    }
  }

  private static func context(_ program: Program) -> String {
    program.environment.kind == .preview
      ? #"{"environment": "feature-7", "pr": {"number": 7}}"# : #"{"environment": "\#(program.environment.name)"}"#
  }

  private static func file(_ programs: [Program], _ format: String, scoping: String = "nodes") throws -> String {
    let files = EmittedSamples.files(
      RailwayEmitter.self, with(["format": format, "environments": scoping], programs))
    return try #require(files["infra/railway/.railway/" + (format == "iac" ? "railway.ts" : "railway.py")])
  }

  /// What node and python make of a file in some contexts.
  private static func evaluate(typescript text: String, _ contexts: [String]) throws -> [JSONValue] {
    let folder = try TemporaryFolder()
    let fixtures = "Tests/Fixtures/oracles/railway-iac"
    try folder.write(try Repository.text("\(fixtures)/iac.mjs"), to: "node_modules/railway/iac.mjs")
    try folder.write(#"{"exports": {"./iac": "./iac.mjs"}}"#, to: "node_modules/railway/package.json")
    let script = try folder.write(try Repository.text("\(fixtures)/evaluate.mjs"), to: "evaluate.mjs")
    // Without types TypeScript is JavaScript: a node that cannot strip them reads the file all the same.
    let file = try folder.write(text, to: "railway.mjs")
    return try parsed(try run("node", [script, file] + contexts))
  }

  private static func evaluate(python text: String, _ contexts: [String]) throws -> [JSONValue] {
    let folder = try TemporaryFolder()
    let file = try folder.write(text, to: "railway.py")
    return try parsed(
      try run("python3", ["-B", Repository.path("Tests/Fixtures/oracles/railway-iac/evaluate.py"), file] + contexts))
  }

  private static func parsed(_ output: Output) throws -> [JSONValue] {
    #expect(output.status == 0, "\(output.stderr)")
    let value = try JSONReader.parse(Array(output.stdout.utf8)).get()
    return try #require(value.array).map(withoutNulls)
  }

  private static func withoutNulls(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let items): .array(items.map(withoutNulls))
    case .object(let members): .object(members.filter { $0.value != .null }.mapValues(withoutNulls))
    case .double(let number): number == number.rounded() ? .int(Int(number)) : value
    default: value
    }
  }

  private static func graphs(_ programs: [Program]) throws -> [Graphs] {
    let programs = programs.filter { $0.environment.kind != .local }
    let contexts = programs.map(context)
    let typescript = try evaluate(typescript: try file(programs, "iac"), contexts)
    let python = try evaluate(python: try file(programs, "iac-python"), contexts)
    #expect(typescript.count == programs.count && python.count == programs.count)
    return zip(programs, zip(typescript, python)).map { Graphs(program: $0, typescript: $1.0, python: $1.1) }
  }

  /// The first line in which the two differ says enough.
  private static func expectEqual(_ graphs: Graphs, _ name: String) {
    let lines = [graphs.typescript, graphs.python].map { JSONWriter.pretty($0).split(separator: "\n") }
    let difference = zip(lines[0], lines[1]).first { $0 != $1 }
    #expect(difference == nil, "\(name)")
    #expect(lines[0].count == lines[1].count, "\(name)")
  }

  @Test(arguments: cases.indices) func bothLanguagesGiveOneGraph(_ index: Int) throws {
    for graphs in try Self.graphs(Self.cases[index].programs) {
      let name = "\(Self.cases[index].name) \(graphs.program.environment.name)"
      #expect(graphs.typescript["error"] == nil, "\(name): \(graphs.typescript)")
      Self.expectEqual(graphs, name)
    }
  }

  @Test(arguments: cases.indices) func theGraphSaysWhatTheIRSays(_ index: Int) throws {
    let programs = Self.cases[index].programs
    for graphs in try Self.graphs(programs) {
      let expected = ExpectedGraph(graphs.program, among: programs)
      expected.compare(with: graphs.typescript)
    }
  }

  /// What a newer command line demands: the same resources wherever the file is evaluated, kept out by name.
  @Test(arguments: cases.indices) func everyEnvironmentDeclaresTheSameResources(_ index: Int) throws {
    let programs = Self.cases[index].programs.filter { $0.environment.kind != .local }
    // A pull request's copy has a name of its own.
    let contexts = programs.map(Self.context) + [#"{"environment": "unheard-of", "pr": {"number": 1}}"#]
    let graphs = try Self.evaluate(typescript: try Self.file(programs, "iac"), contexts)
    let scopes = graphs.map { graph in
      (graph["resources"]?.array ?? []).map { [$0["address"], $0["environments"]] }
    }
    #expect(!scopes[0].isEmpty)
    #expect(scopes.allSatisfy { $0 == scopes[0] })
    let standard = programs.filter { $0.environment.kind == .standard }.map(\.environment.name)
    for case .array(let names)?? in scopes[0].map({ $0[1] }) {
      #expect(names.allSatisfy { standard.contains($0.string ?? "") })
    }
  }

  /// For older ones: a condition instead.
  @Test(arguments: cases.indices) func conditionsKeepServicesOut(_ index: Int) throws {
    let programs = Self.cases[index].programs.filter { $0.environment.kind == .standard }
    for format in ["iac", "iac-python"] {
      let text = try Self.file(programs, format, scoping: "conditions")
      let contexts = programs.map(Self.context)
      let graphs =
        try format == "iac" ? Self.evaluate(typescript: text, contexts) : Self.evaluate(python: text, contexts)
      for (program, graph) in zip(programs, graphs) {
        let names = (graph["resources"]?.array ?? []).filter {
          $0["type"]?.string != "group" && !ExpectedGraph.isPooler($0, in: program)
        }
        .compactMap { $0["name"]?.string }
        #expect(Set(names) == Set(program.services.map { ExpectedGraph.display($0.name, in: program) }))
      }
    }
  }

  /// A command line that names no environment (up to 5.43.1) gets no graph, rather than another environment's.
  @Test func withoutAnEnvironmentThereIsNoGraph() throws {
    let programs = CompiledTopologies.gayed.programs
    let typescript = try Self.evaluate(typescript: try Self.file(programs, "iac"), ["{}"])
    let python = try Self.evaluate(python: try Self.file(programs, "iac-python"), ["{}"])
    for graph in typescript + python { #expect(graph["error"]?.string?.contains("names no environment") == true) }
  }

  /// An environment that the topology does not name gets no graph either: another one's values would be applied to what
  /// runs there.
  @Test(arguments: cases.indices) func anUnknownEnvironmentHasNoGraph(_ index: Int) throws {
    let programs = Self.cases[index].programs.filter { $0.environment.kind != .local }
    guard programs.count > 1 else { return }
    let contexts = [#"{"environment": "unheard-of"}"#]
    let typescript = try Self.evaluate(typescript: try Self.file(programs, "iac"), contexts)
    let python = try Self.evaluate(python: try Self.file(programs, "iac-python"), contexts)
    for graph in typescript + python {
      let error = graph["error"]?.string ?? ""
      #expect(error.contains("add it under `environments:`") && error.hasSuffix("unheard-of"), "\(graph)")
    }
  }

  /// The stand-in must be able to say no.
  @Test(arguments: [
    "service(\"a\", { builder: \"DOCKERFILE\" })", "service(\"a\", { deploy: { restartPolicy: \"NEVER\" } })",
    "service(\"a\", { build: { builder: \"docker\" } })", "service(\"a\", { replicas: \"3\" })",
    "service(\"a\", { env: { PORT: 8000 } })", "service(\"a\", { domains: [{ host: \"a.example.com\" }] })",
    "database(\"a\", \"postgres\", { version: 15 })", "volume(\"a\", { size: 5 })",
  ]) func standInRefuses(_ expression: String) throws {
    let text = """
      import { database, defineRailway, project, service, volume } from "railway/iac";
      export default defineRailway((ctx) => project("x", { resources: [\(expression)] }));
      """
    let graphs = try Self.evaluate(typescript: text, [#"{"environment": "production"}"#])
    #expect(graphs.first?["error"]?.string?.contains("TypeError") == true)
  }

  // MARK: Texts

  /// Texts as values, as names of members and in comments, read back by the languages themselves.
  @Test func everyTextIsReadBack() throws {
    let texts = NastyTexts.all(600, seed: 5)
    var names: Set<String> = []
    let members = (texts + ["__proto__", "constructor", "class", "None", "a-b", "1"]).filter {
      names.insert($0).inserted
    }
    .map { ScriptMember($0, .text($0), comments: [$0]) }
    let value = ScriptValue.list([
      .map(members), .list(texts.map { .text($0) }), .thousandths(-500), .thousandths(1_050), .real(1.5e30),
      .boolean(true), .null,
      .choice(ScriptCondition(["production", "x\"'\\"]), .text("yes"), otherwise: .text("no")),
      .list([.optional(ScriptCondition(["production"], isNegated: true), .integer(1)), .integer(2)]),
    ])
    let expected = texts
    for language in ScriptWriter.Language.allCases {
      let writer = ScriptWriter(language)
      let isPython = language == .python
      var text = TextWriter()
      writer.declaration("value", value, indent: 0, &text)
      let body = text.text
      let output: Output
      if isPython {
        output = try run(
          "python3", ["-B", "-"],
          input: "import json\nenvironment = \"x\\\"'\\\\\"\n" + body + "print(json.dumps(value))\n")
      } else {
        output = try run(
          "node", ["--input-type=module", "-"],
          input: "const environment = \"x\\\"'\\\\\";\n" + body + "process.stdout.write(JSON.stringify(value));\n")
      }
      #expect(output.status == 0, "\(output.stderr.suffix(2000))")
      let items = try #require(try JSONReader.parse(Array(output.stdout.utf8)).get().array)
      let map = try #require(items[0].object)
      #expect(map.count == members.count)
      #expect(map.allSatisfy { Array($0.key.utf8) == Array(($0.value.string ?? "").utf8) })
      let read = try #require(items[1].array).map { Array(($0.string ?? "").utf8) }
      #expect(read == expected.map { Array($0.utf8) })
      #expect(items[2] == .double(-0.5) && items[3] == .double(1.05) && items[4] == .double(1.5e30))
      #expect(items[5] == true && items[6] == .null && items[7] == "yes")
      #expect(items[8].array?.count == 2)
    }
  }

  /// Hostile texts of a topology, in every place that the project file has for one.
  @Test func noTextOfATopologyIsRun() throws {
    for text in ["\"); process.exit(7); (\"", "\n) or exit(7)\n", "${7}", "`", "*/", "\u{2028}x", "\\", "'''", "{x}"] {
      var programs = CompiledTopologies.gayed.programs
      for index in programs.indices {
        programs[index].project = text
        programs[index].repository = IR.Repository(github: text, branch: text)
        for service in programs[index].services.indices where programs[index].services[service].store == nil {
          programs[index].services[service].command = .shell(text)
          programs[index].services[service].release = .shell(text)
          programs[index].services[service].health = Health(.http(path: text))
          programs[index].services[service].region = text
          programs[index].services[service].exposure.domains = [text]
          programs[index].services[service].volumes = [Volume(path: text)]
          programs[index].services[service].env[0].doc = text
          programs[index].services[service].env[0].value = .literal(text)
          programs[index].services[service].env[0].surface = nil
        }
      }
      for graphs in try Self.graphs(programs) {
        Self.expectEqual(graphs, text)
        #expect(graphs.typescript["name"] == .string(text))
        let backend = graphs.typescript["resources"]?.array?.first { $0["name"] == "backend" }
        let name = graphs.program.service("backend")?.env[0].name ?? ""
        #expect(backend?["variables"]?[name]?["value"] == .string(text))
        #expect(backend?["source"]?["repo"] == .string(text))
      }
    }
  }
}
