import Compiler
import Diagnostics
import Foundation
import TestSupport
import Testing

/// What `infracc fix` promises: every fix takes its finding away, breaks nothing, and says what it is worth.
@Suite struct FixLawTests {
  /// What the failing example of a code offers: `safe` is applied unasked, `unsafe` on request. Codes without an entry
  /// show at most what a person may write.
  private static let offered: [String: FixIt.Applicability] = [
    "E0104": .safe, "E0105": .safe, "E0106": .safe, "E0114": .safe, "W0190": .safe, "E0201": .unsafe, "E0203": .safe,
    "E0206": .safe, "E0210": .safe, "E0211": .safe, "E0213": .unsafe, "E0219": .unsafe, "E0220": .unsafe,
    "E0222": .safe, "E0301": .safe, "E0302": .unsafe, "E0304": .safe, "E0306": .unsafe, "E0307": .safe, "I0308": .safe,
    "E0309": .unsafe, "W0311": .unsafe, "E0312": .safe, "E0316": .safe, "W0325": .unsafe,
    "W0326": .safe, "E0403": .safe, "E0404": .safe, "E0408": .safe, "E0502": .unsafe, "E0504": .safe, "E0601": .safe,
    "E0703": .safe, "E0801": .unsafe, "E0803": .unsafe, "E0804": .unsafe, "W0808": .safe, "W0814": .safe,
    "E0901": .unsafe, "W0111": .safe, "W0221": .safe, "E0313": .unsafe, "W0417": .unsafe, "W0506": .unsafe,
    "E0507": .unsafe, "W0509": .safe, "E0510": .unsafe, "W0602": .safe, "E0603": .unsafe, "E0608": .safe,
    "W0609": .unsafe, "E0610": .safe, "E0611": .safe, "E0613": .safe, "W0614": .safe, "E0615": .safe, "W0619": .safe,
    "W0704": .safe, "W0706": .safe, "W0707": .safe, "E0710": .unsafe, "E0712": .safe, "E0721": .unsafe,
    "W0810": .safe, "W0812": .safe, "W1010": .unsafe, "W1011": .safe,
  ]

  /// Where the example of the catalogue shows another side of the rule.
  private static let others = [
    "E0114": "project: shop\ntargets: [compose]\nservices:\n  postgres: {}\n",
    "E0901": "infracc: 1\nproject: shop\ntargets: [compos]\nservices:\n  postgres: {}\n",
    "W0311": """
    infracc: 1
    project: shop
    targets: [compose]
    services:
      api: { type: fastapi, health: /, variables: { NAME: shop, CACHE_PREFIX: "${NAME:-x}-1" } }

    """,
  ]

  private static let kinds = Catalog.all.filter(\.exampleOptions.isRunnable)

  @Test(arguments: offered.keys.sorted())
  func theExampleOffersItsFix(code: String) throws {
    let kind = try #require(Self.kinds.first { $0.code == code })
    let found = Self.check(Self.others[code] ?? Self.text(kind)).first { $0.code == code }
    let worth = found?.fixes.map(\.applicability) ?? []
    #expect(worth.contains(try #require(Self.offered[code])), "\(worth)")
  }

  @Test(arguments: kinds.map(\.code), [false, true])
  func fixesOfTheExampleTakeTheFindingAway(code: String, withCRLF: Bool) throws {
    let kind = try #require(Self.kinds.first { $0.code == code })
    var text = Self.others[code] ?? Self.text(kind)
    if withCRLF { text = text.replacingOccurrences(of: "\n", with: "\r\n") }
    let before = Self.check(text)
    let own = before.filter { $0.code == code }.flatMap(\.fixes)
    for allowsUnsafe in [false, true] {
      let isOffered = own.contains { $0.applicability == .safe || (allowsUnsafe && $0.applicability == .unsafe) }
      let result = Fixer.run(path: "topology.yaml", bytes: Array(text.utf8), allowsUnsafe: allowsUnsafe)
      guard isOffered else { continue }
      let after = String(decoding: result.bytes, as: UTF8.self)
      #expect(!result.remaining.contains { $0.code == code }, "\(result.refused)\n\(after)")
      #expect(result.applied.contains { $0.code == code })
      #expect(Self.newErrors(before, result.remaining).isEmpty, "\(after)")
      if withCRLF { #expect(!after.replacingOccurrences(of: "\r\n", with: "").contains("\n"), "\(after)") }
    }
  }

  /// Each safe fix alone, without the checks that `Fixer` makes: an editor applies it like that.
  @Test(arguments: kinds.map(\.code))
  func aSafeFixIsSafeByItself(code: String) throws {
    let kind = try #require(Self.kinds.first { $0.code == code })
    let text = Self.text(kind)
    let before = Self.check(text)
    for finding in before {
      for fix in finding.fixes where fix.applicability == .safe {
        let after = Self.check(String(decoding: TextEdits.applied(fix.edits, to: Array(text.utf8)), as: UTF8.self))
        #expect(after.count { $0.code == finding.code } < before.count { $0.code == finding.code }, "\(fix.title)")
        #expect(Self.newErrors(before, after).isEmpty, "\(fix.title)")
      }
    }
  }

  private static let goldens = ["broken", "minimal", "neg", "seed1-as-written", "seed2-as-written", "t_map"]

  @Test(arguments: goldens.map { "Tests/Fixtures/topologies/\($0).yaml" } + Examples.paths, [false, true])
  func fixingAWholeFileEnds(path: String, allowsUnsafe: Bool) throws {
    let text = try Repository.text(path)
    let before = Self.check(text)
    let result = Fixer.run(path: path, bytes: Array(text.utf8), allowsUnsafe: allowsUnsafe)
    let syntax = { (found: [Diagnostic]) in found.count { $0.code.hasPrefix("E01") } }
    #expect(syntax(result.remaining) <= syntax(before))
    if syntax(result.remaining) == syntax(before) { #expect(Self.newErrors(before, result.remaining).isEmpty) }
    #expect(result.applied.isEmpty == (result.bytes == Array(text.utf8)))
    // A fixed point: nothing is left that would be applied.
    let again = Fixer.run(path: path, bytes: result.bytes, allowsUnsafe: allowsUnsafe)
    #expect(again.bytes == result.bytes, "\(again.applied)")
    // Comments stay, but for those that a fix is about.
    let comments = { (text: String) in text.components(separatedBy: "\n").count { $0.contains("#") } }
    #expect(comments(String(decoding: result.bytes, as: UTF8.self)) >= comments(text))
  }

  @Test func theLayoutAroundAFixStays() {
    let text = """
      infracc: 1
      project: shop   # a name
      targets: [compose]

      services:
        # the store
        postgres: {}
        api:   # the code
            type: fastapi
            enviroment: {   A: b }
            resources: { memory: 512 MB }  # much

      """
    let result = Fixer.run(path: "topology.yaml", bytes: Array(text.utf8), allowsUnsafe: true)
    let expected = text.replacingOccurrences(of: "512 MB", with: "512MB")
      .replacingOccurrences(of: "enviroment", with: "variables")
    let fixed = String(decoding: result.bytes, as: UTF8.self)
    #expect(fixed == expected || fixed == text.replacingOccurrences(of: "512 MB", with: "512MB"), "\(fixed)")
  }

  /// Keys of other tools, with values as those write them: what can be taken over is, the rest is left to a person.
  private static let foreign: [(line: String, fixed: String?)] = [
    ("environment: { A: b }", "variables: { A: b }"), ("environment: [A=b]", nil),
    ("depends_on: [postgres]", "needs: [postgres]"), ("depends_on: { postgres: { condition: x } }", nil),
    ("command: ./run", "start: ./run"), ("healthcheckPath: /ready", "health: /ready"),
    ("healthcheck: { test: [CMD, x] }", nil), ("numReplicas: 3", "scale: { replicas: 3 }"),
    ("cpus: 0.5", "resources: { cpu: 0.5 }"), ("mem_limit: 512MiB", "resources: { memory: 512MiB }"),
    ("rootDirectory: api", "root: api"), ("preDeployCommand: ./migrate", "release: ./migrate"),
    ("dockerfilePath: api/Dockerfile", "build: { dockerfile: api/Dockerfile }"), ("buildCommand: make", nil),
    ("restartPolicyMaxRetries: 5", "restart: { max_retries: 5 }"), ("envVars: [{ key: A, value: b }]", nil),
    ("domains: [a.example.com]", "public: [a.example.com]"), ("disk: { name: x }", nil),
    ("stop_grace_period: 30s", "stop_grace: 30s"), ("drainingSeconds: 30", "stop_grace: 30s"),
    ("healthcheckTimeout: 120", "health: { timeout: 120s }"),
  ]

  @Test(arguments: foreign)
  func keysOfOtherToolsAreTakenOverWhereTheyFit(line: String, fixed: String?) {
    func text(_ line: String) -> String {
      """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          \(line)  # theirs

      """
    }
    let result = Fixer.run(path: "topology.yaml", bytes: Array(text(line).utf8))
    #expect(String(decoding: result.bytes, as: UTF8.self) == text(fixed ?? line), "\(result.remaining.map(\.message))")
    #expect(result.refused.isEmpty)
    #expect(result.remaining.contains { $0.code == "E0203" } == (fixed == nil))
  }

  /// The key stands in the base, the value that holds in an overlay: nothing between the two is part of the entry.
  @Test func anOverlaidEntryIsNotTakenOut() {
    let text = """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: flask
          health: /
          variables:
            FLASK_ENV: production
            OTHER: x
      environments:
        staging:
          services:
            api:
              variables:
                OTHER: y
                FLASK_ENV: staging

      """
    for finding in Self.check(text) {
      for edit in finding.fixes.flatMap(\.edits) { #expect(edit.span.range.count < 40, "\(finding.message)") }
    }
    let result = Fixer.run(path: "topology.yaml", bytes: Array(text.utf8))
    #expect(String(decoding: result.bytes, as: UTF8.self).contains("environments:"))
  }

  /// Behind the wrong word lies a mistake of another kind: with the fix there would be a new error.
  @Test func aFixThatLeadsToNewErrorsIsLeftAlone() {
    let text = """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          stop_grace_period: whenever
          health: none

      """
    let result = Fixer.run(path: "topology.yaml", bytes: Array(text.utf8))
    #expect(String(decoding: result.bytes, as: UTF8.self) == text)
    #expect(result.refused.map(\.code) == ["E0203"])
    #expect(result.applied.isEmpty)
  }

  /// One bad fix does not keep the others away.
  @Test func goodFixesAreAppliedBesideABadOne() {
    let text = """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          startCommand: $<<nobody.url>> --fast
          stop_grace: 30
          health: { path: /, timeout: 300 }
          variables: { DATABASE_URL: $<<postgres.database_url>> }

      """
    let result = Fixer.run(path: "topology.yaml", bytes: Array(text.utf8))
    #expect(Set(result.applied.map(\.code)) == ["E0211", "E0307"])
    #expect(result.applied.count == 3)
    #expect(result.refused.map(\.code) == ["E0203"])
    #expect(result.remaining.map(\.code) == ["E0203"])
  }

  /// Fixes for thousands of findings take no time that grows with their square.
  @Test(.timeLimit(.minutes(1))) func manyFixesAreApplied() {
    let many = (0..<1200).map { "      V\($0): $<<postgres.database_url>>\n" }.joined()
    let text =
      "infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n  postgres: {}\n  api:\n    type: worker\n"
      + "    image: a:1\n    start: ./run\n    variables:\n" + many
    let result = Fixer.run(path: "topology.yaml", bytes: Array(text.utf8))
    #expect(result.applied.count == 1200)
    #expect(!result.remaining.contains { $0.severity == .error })
  }

  // MARK: -

  private static func text(_ kind: DiagnosticKind) -> String { ExplainPage.withoutMarks(kind.failing) + "\n" }

  private static func check(_ text: String) -> [Diagnostic] {
    Compilation.run(path: "topology.yaml", bytes: Array(text.utf8)).findingsOfCheck()
  }

  private static func newErrors(_ before: [Diagnostic], _ after: [Diagnostic]) -> [String] {
    func counts(_ found: [Diagnostic]) -> [String: Int] {
      Dictionary(found.filter { $0.severity == .error }.map { ($0.code, 1) }, uniquingKeysWith: +)
    }
    let old = counts(before)
    return counts(after).filter { $0.value > old[$0.key, default: 0] }.keys.sorted()
  }
}
