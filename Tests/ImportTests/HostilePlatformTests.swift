import Compiler
import Diagnostics
import Import
import Model
import Testing

/// Files of platforms that nobody writes by accident.
struct HostilePlatformTests {
  private static let names = [
    "render.yaml", "fly.toml", "fly.staging.toml", "Procfile", "app.json", "railway.json", "railway.toml",
  ]

  /// Every key with a value of a type that it does not have.
  private static let oddYAML = """
    services: [ 1, [ ], { name: [ a ], type: { a: b }, envVars: { a: b }, disk: 5, scaling: [ ], image: x, domains: { a: b } },
      { name: "", type: web, envVars: [ 1, { key: [ ] }, { key: A, fromService: x, fromDatabase: [ ] }, { fromGroup: { } } ],
        numInstances: -3, maxShutdownDelaySeconds: 99999999999999999999, disk: { mountPath: 5, sizeGB: 9223372036854775807 },
        schedule: [ ], startCommand: { a: b }, dockerfilePath: ../../../etc/passwd, runtime: docker, rootDir: /etc } ]
    databases: { name: x }
    envVarGroups: [ { name: { } }, { name: g, envVars: 5 } ]
    projects: [ { environments: 7 }, 4 ]
    ungrouped: [ ]
    """

  private static let oddTOML = """
    app = ["a"]
    primary_region = 5
    kill_timeout = "99999999999999999h"
    processes = ["a", "b"]
    env = "x"
    build = 7
    deploy = [1]
    mounts = "m"
    http_service = { internal_port = -1, checks = { path = 5 }, processes = { } }
    services = [ { internal_port = "x", ports = 5 }, 3 ]
    checks = [ 1 ]
    vm = [ { cpus = 1e300, memory = "9999999999999999999gb" }, 5 ]
    restart = [ { policy = [ ] } ]
    """

  private static let oddJSON = """
    { "build": [], "deploy": { "startCommand": {}, "preDeployCommand": [1, []], "numReplicas": "x", "healthcheckPath": [],
      "multiRegionConfig": { "a": 5 }, "drainingSeconds": 1e99, "limitOverride": { "containers": { "cpu": -1 } } },
      "environments": { "a": 5, "pr": { "deploy": 7 } }, "env": { "A": [], "B": { "value": {}, "generator": 5 } },
      "addons": [ 5, [], { "plan": {} } ], "formation": { "web": 5 }, "cron": [ 5, { "command": 7 } ], "scripts": [] }
    """

  static let texts: [(description: String, text: String)] = [
    ("empty", ""), ("a byte that is no text", "\u{0}\u{1}"), ("odd YAML", oddYAML), ("odd TOML", oddTOML),
    ("odd JSON", oddJSON), ("deep YAML", String(repeating: "{a: ", count: 5_000)),
    ("deep JSON", String(repeating: "{\"a\":[", count: 5_000)),
    ("deep TOML", "a = " + String(repeating: "[", count: 5_000)),
    ("a long key", String(repeating: "a.", count: 5_000) + "b = 1"), ("an open text", "{ \"a\": \"b"),
    ("a lone escape", "{ \"a\": \"\\u12\" }"), ("half a surrogate", "{ \"env\": { \"A\": \"\\ud800\" } }"),
    ("a template", "services:\n  {% if a %}\n  - name: {{ cookiecutter.name }}\n"),
    ("many colons", String(repeating: "a:b\n", count: 5_000)),
    ("one long line", String(repeating: "x", count: 400_000)),
  ]

  /// Whatever is in a file, a run ends, and every place lies in its file.
  @Test(arguments: texts.map(\.description), names) func ends(_ description: String, _ name: String) throws {
    let text = try #require(Self.texts.first { $0.description == description }).text
    let check = ForeignExample([(name, text), ("README.md", "A shop.\n")]).check
    for finding in check.diagnostics {
      for label in [finding.primary] + finding.secondary {
        #expect(Int(label.span.end) <= check.sources[label.span.file].bytes.count, "\(finding.code)")
      }
    }
  }

  @Test func templatesAreSkipped() {
    let example = ForeignExample([("render.yaml", Self.texts[12].text)])
    #expect(example.check.templates == ["render.yaml"] && example.codes.isEmpty)
  }

  /// The work grows with the file, not with its square, also where all have one name.
  @Test(arguments: ["{ type: web, name: s, envVars: [ { key: A, fromService: { name: s, property: host } } ] }", "{}"])
  func manyServices(_ service: String) throws {
    let example = PlatformExample([("render.yaml", "services:\n" + String(repeating: "  - \(service)\n", count: 5_000))]
    )
    let names = try #require(example.stacks.first?.services.map(\.name))
    #expect(names.count == 5_000 && Set(names).count == 5_000)
    #expect(names.prefix(3).map { $0.drop { $0 != "-" } } == ["", "-2", "-3"])
  }
}
