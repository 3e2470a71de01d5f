import Compiler
import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

/// What `infracc fix` promises: every fix takes its finding away, breaks nothing, and says what it is worth.
@Suite struct FixLawTests {
  /// What every kind offers for its failing example, and for what that example does not show: a fix that is lost, or
  /// that is worth something else than before, shows here.
  @Test func whatIsOfferedIsRecorded() {
    var text = "What `infracc fix` offers for the examples of the catalogue: safe, unsafe (on request), or none.\n\n"
    for sample in FixSample.all {
      let finding = Self.check(sample.text, sample.files).first { $0.code == sample.code }
      #expect(finding != nil, "\(sample)")
      let titles = finding?.fixes.map { "\($0.applicability.rawValue): \($0.title)" } ?? []
      let name = sample.code + (sample.what.isEmpty ? "" : " (\(sample.what))")
      text += titles.isEmpty ? "\(name)\tnone\n" : titles.map { "\(name)\t\($0)\n" }.joined()
    }
    Golden.expect(text, "fixes.txt")
  }

  /// Of several fixes of one text the first is applied; the others' findings go with it.
  @Test(arguments: FixSample.all, [false, true])
  func fixesOfTheExampleTakeTheFindingAway(sample: FixSample, withCRLF: Bool) throws {
    var text = sample.text
    if withCRLF { text = text.replacingOccurrences(of: "\n", with: "\r\n") }
    let before = Self.check(text, sample.files)
    let own = before.filter { $0.code == sample.code }.flatMap(\.fixes)
    let options = Self.options(sample.files)
    for allowsUnsafe in [false, true] {
      let isOffered = own.contains { $0.applicability == .safe || (allowsUnsafe && $0.applicability == .unsafe) }
      let result = Fixer.run(
        path: "topology.yaml", bytes: Array(text.utf8), options: options, allowsUnsafe: allowsUnsafe)
      guard isOffered else { continue }
      let after = String(decoding: result.bytes, as: UTF8.self)
      #expect(!result.remaining.contains { $0.code == sample.code }, "\(result.refused)\n\(after)")
      // Its own fix, or that of a finding about the same text.
      #expect(!result.applied.isEmpty)
      #expect(Self.newErrors(before, result.remaining).isEmpty, "\(after)")
      if withCRLF { #expect(!after.replacingOccurrences(of: "\r\n", with: "").contains("\n"), "\(after)") }
    }
  }

  /// Each safe fix alone, without the checks that `Fixer` makes: an editor applies it like that.
  @Test(arguments: FixSample.all)
  func aSafeFixIsSafeByItself(sample: FixSample) throws {
    let (text, files) = (sample.text, sample.files)
    let before = Self.check(text, files)
    for finding in before {
      for fix in finding.fixes where fix.applicability == .safe {
        #expect(fix.edits.allSatisfy { $0.span.file.index == 0 })
        let fixed = String(decoding: TextEdits.applied(fix.edits, to: Array(text.utf8)), as: UTF8.self)
        let after = Self.check(fixed, files)
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
        postgres: { version: 17 } # infracc: allow W1010 no subject of this
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
        postgres: { version: 17 }
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
        postgres: { version: 17 } # infracc: allow W1010 no subject of this
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
    #expect(result.remaining.map(\.code) == ["E0203", "I0914"])
  }

  /// Fixes for thousands of findings take no time that grows with their square.
  @Test(.timeLimit(.minutes(1))) func manyFixesAreApplied() {
    let many = (0..<1200).map { "      V\($0): $<<postgres.database_url>>\n" }.joined()
    let text =
      "infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n  postgres: { version: 17 }\n  api:\n    type: worker\n"
      + "    image: a:1\n    start: ./run\n    variables:\n" + many
    let result = Fixer.run(path: "topology.yaml", bytes: Array(text.utf8))
    #expect(result.applied.count == 1200)
    #expect(!result.remaining.contains { $0.severity == .error })
  }

  // MARK: -

  private static func check(_ text: String, _ files: [DiagnosticKind.ExampleFile] = []) -> [Diagnostic] {
    Compilation.run(path: "topology.yaml", bytes: Array(text.utf8), options: options(files)).diagnostics
  }

  private static func options(_ files: [DiagnosticKind.ExampleFile]) -> CompileOptions {
    var options = CompileOptions(repository: ExplainPage.repository(files))
    options.plugins = ExplainPage.plugins(files)
    return options
  }

  private static func newErrors(_ before: [Diagnostic], _ after: [Diagnostic]) -> [String] {
    func counts(_ found: [Diagnostic]) -> [String: Int] {
      Dictionary(found.filter { $0.severity == .error }.map { ($0.code, 1) }, uniquingKeysWith: +)
    }
    let old = counts(before)
    return counts(after).filter { $0.value > old[$0.key, default: 0] }.keys.sorted()
  }
}
