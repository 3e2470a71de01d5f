import Compiler
import Diagnostics
import Foundation
import JSON
import TestSupport
import Testing

/// The schema of topologies against the compiler: what one refuses for its form, the other refuses too.
@Suite struct TopologySchemaTests {
  private static let schema = GeneratedFiles.topologySchema

  /// Findings about the form of one place, E0201 to E0224, that the schema cannot see, each with its reason.
  private static let beyondTheSchema = [
    "E0207": "two names of services are compared with each other",
    "E0212": "a name stands under `secrets` and under `variables`",
    "E0219": "`extends` must name a service",
    "E0220": "`use` must name a shared variable or secret",
    "E0230": "an image without a shell is that of a type and of packages",
  ]

  @Test func isASchema() throws {
    #expect(try SchemaValidator.problem(with: Self.schema) == nil)
  }

  @Test func acceptsWholeTopologies() throws {
    let paths = Examples.paths + ["Tests/Fixtures/topologies/minimal.yaml"]
    var documents: [String: String] = [:]
    for path in paths {
      documents[path.split(separator: "/").suffix(2).joined(separator: "-")] = try Repository.text(path)
    }
    #expect(try SchemaValidator.refusals(documents, by: Self.schema) == [:])
  }

  @Test func acceptsEveryPassingExample() throws {
    // Some kinds are about other files: their examples are lines of these.
    let kinds = Catalog.all.filter {
      $0.exampleOptions.path == nil && ($0.exampleOptions.isRunnable || $0.passing.hasPrefix("infracc: 1\n"))
    }
    let documents = Dictionary(uniqueKeysWithValues: kinds.map { ("\($0.code).yaml", $0.passing) })
    #expect(try SchemaValidator.refusals(documents, by: Self.schema) == [:])
  }

  @Test func refusesWhatHasAnotherForm() throws {
    let kinds = Catalog.all.filter { $0.code.hasPrefix("E02") }
    let documents = Dictionary(
      uniqueKeysWithValues: kinds.map { ("\($0.code).yaml", ExplainPage.withoutMarks($0.failing)) })
    let refusals = try SchemaValidator.refusals(documents, by: Self.schema)
    for kind in kinds {
      let isRefused = refusals["\(kind.code).yaml"] != nil
      #expect(isRefused == (Self.beyondTheSchema[kind.code] == nil), "\(kind.code)")
    }
  }

  /// One line each, put into a topology with a PostgreSQL `postgres`, a Redis `cache`, a `backend`, and a `worker` that
  /// extends it. The compiler is asked too: an error of the form there is a refusal here.
  private static let places: [(name: String, text: @Sendable (String) -> String)] = [
    ("base", { topology(backend: $0) }), ("store", { topology(store: $0) }), ("worker", { topology(worker: $0) }),
    ("overlay", { topology(overlay: $0) }), ("top", { topology() + $0 + "\n" }),
  ]

  private static let cases: [(place: String, line: String)] = [
    ("base", "health: { path: /health, timeout: 300s }"), ("base", "health: none"), ("base", "health: { path: [] }"),
    ("base", "port: \"8000\""), ("base", "port: 70000"), ("base", "port: null"), ("base", "workers: auto"),
    ("base", "public: [a.example.com, b.example.com]"), ("base", "public: { domain: a.example.com }"),
    ("base", "scale: { replicas: 2 }"), ("base", "scale: { autoscale: { cpu: 70% } }"), ("base", "scale: 3"),
    ("base", "resources: { cpu: 500m, memory: 1.5GiB }"), ("base", "resources: { memory: 512 }"),
    ("base", "resources: { cpu: 0.5, memory: 512M }"), ("base", "stop_grace: 1h30m"), ("base", "stop_grace: 1 min"),
    ("base", "variables: { LIST: [a, 1, true], LONG: { value: x, when: build }, EMPTY: \"\" }"),
    ("base", "variables: { bad-name: x }"), ("base", "variables: { X: { valeu: x } }"),
    ("base", "volumes: { /data: 1GiB }"), ("base", "volumes: { /data: { volume: logs, mode: ro } }"),
    ("base", "files: { /etc/app.conf: conf/app.conf }"), ("base", "files: { /etc/app.conf: { secert: X } }"),
    ("base", "needs: { postgres: healthy }"), ("base", "needs: { postgres: ready }"), ("base", "use+: [TOKEN]"),
    ("base", "build: { python: 3.10, packages: [libpq5], args: { A: 1 } }"), ("base", "build: { pyhton: 3.10 }"),
    ("base", "build: { packages+: [libpq5] }"), ("base", "schedule: \"0 3 * * *\""), ("base", "database: shop"),
    ("base", "options: { compose: { profiles: [debug] } }"), ("base", "options: { compose: { profile: debug } }"),
    ("base", "variables: { A?: 8, B?: null, C?: { type: int }, D?: [a, b], E: { source: optional } }"),
    ("base", "variables: { A: null }"), ("base", "variables: { A??: 1 }"), ("base", "variables: { A?: { valeu: 1 } }"),
    ("base", "variables: { A: { source: generate } }"), ("base", "build: { args: { A?: 1 } }"),
    ("base", "secrets: { OWN: generate, LATER: { source: external, required: false } }"),
    ("base", "secrets: { OWN?: optional }"), ("base", "secrets: [OWN]"),
    ("base", "secrets: { OWN: \"generate(base64, 32)\" }"),
    ("base", "secrets: { OWN: { source: generate, prefix: \"base64:\" } }"),
    ("base", "secrets: { OWN: { source: generate, prefix: \"a b\" } }"), ("store", "secrets: { OWN: generate }"),
    ("base", "files: { /a: { template: conf/a }, /b: { text: \"x\" }, /c: { secret: TOKEN } }"),
    ("base", "files: { /a: { template: conf/a, text: x } }"), ("base", "files: { /a: { template: ../a } }"),
    (
      "overlay",
      "backend: { variables: { A?: null, B?: 1 }, secrets: { LATER: { source: external, required: false } } }"
    ),
    ("base", "enabled: yes"), ("base", "enabled: true"),
    ("store", "tuning: { max_connections: 100, shared_buffers: 25%, work_mem: auto, jit: false }"),
    ("store", "tuning: { maxmemory: auto }"), ("store", "tuning: { jit: off }"), ("store", "pooler: off"),
    ("store", "pooler: { mode: transaction, size: 20 }"), ("store", "backup: { keep: 14d }"), ("store", "scale: {}"),
    ("store", "version: 16.4"), ("store", "version: latest"), ("store", "variables: { A: b }"),
    ("store", "extensions: [pgcrypto]"), ("store", "init: [../schema.sql]"),
    ("worker", "use+: [TOKEN]"), ("worker", "use-: [TOKEN]"), ("worker", "build: null"), ("worker", "singleton: true"),
    ("worker", "app: main:app"),
    ("overlay", "backend: { public: null, use+: [TOKEN], scale: { replicas: 2 } }"),
    ("overlay", "backend: { variables: { LIST: null, MORE: { value: x } } }"), ("overlay", "backend: null"),
    ("overlay", "backend: { variables: { MORE: { valeu: x } } }"), ("overlay", "backend: { resources: { cpu: 2 } }"),
    ("overlay", "backend: { resources: { cpu: two } }"),
    ("overlay", "postgres: { backup: null, tuning: { jit: null } }"),
    ("overlay", "postgres: { release: make }"), ("overlay", "extra: { type: worker, start: run, image: \"a:1\" }"),
    ("overlay", "cache: { tuning: { maxmemory: 50% } }"), ("overlay", "cache: { tuning: { maxmemori: 50% } }"),
    ("top", "x-notes: { anything: [goes] }"), ("top", "notes: {}"), ("top", "lints: { W0512: off }"),
    ("top", "lints: { W0512: quiet }"), ("top", "volumes: { logs: 1GiB }"), ("top", "volumes: { logs: big }"),
    ("top", "options: { layout: repo }"), ("top", "options: { layout: flat }"), ("top", "options: { procfil: {} }"),
    ("top", "policies: [{ same: services.postgres.version }]"), ("top", "policies: [{ equal: x }]"),
    ("top", "repository: { github: a/b }"), ("top", "repository: { branch: main }"),
  ]

  @Test func agreesWithTheCompilerAboutForm() throws {
    var documents: [String: String] = [:]
    for (index, item) in Self.cases.enumerated() {
      let place = try #require(Self.places.first { $0.name == item.place })
      documents["\(index).yaml"] = place.text(item.line)
    }
    let refusals = try SchemaValidator.refusals(documents, by: Self.schema)
    for (index, item) in Self.cases.enumerated() {
      let text = documents["\(index).yaml"] ?? ""
      let findings = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8)).diagnostics
        .filter { $0.severity == .error }
      let isForm = findings.contains { $0.code.hasPrefix("E02") }
      #expect(
        (refusals["\(index).yaml"] != nil) == isForm,
        "\(item.place): \(item.line)\n\(refusals["\(index).yaml"] ?? "")\(findings.map { "\($0.code) \($0.message)" })")
    }
  }

  private static func topology(
    backend: String = "port: 8000", store: String = "version: 16", worker: String = "start: run",
    overlay: String = "backend: { port: 8001 }"
  ) -> String {
    """
    infracc: 1
    project: shop
    targets: [compose]
    secrets: { TOKEN: generate }
    services:
      postgres:
        \(store)
      cache: { type: redis }
      backend:
        type: fastapi
        root: backend
        use: [TOKEN]
        \(backend)
      worker:
        extends: backend
        type: worker
        \(worker)
    environments:
      production: {}
      staging:
        services:
          \(overlay)

    """
  }
}
