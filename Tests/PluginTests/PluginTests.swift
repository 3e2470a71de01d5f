import Compiler
import Diagnostics
import Emit
import Foundation
import IR
import JSON
import TestSupport
import Testing

/// What a compilation makes of plug-ins; the programs are played.
@Suite struct PluginTests {
  private static let description: JSONValue = [
    "name": "acme", "ir": ["1.0"],
    "options": [["name": "region", "values": ["eu", "us"]]],
    "capabilities": ["release": true, "startupOrder": true, "resourceLimits": true],
  ]

  /// A compilation with a plug-in `acme` that answers so.
  private func compile(
    _ extra: String = "", targets: String = "[compose, acme]", description: JSONValue = Self.description,
    runs: Bool = true, place: PluginHost.Place = .executable("/bin/infracc-emit-acme"),
    response: @escaping (JSONValue) -> String = { _ in #"{"ir": "1.0", "files": []}"# }
  ) -> Compilation {
    let text = """
      infracc: 1
      project: shop
      targets: \(targets)
      services:
        redis: { version: 8 }
        api:
          type: fastapi
          public: true
          health: /health
          needs: [redis]
          scale: { replicas: 2 }
      environments:
        staging: {}
        production: {}
      \(extra)
      """
    var options = CompileOptions()
    options.plugins = PluginHost(
      locate: { name, _ in name == "acme" ? place : .missing }, installed: { ["acme", "fly"] })
    if runs {
      options.plugins?.run = { _, argument, input in
        if argument == "describe" {
          return .init(
            output: Array(JSONWriter.compact(description).utf8), said: "  it is sk_live_51Habcdefgh0123456789")
        }
        guard case .success(let request) = JSONReader.parse(input) else { return .init(failure: "no request") }
        return .init(output: Array(response(request).utf8), said: "  words")
      }
    }
    return Compilation.run(path: "topology.yaml", bytes: Array(text.utf8), options: options)
  }

  private func emit(_ compilation: Compilation) -> BuildProducts {
    compilation.emit(EmissionRequest(layout: OutputLayout()))
  }

  private func place(_ diagnostic: Diagnostic?, _ compilation: Compilation) -> String {
    guard let diagnostic else { return "" }
    return String(
      decoding: compilation.sources[diagnostic.primary.span.file].bytes[diagnostic.primary.span.range], as: UTF8.self)
  }

  // MARK: Names

  @Test func unknownTargetsAreComparedWithPlugins() throws {
    let compilation = compile(targets: "[compose, acmee]")
    let finding = try #require(compilation.diagnostics.first)
    #expect(finding.code == "E0901")
    #expect(finding.help == ["did you mean `acme`?"])
    #expect(finding.fixes.first?.applicability == .unsafe)
    #expect(finding.fixes.first?.edits.map(\.replacement) == ["acme"])
  }

  /// What is configured and not listed is not used, and no mistake; nearly its name is meant.
  @Test func pluginsNeedNotBeListed() throws {
    let options = "options: { nimbus: { plugin: tools/nimbus, zone: 1 } }"
    #expect(compile(options).diagnostics.filter { $0.severity != .info }.isEmpty)
    let misspelt = compile(options, targets: "[compose, nimbis]").diagnostics.filter { $0.severity == .error }
    #expect(misspelt.map(\.code) == ["E0901"])
    #expect(misspelt.first?.help == ["did you mean `nimbus`?"])
    #expect(
      compile("options: { nimbus: { zone: 1 } }").diagnostics.filter { $0.severity == .error }.map(\.code) == ["E0201"])
  }

  @Test(arguments: ["../x", "ACME", "layout", "-acme", "a b", "x/y"])
  func someNamesAreNoPlugins(name: String) {
    var asked: [String] = []
    var options = CompileOptions()
    options.plugins = PluginHost(locate: { name, _ in
      asked.append(name)
      return .executable("/bin/true")
    })
    let text = "infracc: 1\nproject: shop\ntargets: [compose, '\(name)']\nservices: { redis: { version: 8 } }\n"
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8), options: options)
    #expect(compilation.diagnostics.map(\.code) == ["E0901"])
    #expect(asked.isEmpty)
  }

  /// E1101, and nothing about options that nobody could read.
  @Test func whatIsConfiguredMustBeThere() {
    let extra = "options: { acme: { plugin: tools/acme, zone: 1 } }"
    let missing = compile(extra, place: .missing)
    #expect(missing.diagnostics.map(\.code) == ["E1101"])
    #expect(place(missing.diagnostics.first, missing) == "tools/acme")
    let locked = compile(extra, place: .notExecutable("/x/tools/acme"))
    #expect(locked.diagnostics.map(\.code) == ["E1101"])
    #expect(locked.diagnostics.first?.help == ["`chmod +x tools/acme`"])
    let onPath = compile(place: .notExecutable("/opt/infracc-emit-acme"))
    #expect(onPath.diagnostics.map(\.code) == ["E1101"])
    #expect(place(onPath.diagnostics.first, onPath) == "acme")
    #expect(compile(place: .missing).diagnostics.map(\.code) == ["E0901"])
  }

  // MARK: Descriptions

  @Test(arguments: [["2.0"], ["1.7"], ["0.9", "2.1"], ["one"], [""], ["1.0.0"]])
  func anotherVersionIsE1102(versions: [String]) throws {
    let compilation = compile(
      description: ["name": "acme", "ir": .array(versions.map { .string($0) }), "capabilities": "of tomorrow"])
    let finding = try #require(compilation.diagnostics.first)
    #expect(compilation.diagnostics.map(\.code) == ["E1102"])
    #expect(place(finding, compilation) == "acme")
    #expect(finding.message.hasSuffix("this compiler 1.0"))
  }

  /// What a plug-in complains of may hold what stands in the topology.
  @Test func whatItSaysIsMasked() throws {
    let key = "sk_live_51Habcdefgh0123456789"
    let compilation = compile("variables: { STRIPE_KEY: \(key) }", description: ["name": "acme"])
    #expect(compilation.diagnostics.contains { $0.code == "E1103" })
    for renderer in Renderers.all {
      let text = renderer.render(RenderRequest(compilation.diagnostics, sources: compilation.sources))
      #expect(!text.contains(key), "\(renderer.name)")
    }
    let text = SnippetRenderer.render(RenderRequest(compilation.diagnostics, sources: compilation.sources))
    #expect(text.contains("it is sk_l•••"))
  }

  @Test func severalVersionsAreFine() {
    #expect(!compile(description: ["name": "acme", "ir": ["2.0", "1.0"]]).hasErrors)
  }

  /// E1103 with the place in the answer.
  @Test(
    arguments: [
      (["name": "other", "ir": ["1.0"]], "name: is `other`, not `acme`"),
      (["name": "acme"], "ir: is missing"),
      (["name": "acme", "ir": ["1.0"], "scope": "world"], "scope: is not one of environment, project"),
      (["name": "acme", "ir": ["1.0"], "capabilities": ["cron": 3]], "capabilities.cron: is not one of none"),
    ] as [(JSONValue, String)])
  func aDescriptionThatIsNone(description: JSONValue, note: String) throws {
    let compilation = compile("options: { acme: { zone: 1 } }", description: description)
    #expect(compilation.diagnostics.map(\.code) == ["E1103"])
    #expect(try #require(compilation.diagnostics.first?.notes.first).hasPrefix(note))
  }

  @Test func capabilitiesTakePartInPortability() throws {
    func lost(_ description: JSONValue, runs: Bool = true) -> [String] {
      compile(targets: "[acme]", description: description, runs: runs).diagnostics
        .filter { $0.targets.contains("acme") }.map(\.code)
    }
    #expect(lost(Self.description) == ["I0914"])
    #expect(lost(["name": "acme", "ir": ["1.0"], "capabilities": ["replicas": true, "startupOrder": true]]) == [])
    // Nobody has said what it can do.
    #expect(lost(Self.description, runs: false) == [])
  }

  @Test func optionsAreThoseOfTheDescription() {
    func codes(_ options: String, runs: Bool = true) -> [String] {
      compile("options: { acme: { \(options) } }", runs: runs).diagnostics.filter { $0.severity == .error }.map(\.code)
    }
    #expect(codes("region: eu, plugin: x") == [])
    #expect(codes("region: mars") == ["E0206"])
    #expect(codes("zone: eu") == ["E0201"])
    #expect(codes("zone: eu", runs: false) == [])
  }

  // MARK: Answers

  @Test func filesLieInTheFolderOfTheTarget() throws {
    let compilation = compile { request in
      #expect(
        request["request"]?["outputs"] == ["infra/staging/acme"] || request["request"]?["scope"] == "project"
          || request["request"]?["outputs"] == ["infra/production/acme"])
      return """
        {"ir": "1.0", "uses": ["surface"], "files": [
          {"path": "a/run.sh", "content": "#!/bin/sh\\ntrue\\n", "mode": "0755", "header": "hash"},
          {"path": "key", "content": "k", "sensitive": true, "commit": false},
          {"path": "plain", "content": "as it is"}]}
        """
    }
    let files = emit(compilation).files.filter { $0.target == "acme" }.map(\.file)
    let names = ["a/run.sh", "key", "plain", ".gitignore"]
    #expect(files.map(\.path) == names.map { "staging/acme/" + $0 } + names.map { "production/acme/" + $0 })
    #expect(files[0].isExecutable && !files[0].isPrivate)
    #expect(files[0].content.hasPrefix("#!/bin/sh\n# Generated by infracc from topology.yaml for staging."))
    #expect(GeneratedHeader.verify(Array(files[0].content.utf8)) == true)
    #expect(files[1].isPrivate && !files[1].isCommitted && !files[1].isExecutable)
    #expect(files[2].content == "as it is" && files[2].isCommitted)
    #expect(files[3].content.hasSuffix("\n/key\n"))
  }

  @Test func aProjectIsCalledOnce() {
    var calls = 0
    let compilation = compile(description: ["name": "acme", "ir": ["1.0"], "scope": "project"]) { request in
      calls += 1
      #expect(request["programs"]?.array?.count == 2)
      return #"{"ir": "1.0", "files": [{"path": "all", "content": ""}]}"#
    }
    let files = emit(compilation).files.filter { $0.target == "acme" }
    #expect(calls == 1)
    #expect(files.map(\.file.path) == ["acme/all"])
    #expect(files.map(\.environment) == [nil])
  }

  /// Checking a topology asks built-in emitters only.
  @Test func checkingStartsNoPlugin() {
    let compilation = compile { _ in
      Issue.record("the plugin was called")
      return ""
    }
    #expect(!compilation.hasErrors)
    _ = compilation.checked(withPlugins: false)
  }

  @Test func checkingWithPluginsReportsWhatTheyFind() {
    let compilation = compile { _ in
      #"{"ir": "1.0", "files": [], "diagnostics": [{"code": "X-acme-7", "severity": "warning", "message": "slow"}]}"#
    }
    #expect(compilation.checked(withPlugins: true).map(\.code).contains("X-acme-7"))
    #expect(!compilation.checked(withPlugins: false).map(\.code).contains("X-acme-7"))
  }

  @Test func findingsKeepTheirPlaceAndCanBeAllowed() throws {
    func response(_ request: JSONValue) -> String {
      let api = request["programs"]?.array?.first?["services"]?.array?.last
      return """
        {"ir": "1.0", "files": [], "diagnostics": [
          {"code": "X-acme-7", "severity": "warning", "span": \(api?["span"]?.int ?? -1), "message": "slow"},
          {"code": "X-acme-8", "severity": "error", "message": "no", "help": ["do"]}]}
        """
    }
    let compilation = compile(response: response)
    let found = emit(compilation).diagnostics.filter { $0.code.hasPrefix("X-") }
    #expect(found.map(\.code).sorted() == ["X-acme-7", "X-acme-8"])
    #expect(found.map { place($0, compilation) }.sorted() == ["acme", "api"])
    #expect(found.allSatisfy { $0.environments.isEmpty && $0.targets == ["acme"] })
    for renderer in Renderers.all {
      var request = RenderRequest(found, sources: compilation.sources)
      request.rule = { Catalog.kind($0) }
      #expect(renderer.render(request).contains("slow"), "\(renderer.name)")
    }
    let report = JSONRenderer.render(RenderRequest(found, sources: compilation.sources))
    #expect(try SchemaValidator.refusals(["report.json": report], by: GeneratedFiles.diagnosticsSchema) == [:])
    // A comment silences what is no error.
    let allowed = compile("# infracc: allow X-acme-8 why", targets: "[compose, acme] # infracc: allow X-acme-8 why") {
      response($0)
    }
    #expect(emit(allowed).diagnostics.filter { $0.code == "X-acme-8" }.count == 1)
    let silenced = compile(targets: "[compose, acme] # infracc: allow X-acme-9 why") { _ in
      #"{"ir":"1.0","files":[],"diagnostics":[{"code":"X-acme-9","severity":"info","message":"m"}]}"#
    }
    #expect(emit(silenced).diagnostics.filter { $0.code.hasPrefix("X-") }.isEmpty)
  }

  /// E1103: what is no answer, with the place; E1102: an answer to another question; E1104: a path of the machine.
  @Test(arguments: [
    ("", "E1103", "byte 0"), ("{\"ir\": \"1.0\", \"files\": [}", "E1103", "byte 24"), ("[]", "E1103", "the document"),
    ("{}", "E1103", "ir: is missing"), (#"{"ir": "1.0"}"#, "E1103", "files: is missing"),
    (#"{"ir": "1.0", "files": [{"path": "a"}]}"#, "E1103", "files.0.content: is missing"),
    (#"{"ir": "1.0", "files": [{"path": "a", "content": "", "mode": "4755"}]}"#, "E1103", "files.0.mode: is not one"),
    (
      #"{"ir": "1.0", "files": [], "diagnostics": [{"code": "E0301", "severity": "info", "message": "m"}]}"#, "E1103",
      "diagnostics.0.code: is not `X-acme-`"
    ),
    (
      #"{"ir": "1.0", "files": [], "diagnostics": [{"code": "X-fly-1", "severity": "info", "message": "m"}]}"#, "E1103",
      "diagnostics.0.code"
    ),
    (
      #"{"ir":"1.0","files":[],"diagnostics":[{"code":"X-acme-1","severity":"info","message":"m","span":9999}]}"#,
      "E1103", "diagnostics.0.span"
    ),
    (
      #"{"ir":"1.0","files":[],"diagnostics":[{"code":"X-acme-1","severity":"info","message":"m","program":1}]}"#,
      "E1103", "diagnostics.0.program"
    ),
    (#"{"ir": "2.0", "files": {}}"#, "E1102", ""),
    (#"{"ir": "1.0", "files": [{"path": "/etc/passwd", "content": ""}]}"#, "E1104", "the path is absolute"),
  ])
  func badAnswers(answer: String, code: String, note: String) throws {
    let compilation = compile { _ in answer }
    let products = emit(compilation)
    #expect(products.files.filter { $0.target == "acme" }.isEmpty)
    let found = products.diagnostics.filter { $0.severity == .error }
    #expect(found.map(\.code) == [code])
    #expect(place(found.first, compilation) == "acme")
    #expect(note.isEmpty || (found.first?.notes.first ?? "").hasPrefix(note), "\(found)")
    if code == "E1103" { #expect(found.first?.notes.last == "it said:\n  words") }
  }
}
