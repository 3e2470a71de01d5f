import Compiler
import Diagnostics
import Emit
import IR
import Testing

/// Nothing is lost in silence: what a topology says changes what is written, or is reported, or there is nothing to lose
/// and the table says why.
@Suite("Portability")
struct PortabilityTests {
  @Test(
    "a key changes the files of a target, or the loss that its cell names is reported", arguments: ServiceKey.allCases)
  func nothingIsLostInSilence(key: ServiceKey) {
    let samples = KeySample.all(key)
    #expect(!samples.isEmpty)
    for sample in samples {
      for target in DeployTarget.builtIn {
        let before = Built(sample.without, target: target.name, isLocal: sample.isLocal)
        let after = Built(sample.with, target: target.name, isLocal: sample.isLocal)
        let what: Comment = "\(target.name): \(sample.with)"
        #expect(before.mistakes.isEmpty, "\(before.mistakes) \(what)")
        #expect(after.mistakes.isEmpty, "\(after.mistakes) \(what)")
        // A service that a target does not run is one finding, not one for each of its keys.
        if after.isNotStarted(target) { continue }
        let cell = target.portability(of: key, in: after.subject)
        switch cell {
        case .native, .lowered: #expect(before.files != after.files, what)
        case .approximated(let loss), .lost(let loss):
          #expect(after.reports(loss, of: key), "\(loss.kind.code) \(after.codes) \(what)")
        case .checked(let reason), .meaningless(let reason): #expect(!reason.isEmpty)
        }
      }
    }
  }

  @Test("what a cell says fits into a table")
  func words() {
    for words in PortabilityTable.rows.flatMap(\.cells).compactMap(PortabilityTable.words) {
      #expect(!words.isEmpty && words.count <= 90 && !words.hasSuffix(".") && !words.contains("|"), "\(words)")
    }
  }

  /// One run over a topology with one target.
  private struct Built {
    let files: [String: String]
    let subject: Service?
    private let findings: [Diagnostic]
    private let text: String

    init(_ service: String, target: String, isLocal: Bool) {
      text = KeySample.topology(service, target: target, isLocal: isLocal)
      let compilation = Checked(text).compilation
      let products = compilation.emit(EmissionRequest(layout: OutputLayout()))
      subject = compilation.programs.first?.service("subject")
      findings = compilation.diagnostics
      files = Dictionary(
        products.files.map { built in
          // The checksum of the topology itself changes with every key.
          let lines = built.file.content.split(separator: "\n", omittingEmptySubsequences: false)
          return (built.file.path, lines.filter { !$0.contains("infracc:sha256") }.joined(separator: "\n"))
        }
      ) { first, _ in first }
    }

    var codes: [String] { findings.map(\.code) }

    /// Errors that are no matter of the target: the sample would prove nothing.
    var mistakes: [String] {
      findings.filter { $0.severity == .error && !$0.code.hasPrefix("E09") }.map { "\($0.code) \($0.message)" }
    }

    func isNotStarted(_ target: DeployTarget) -> Bool {
      guard !target.capabilities.startsImages, let subject, subject.store == nil else { return false }
      return findings.contains { $0.code == "W0903" && $0.message.contains("not start `subject`") }
    }

    func reports(_ loss: Portable.Loss, of key: ServiceKey) -> Bool {
      findings.contains { finding in
        guard finding.code == loss.kind.code else { return false }
        guard loss.isReportedByKey else { return true }
        // The mapping that a key is in speaks for it.
        return sequence(first: key, next: \.parent).contains {
          finding.message.contains("`\($0.rawValue)` of `subject`")
        }
      }
    }
  }

  // MARK: - Keys that other keys leave without effect

  private static let withoutEffect: [(service: String, key: String)] = [
    ("type: fastapi, server: { timeout: 60s }", "60s"), ("type: fastapi, server: { threads: 4 }", "4"),
    ("type: flask, server: { max_requests_jitter: 50 }", "50"),
    ("type: web, port: 80, build: { dockerfile: a/Dockerfile, python: \"3.11\" }", "\"3.11\""),
    ("type: web, port: 80, build: { dockerfile: a/Dockerfile, packages: [curl] }", "[curl]"),
    ("type: web, port: 80, build: { dockerfile: a/Dockerfile, command: make }", "make"),
    ("type: fastapi, build: { node: 24 }", "24"), ("type: nextjs, build: { output: out }", "out"),
    ("type: fastapi, build: { target: run }", "run"),
    ("type: web, port: 80, build: { builder: railpack, dockerfile: a/Dockerfile }", "a/Dockerfile"),
  ]

  @Test("a key that another one leaves without effect is E0215", arguments: withoutEffect)
  func keyWithoutEffect(service: String, key: String) {
    let checked = Checked("infracc: 1\nproject: shop\nservices:\n  api: { \(service), root: ./a, health: none }\n")
    #expect(checked.codes.filter { $0 == "E0215" }.count == 1, "\(checked.codes)")
    #expect(checked.marked("E0215") == key)
  }

  private static let withEffect = [
    "type: flask, server: { timeout: 60s, max_requests: 9, max_requests_jitter: 5, threads: 4 }",
    "type: fastapi, server: { kind: gunicorn, timeout: 60s }", "type: fastapi, build: { python: \"3.11\" }",
    "type: static, build: { node: 24, command: make, output: out }",
    "type: web, port: 80, build: { dockerfile: a/Dockerfile, target: run, args: { A: b } }",
    "type: web, port: 80, build: { builder: railpack, python: \"3.11\", packages: [curl], command: make, output: out }",
  ]

  @Test("what has an effect is no finding", arguments: withEffect)
  func keyWithEffect(service: String) {
    let checked = Checked("infracc: 1\nproject: shop\nservices:\n  api: { \(service), root: ./a, health: none }\n")
    #expect(!checked.codes.contains("E0215"), "\(checked.diagnostics.map(\.message))")
  }

  @Test("only previews have a `ttl`")
  func lifeOfEnvironments() {
    func topology(_ environment: String) -> Checked {
      Checked(
        "infracc: 1\nproject: shop\nservices: { postgres: {} }\nenvironments: { production: {}, other: \(environment) }"
      )
    }
    #expect(topology("{ ttl: 7d }").marked("E0215") == "7d")
    #expect(!topology("{ kind: preview, ttl: 7d }").codes.contains("E0215"))
  }

  @Test("what is known of a secret reaches the person who supplies it")
  func secrets() {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        KEY: { source: external, doc: From the dashboard, rotate: 90d, class: { live: "^sk_live_" } }
      services:
        api: { type: fastapi, root: ./api, health: none, use: [KEY] }
      """)
    let texts = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file.content)
    #expect(texts.contains { $0.contains("From the dashboard. A live value matches ^sk_live_. Replace it every 90d.") })
  }

  // MARK: - Railpack

  @Test("Railway gets what Railpack reads")
  func railpack() throws {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: web
          root: ./api
          port: 8000
          health: none
          build: { builder: railpack, python: "3.11", node: 24, packages: [libpq5, curl], command: make all, output: out }
      """)
    let files = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files
    let project = try #require(files.first { $0.file.content.contains("defineRailway") }?.file.content)
    for text in [
      "buildCommand: \"make all\"", "RAILPACK_PYTHON_VERSION: \"3.11\"", "RAILPACK_NODE_VERSION: \"24\"",
      "RAILPACK_DEPLOY_APT_PACKAGES: \"libpq5 curl\"", "RAILPACK_SPA_OUTPUT_DIR: \"out\"",
      "RAILPACK_STATIC_FILE_ROOT: \"out\"",
    ] {
      #expect(project.contains(text), "\(text)")
    }
  }

  // MARK: - Names under `raw`

  @Test("a name under `raw` that is no target is E0201, one that nothing lists is W0924")
  func rawNames() {
    func topology(_ raw: String, _ rest: String = "") -> Checked {
      Checked(
        """
        infracc: 1
        project: shop
        targets: [compose]
        services:
          api: { type: fastapi, root: ./api, health: none, raw: { \(raw) } }
        \(rest)
        """)
    }
    let misspelt = topology("compsoe: { labels: { a: b } }")
    #expect(misspelt.marked("E0201") == "compsoe")
    #expect(misspelt.first("E0201")?.help == ["did you mean `compose`?"])
    #expect(topology("procfile: { a: b }").marked("E0201") == "procfile")
    #expect(topology("railway: { deploy: { sleepApplication: true } }").marked("W0924") == "railway")
    let listed = topology(
      "railway: { deploy: { sleepApplication: true } }",
      "environments: { staging: {}, production: { targets: [railway] } }")
    #expect(
      Checked(
        """
        infracc: 1
        project: shop
        targets: [compose]
        options: { railway: { plan: pro }, postgres: {} }
        services:
          api: { type: fastapi, health: /h, options: { procfile: {} } }

        """
      ).diagnostics.count { $0.code == "W0924" } == 2)
    #expect(!listed.codes.contains("W0924") && !listed.codes.contains("E0201"), "\(listed.codes)")
    #expect(topology("compose: { labels: { a: b } }").codes == [])
  }

  // MARK: - Schedulers

  private static let schedulerCases: [(start: String, rest: String, marked: String?)] = [
    ("celery -A tasks worker -B --loglevel=info", "scale: { replicas: 3 }", "-B"),
    ("celery -A tasks worker --beat", "scale: { replicas: 2 }", "--beat"),
    ("celery -A tasks beat", "scale: { replicas: 2 }", "beat"),
    ("rqscheduler", "scale: { replicas: 2 }", "rqscheduler"),
    ("work", "singleton: true, scale: { replicas: 2 }", "true"),
    ("work", "singleton: true, scale: { replicas: 1, autoscale: { max: 3, cpu: 70% } }", "true"),
    ("celery -A tasks worker -B", "scale: { replicas: 1 }", nil),
    ("celery -A tasks worker", "scale: { replicas: 3 }", nil), ("celery -A tasks beat", "singleton: true", nil),
  ]

  @Test("a scheduler with replicas is E0620", arguments: schedulerCases)
  func schedulers(start: String, rest: String, marked: String?) {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        work: { type: worker, image: "example/work:1.0", start: \(start), \(rest) }
      """)
    #expect(checked.marked("E0620") == marked, "\(checked.codes)")
  }
}
