import Compiler
import IR
import JSON
import TestSupport
import Testing

/// The IR as JSON and back.
@Suite struct IRCodingTests {
  private static let topologies = Repository.examples.map { "examples/\($0)" } + ["Tests/Fixtures/emit/proxy"]

  private static func programs(of topology: String) throws -> [Program] {
    let text = try Repository.text("\(topology)/topology.yaml")
    return Compilation.run(path: "topology.yaml", bytes: Array(text.utf8)).programs
  }

  /// Every program at hand; together they have every form of every part.
  private static func all() throws -> [Program] {
    try topologies.flatMap(programs) + SamplePrograms.all + [
      RichProgram.program, VariedPrograms.first, VariedPrograms.second,
    ]
  }

  @Test func readingGivesWhatWasWritten() throws {
    for program in try Self.all() {
      let document = JSONWriter.pretty(IRCoding.document([program], compiler: "0.1.0"))
      let value = try JSONReader.parse(Array(document.utf8)).get()
      let read = try IRCoding.read(value).get()
      #expect(read.request == nil)
      #expect(read.programs == [program], "\(program.project) \(program.environment.name)")
    }
  }

  /// A property that has the same value everywhere could be forgotten without that being seen.
  @Test func everyPropertyVariesInWhatIsWritten() throws {
    var values: [String: Set<String>] = [:]
    for program in try Self.all() { Self.collect(program, into: &values) }
    var constant = values.filter { $0.value.count < 2 }.keys.sorted()
    // The room for keys of a service is more than there are.
    if ServiceKey.allCases.count <= 128 { constant.removeAll { $0 == "ServiceKeys.high" } }
    // What files hold is no part of the document.
    constant.removeAll { $0 == "Program.contents" }
    #expect(constant == [])
    #expect(
      values["Service.stopGraceReason"] != nil && values["Variable.summary"] != nil && values["Setting.reason"] != nil)
  }

  /// The values of the properties of every structure of the IR in `value`.
  /// - Parameter owner: the structure around it, whose properties those of a `Fields` are.
  private static func collect(_ value: Any, in owner: String = "", into values: inout [String: Set<String>]) {
    let mirror = Mirror(reflecting: value)
    let type = "\(type(of: value))"
    let name = mirror.displayStyle == .struct && type != "Fields" ? type : owner
    for child in mirror.children {
      if mirror.displayStyle == .struct, let label = child.label, !(value is JSONValue) {
        values["\(name).\(label)", default: []].insert(String(reflecting: child.value))
      }
      collect(child.value, in: name, into: &values)
    }
  }

  @Test func documentsKeepToTheSchema() throws {
    #expect(try SchemaValidator.problem(with: GeneratedFiles.irSchema) == nil)
    var documents = ["all.json": JSONWriter.pretty(IRCoding.document(try Self.all(), compiler: "0.1.0"))]
    documents["request.json"] = JSONWriter.pretty(
      IRCoding.request(Self.request, try Self.programs(of: "examples/gayed-signals"), compiler: "0.1.0"))
    #expect(try SchemaValidator.refusals(documents, by: GeneratedFiles.irSchema) == [:])
  }

  @Test func schemaRefusesWhatIsNoProgram() throws {
    let good = IRCoding.document([RichProgram.program], compiler: "0.1.0")
    let documents = [
      "version.json": Self.replacing(good, ["ir"], with: "2.0"),
      "expression.json": Self.replacing(
        good, ["programs", "0", "services", "4", "env", "0", "value"], with: ["k": "sum"]),
      "port.json": Self.replacing(good, ["programs", "0", "services", "0", "port"], with: "5432"),
      "missing.json": Self.replacing(good, ["programs", "0", "services", "0", "resources"], with: [:]),
    ].mapValues(JSONWriter.pretty)
    #expect(try SchemaValidator.refusals(documents, by: GeneratedFiles.irSchema).count == documents.count)
  }

  private static let request = IRRequest(
    target: "compose", scope: "environment", targets: ["compose"], layout: "tree", topologyFile: "topology.yaml",
    sourceRoot: ".", outputFolder: "infra")

  @Test func aRequestComesBack() throws {
    let value = IRCoding.request(Self.request, [RichProgram.program], compiler: "0.1.0")
    let read = try IRCoding.read(value).get()
    #expect(read.request == Self.request)
    #expect(read.programs == [RichProgram.program])
  }

  @Test func unknownMembersAreIgnored() throws {
    let value = Self.replacing(
      IRCoding.document([RichProgram.program], compiler: "9"), ["programs", "0", "new"], with: 1)
    #expect(try IRCoding.read(value).get().programs == [RichProgram.program])
    let later = Self.replacing(value, ["ir"], with: "1.7")
    #expect(try IRCoding.read(later).get().programs == [RichProgram.program])
  }

  @Test(arguments: [
    (["ir"], "2.0", "ir: is not version 1 of the IR"),
    (["programs", "0", "services", "0", "port"], "x", "programs.0.services.0.port: is not a whole number"),
    (
      ["programs", "0", "services", "0", "restart", "policy"], "x",
      "programs.0.services.0.restart.policy: is not one of"
    ),
    (["programs", "0", "services"], "x", "programs.0.services: is not a list"),
  ])
  func mistakesHaveAPlace(path: [String], value: String, message: String) {
    let good = IRCoding.document([RichProgram.program], compiler: "0.1.0")
    switch IRCoding.read(Self.replacing(good, path, with: .string(value))) {
    case .success: Issue.record("it was read")
    case .failure(let problem): #expect(problem.description.hasPrefix(message), "\(problem)")
    }
  }

  /// Each once and in reading order, however many there are.
  @Test(arguments: [0, 1, 7, 8, 9, 40]) func secretsOfAnExpression(count: Int) {
    let ids = (0..<count).map { "shared/\($0)" }
    let parts = (ids + ids.reversed()).flatMap { [Expression.literal("-"), .secret(id: $0)] }
    let expression = Expression.concat([.literal("a"), .encode(.uri, .join(separator: ",", items: parts))])
    #expect(expression.secretIDs == ids)
    #expect(expression.hasSecret == (count > 0))
  }

  /// What is secret is a name wherever it stands: no variable that bears the mark has a value without one, and no
  /// text but names, ids and addresses is in the lists of secrets.
  @Test(arguments: topologies)
  func noTextIsASecret(topology: String) throws {
    for program in try Self.programs(of: topology) {
      let ids = Set(program.secrets.map(\.id))
      for service in program.services {
        for variable in service.env where variable.marks.isSecret {
          guard let value = variable.value else { continue }
          #expect(!value.secretIDs.isEmpty && ids.isSuperset(of: value.secretIDs), "\(service.name).\(variable.name)")
        }
      }
      let document = IRCoding.document([program], compiler: "0.1.0")
      for secret in document["programs"]?.array?.first?["secrets"]?.array ?? [] {
        #expect(secret["value"] == nil && secret["id"] != nil)
      }
    }
  }

  /// The part of the sample in the description of the format that its readers rely on.
  @Test func stagingOfGayedSignalsReadsAsDescribed() throws {
    let programs = try Self.programs(of: "examples/gayed-signals")
    let staging = try #require(programs.first { $0.environment.name == "staging" })
    let document = IRCoding.document([staging], compiler: "0.1.0")
    #expect(document["ir"] == "1.0" && document["compiler"] == ["name": "infracc", "version": "0.1.0"])
    let program = try #require(document["programs"]?.array?.first)
    #expect(program["project"] == ["name": "gayed-signals"])
    #expect(program["environment"] == ["name": "staging", "kind": "standard"])
    let backend = try #require(program["services"]?.array?.first { $0["name"] == "backend" })
    #expect(backend["resources"] == ["cpuMilli": 500, "memoryBytes": 536_870_912, "idleMemoryBytes": 157_286_400])
    #expect(backend["scale"] == ["replicas": 1])
    #expect(backend["public"] == ["enabled": true, "domains": [], "platformDomain": true, "tcp": false])
    let url = backend["env"]?.array?.first { $0["name"] == "DATABASE_URL" }
    #expect(url?["marks"] == ["secret": true, "reach": "private", "known": "provision"])
    #expect(url?["surface"] == .null)
    #expect(
      url?["value"] == [
        "k": "url", "scheme": "postgresql", "driver": "asyncpg", "query": [],
        "user": ["k": "out", "svc": "postgres", "out": "user"],
        "password": ["k": "secret", "id": "postgres/app_password"],
        "host": ["k": "out", "svc": "postgres", "out": "host"], "port": ["k": "out", "svc": "postgres", "out": "port"],
        "path": ["k": "cat", "of": [["k": "lit", "v": "/"], ["k": "out", "svc": "postgres", "out": "database"]]],
      ])
    let redis = backend["env"]?.array?.first { $0["name"] == "REDIS_URL" }
    #expect(redis?["surface"] == ["k": "var", "svc": "redis", "name": "REDIS_URL"])
  }

  /// The same document with one value replaced, or added where its object has none of that name.
  private static func replacing(_ value: JSONValue, _ path: [String], with new: JSONValue) -> JSONValue {
    guard let name = path.first else { return new }
    let rest = Array(path.dropFirst())
    switch value {
    case .object(var members):
      members[name] = replacing(members[name] ?? .null, rest, with: new)
      return .object(members)
    case .array(var items):
      guard let index = Int(name), items.indices.contains(index) else { return value }
      items[index] = replacing(items[index], rest, with: new)
      return .array(items)
    default: return new
    }
  }
}
