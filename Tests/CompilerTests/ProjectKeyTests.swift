import Compiler
import Diagnostics
import Emit
import IR
import JSON
import Model
import Testing

/// `ProjectKey` and the shapes outside services are one list, and none of them is lost in silence.
@Suite("Keys outside services")
struct ProjectKeyTests {
  private static func keys<Root>(_ shape: Shape<Root>) -> [(key: ProjectKey?, name: String)] {
    shape.fields.map { ($0.projectKey, $0.name) }
  }

  @Test("every field of the shapes outside services is a key")
  func fields() {
    let shapes =
      Self.keys(Topology.shape) + Self.keys(RepositoryDeclaration.shape) + Self.keys(SecretDeclaration.shape)
      + Self.keys(EnvironmentDeclaration.shape)
    for item in shapes { #expect(item.key?.name == item.name, "\(item.name)") }
    let keys = shapes.compactMap(\.key)
    #expect(Set(keys).count == keys.count)
  }

  @Test("the keys are the paths that the schema accepts outside services, and no others")
  func schema() {
    var paths: Set<String> = []
    let properties = GeneratedFiles.topologySchema["properties"]?.object ?? [:]
    for (name, schema) in properties {
      paths.insert(name)
      // Services have keys of their own, and an environment those of the top level beside its own.
      if name != "services", name != "environments" { Self.add(schema, below: name, to: &paths) }
    }
    let own = Set(EnvironmentDeclaration.shape.fields.map { "environments.\($0.name)" })
    let environment = GeneratedFiles.topologySchema["definitions"]?["environment"]?["properties"]?.object ?? [:]
    let foreign = environment.keys.filter { !$0.hasSuffix("+") && properties[$0] == nil }
    #expect(Set(foreign.map { "environments.\($0)" }) == own)
    let options = Emitters.all.flatMap { emitter in
      ["options.\(emitter.name)"]
        + emitter.options.flatMap { option in
          let path = "options.\(emitter.name).\(option.name)"
          return [path] + option.measures.keys.map { "\(path).\($0)" }
        }
    }
    #expect(paths.union(own).subtracting(options) == Set(ProjectKey.allCases.map(\.rawValue)))
    #expect(Set(options).isSubset(of: paths))
  }

  /// The paths of a schema; names that the user chooses are left out of them.
  private static func add(_ schema: JSONValue, below path: String, to paths: inout Set<String>) {
    for (name, inner) in schema["properties"]?.object ?? [:] {
      paths.insert("\(path).\(name)")
      add(inner, below: "\(path).\(name)", to: &paths)
    }
    for form in schema["anyOf"]?.array ?? [] { add(form, below: path, to: &paths) }
    for key in ["items", "additionalProperties"] where path != "options" {
      if let inner = schema[key] { add(inner, below: path, to: &paths) }
    }
  }

  @Test("a key outside services is in the files of a target, or its loss is reported", arguments: ProjectKey.allCases)
  func nothingIsLostInSilence(key: ProjectKey) {
    let samples = ProjectKeySample.all(key)
    #expect(!samples.isEmpty)
    for target in DeployTarget.builtIn {
      let cell = target.portability(of: key)
      for sample in samples { Self.compare(sample.without, sample.with, target.name, cell) }
    }
  }

  @Test(
    "an option is in the files of the target that reads it, or in what it reports; it is reported where that is not listed"
  )
  func options() {
    var samples = OptionSample.all
    for emitter in Emitters.all {
      for option in emitter.options {
        let name = "\(emitter.name).\(option.name)"
        let own = samples.removeValue(forKey: name)
        #expect(own != nil, "\(name) has no sample")
        for target in DeployTarget.builtIn {
          let cell = option.portability(of: emitter, on: target)
          for sample in own ?? [] {
            let (before, after) = (Built(sample.without, target.name), Built(sample.with, target.name))
            let what: Comment = "\(target.name): \(sample.with)"
            #expect(before.mistakes.isEmpty, "\(before.mistakes) \(target.name): \(sample.without)")
            if case .meaningless = cell {
              #expect(after.codes.contains("W0924"), what)
            } else {
              #expect(before.files != after.files || before.findings != after.findings, what)
            }
          }
        }
      }
    }
    #expect(samples.isEmpty, "no such options: \(samples.keys)")
  }

  /// Builds without and with a key, and compares with what its cell promises.
  private static func compare(_ without: String, _ with: String, _ target: String, _ cell: Portable) {
    let before = Built(without, target)
    let after = Built(with, target)
    let what: Comment = "\(target): \(with)"
    #expect(before.mistakes.isEmpty, "\(before.mistakes) \(target): \(without)")
    switch cell {
    case .native, .lowered: #expect(before.files != after.files, what)
    case .approximated(let loss), .lost(let loss): #expect(after.codes.contains(loss.kind.code), what)
    case .checked(let reason):
      #expect(!reason.isEmpty)
      #expect(before.findings != after.findings, what)
    case .meaningless(let reason): #expect(!reason.isEmpty)
    }
  }

  /// One run over a topology with one target.
  private struct Built {
    let files: [String: String]
    let codes: [String]
    let findings: [String]
    /// Errors that are no matter of the target, nor of the key that is asked for: the sample would prove nothing. A
    /// broken policy is what samples of policies are made for, and pgtune's memory has no bound (E0705).
    let mistakes: [String]

    init(_ topology: String, _ target: String) {
      let compilation = Checked(topology.replacing("TARGET", with: target)).compilation
      let products = compilation.emit(EmissionRequest(layout: OutputLayout(style: compilation.layout ?? .tree)))
      codes = compilation.diagnostics.map(\.code)
      findings = compilation.diagnostics.map { "\($0.code) \($0.severity) \($0.message)" }
      mistakes = compilation.diagnostics
        .filter { $0.severity == .error && !$0.code.hasPrefix("E09") && !["E0705", "E0805"].contains($0.code) }
        .map { "\($0.code) \($0.message)" }
      files = Dictionary(
        products.files.map { built in
          // The checksum of the topology itself changes with every key.
          let lines = built.file.content.split(separator: "\n", omittingEmptySubsequences: false)
          return (built.file.path, lines.filter { !$0.contains("infracc:sha256") }.joined(separator: "\n"))
        }
      ) { first, _ in first }
    }
  }

  // MARK: - Policies

  @Test("two environments with one value break `different`")
  func different() {
    func topology(_ port: Int, _ policy: String) -> Checked {
      Checked(
        """
        infracc: 1
        project: shop
        targets: [compose]
        secrets: { KEY: external }
        services:
          api: { type: fastapi, root: ./api, health: none, port: 8000, use: [KEY] }
        environments: { production: {}, staging: { services: { api: { port: \(port) } } } }
        policies: [{ different: \(policy) }]
        """)
    }
    #expect(topology(8000, "services.api.port").codes.contains("E0805"))
    #expect(!topology(8001, "services.api.port").codes.contains("E0805"))
    for name in ["*", "KEY"] {
      let texts = topology(8000, "secrets.\(name)").compilation.emit(EmissionRequest(layout: OutputLayout())).files
      #expect(texts.contains { $0.file.content.contains("Another value in each environment.") }, "\(name)")
    }
  }

  private static let policiesOfNothing = [
    "{ same: services.nope.port }", "{ same: services.api.prot }", "{ same: services.api.health.pth }",
    "{ same: service.api.port }", "{ same: api.port }", "{ different: secrets.NOPE }",
    "{ at_least: { path: services.api.port, value: much } }",
    "{ at_least: { path: services.api.port, value: 1, environment: prod } }",
    "{ forbid: { path: services.api.port, equals: 1, environments: [prod] } }",
    "{ require: { path: services.*.health, when: publik } }",
  ]

  private static func policy(_ text: String) -> Checked {
    Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi, root: ./api, health: none, port: 8000 }
      environments: { production: {}, staging: {} }
      policies: [\(text)]
      """)
  }

  @Test("a policy about something that is not there is E0817", arguments: policiesOfNothing)
  func pointless(policy: String) {
    #expect(Self.policy(policy).codes.filter { $0 == "E0817" }.count == 1, "\(Self.policy(policy).codes)")
  }

  @Test(
    "a policy about what is there is none",
    arguments: [
      "{ same: services.*.port }", "{ same: services.API.health.path }", "{ same: services.api.variables.COLOR }",
      "{ same: services.api.build.args.A }", "{ different: secrets.* }",
      "{ require: { path: services.*.health, when: public } }",
    ])
  func pointed(policy: String) { #expect(!Self.policy(policy).codes.contains("E0817")) }

  @Test("a key inside a policy that does not exist is E0201")
  func unknownKeyOfPolicy() {
    let checked = Self.policy("{ at_least: { path: services.api.port, value: 1, enviroment: staging } }")
    #expect(checked.marked("E0201") == "enviroment")
  }

  @Test("lists and mappings are compared as a whole, and what cannot be measured is said to be so")
  func wholes() {
    func codes(_ overlay: String, _ policy: String) -> [String] {
      Checked(
        """
        infracc: 1
        project: shop
        targets: [compose]
        services:
          api: { type: fastapi, root: ./api, health: none, pools: { postgres: { size: 2, overflow: 0 } } }
          postgres: { version: 18 }
        environments: { production: {}, staging: { services: { api: { \(overlay) } } } }
        policies: [\(policy)]
        """
      ).codes
    }
    let same = "{ same: services.api.pools }"
    #expect(codes("pools: { postgres: { size: 3 } }", same).contains("E0805"))
    #expect(!codes("", same).contains("E0805"))
    #expect(codes("", "{ at_least: { path: services.api.pools, value: 1 } }").contains("E0805"))
  }
}
