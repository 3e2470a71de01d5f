import Compiler
import Diagnostics
import Foundation
import IR
import TestSupport
import Testing

/// The law of safe fixes: what runs differs afterwards only in what the finding names, and no address changes who can
/// reach it, but for the findings whose subject that is.
@Suite struct FixScopeTests {
  /// A private address where a browser or a user needs a public one.
  private static let aboutReach: Set<String> = ["E0601", "W0621", "W0631"]

  @Test(arguments: FixSample.all)
  func examples(sample: FixSample) { expectScope(sample.text, sample.files, "\(sample)") }

  @Test(arguments: topologies)
  func files(path: String) throws { expectScope(try Repository.text(path), [], path) }

  /// Every mistake that the examples can have, without the code beside them.
  @Test(
    arguments: MutationTests.references + MutationTests.schema + MutationTests.meaning + MutationTests.judgement)
  func mistakes(_ mutation: MutationTests.Mutation) throws {
    var code = try Examples.code(Examples.sampled[mutation.example])
    expectScope(try mutation.applied(to: &code), [], mutation.what)
  }

  @Test(arguments: 0..<40)
  func generated(seed: Int) {
    let text = Self.withMistakes(GeneratedTopology(seed: UInt64(seed)).text, seed: UInt64(seed))
    #expect(expectScope(text, [], "seed \(seed)") > 0, "\(text)")
  }

  /// Topologies of the repository: examples, fixtures, and the systems that are written in the language.
  private static let topologies: [String] = {
    let fixtures = ["topologies", "emit", "probes", "sweep", "systems"].flatMap { folder in
      let root = "Tests/Fixtures/\(folder)"
      let names = FileManager.default.enumerator(atPath: Repository.path(root))?.compactMap { $0 as? String } ?? []
      return names.sorted().filter { $0.hasSuffix(".yaml") && !$0.contains("/expected/") }.map { "\(root)/\($0)" }
    }
    return Examples.paths
      + fixtures.filter { path in
        (try? Repository.text(path)).map { $0.contains("infracc: 1") } ?? false
      }
  }()

  /// Variables that are right but for their spelling, or for the address that they hold.
  private static let mistakes = [
    "SIBLING_URL: http://service-0:8000/v1", "OTHER_ADDRESS: http://service-0.railway.internal:8000",
    "NEXT_PUBLIC_API_URL: http://service-0:8000", "NEXT_PUBLIC_OTHER_URL: $<<service-0.private_url>>",
    "MAIL_SITE_URL: $<<service-0.private_url>>", "WEBHOOK_URL: http://service-0:8000/hook",
    "BACKEND_API_URL: $<<service-0.public_url>>", "EXTERNAL_URL: $<<service-0.public_url>>",
    "STORE_URL: $<<db.database_url>>", "CACHE_URL: $<<Redis.REDIS_URL>>", "ENVIRONMENT: production", "DEBUG: true",
    "FEATURE_X: yes", "LATE_URL: ${{db.url}}", "ALLOWED_ORIGINS: https://shop.example.com/",
    "SHARED_NAME: $<<REGION_NAME>>",
  ]

  private static func withMistakes(_ text: String, seed: UInt64) -> String {
    var random = Random(seed: seed ^ 0x5afe)
    var lines: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      lines.append(line)
      guard line.hasPrefix("      OWN: own-") else { continue }
      var used: Set<String> = []
      for _ in 0..<4 {
        let mistake = random.one(of: mistakes)
        if used.insert(String(mistake.prefix { $0 != ":" })).inserted { lines.append("      " + mistake) }
      }
    }
    return lines.joined(separator: "\n")
  }

  // MARK: -

  /// Applies each safe fix alone and compares what would run.
  /// - Returns: how many fixes there were.
  @discardableResult
  private func expectScope(_ text: String, _ files: [DiagnosticKind.ExampleFile], _ what: String) -> Int {
    let compilation = Self.compile(text, files)
    let before = IRFacts(compilation)
    var count = 0
    for finding in compilation.diagnostics where !finding.code.hasPrefix("E01") {
      let own = finding.fixes.filter { fix in
        fix.applicability == .safe && fix.edits.allSatisfy { $0.span.file.index == 0 }
      }
      for fix in own {
        count += 1
        let fixed = String(decoding: TextEdits.applied(fix.edits, to: Array(text.utf8)), as: UTF8.self)
        let after = IRFacts(Self.compile(fixed, files))
        let scope = Scope(finding, in: text)
        for fact in IRFacts.changes(before, after) where !scope.holds(fact, before, after) {
          Issue.record(
            """
            \(what), \(finding.code) at `\(finding.path)`, \(fix.title): \(fact)
            \(before.values[fact].map { "\($0)" } ?? "nothing")
            \(after.values[fact].map { "\($0)" } ?? "nothing")
            """)
        }
        let moved = IRFacts.movedAddresses(before, after)
        if Self.aboutReach.contains(finding.code) { continue }
        #expect(moved.isEmpty, "\(what), \(finding.code), \(fix.title)")
      }
    }
    return count
  }

  private static func compile(_ text: String, _ files: [DiagnosticKind.ExampleFile]) -> Compilation {
    var options = CompileOptions(repository: ExplainPage.repository(files))
    options.plugins = ExplainPage.plugins(files)
    return Compilation.run(path: "topology.yaml", bytes: Array(text.utf8), options: options)
  }

  /// What a finding names, and what follows from it.
  private struct Scope {
    private let path: [String]
    private let text: String
    /// The service of the path and those that extend it.
    private let services: Set<String>
    /// What is wrong with an environment itself decides all that it has.
    private let isOfEnvironment: Bool

    init(_ finding: Diagnostic, in text: String) {
      var path = finding.path.split(separator: ".").map(String.init)
      if path.first == "environments", path.count > 2 { path.removeFirst(2) }
      isOfEnvironment = finding.path.hasPrefix("environments.") && path.first != "services"
      self.path = path
      self.text = text
      services = path.first == "services" && path.count > 1 ? Self.family(of: path[1], in: text) : []
    }

    private var variable: String? { path.count > 3 && path[2] == "variables" ? path[3] : nil }

    /// What follows elsewhere from a reference to a store, or from how long its statements may take: how long a process
    /// may take to stop.
    private static let derived: Set<String> = ["stopGraceMs", "stopGraceReason", "server", "command"]

    func holds(_ fact: IRFacts.Fact, _ before: IRFacts, _ after: IRFacts) -> Bool {
      if isOfEnvironment { return true }
      switch (path.first, fact.subject) {
      case ("services", .variable(let service, let name)):
        if let variable { return services.contains(service) && name == variable || mentions(variable, in: name) }
        // What a key emits, and what a service that was not understood has at all.
        return services.contains(service)
          && (before.isEmitted(fact) || after.isEmitted(fact) || path.count < 3 || mentions(path[2], in: name)
            || ["use", "extends", "environment", "env", "type"].contains(path[2]) || path[2] == name)
      case ("services", .member(let service, let name)):
        if variable != nil || path.contains("tuning"), Self.derived.contains(name) { return true }
        // A variable that refers to a store opens connections to it; one of browser code is an argument of the build,
        // which services of one folder share.
        return services.contains(service) && (variable == nil || ["pools", "needs"].contains(name))
          || variable != nil && (name == "store" || name == "build" && variable?.hasPrefix("NEXT_PUBLIC_") == true)
      case ("services", .edges(let service)): return services.contains(service) || variable == nil
      case ("services", .secret), ("services", .budgets), ("services", .shared): return true
      case ("services", .environment): return false
      case ("variables", .variable(_, let name)), ("secrets", .variable(_, let name)):
        return path.count > 1 && (name == path[1] || mentions(path[1], in: name))
      case ("variables", .shared), ("secrets", .secret), ("secrets", .shared), ("variables", .secret): return true
      case (nil, .environment), ("targets", .environment), ("options", .environment), ("repository", .environment):
        return true
      default: return path.first == nil || path.first == "environments"
      }
    }

    /// Whether the value of a variable is written with the name of another one.
    private func mentions(_ name: String, in variable: String) -> Bool {
      text.split(separator: "\n").contains { line in
        line.contains(variable + ":") && line.contains(name) && line.contains("<<")
      }
    }

    private static func family(of service: String, in text: String) -> Set<String> {
      var family: Set<String> = [service]
      var current = ""
      // Twice: a grandchild may precede its parent.
      for _ in 0..<2 {
        for line in text.split(separator: "\n") {
          if line.hasPrefix("  "), line.dropFirst(2).first != " ", let name = line.split(separator: ":").first {
            current = name.trimmingCharacters(in: .whitespaces)
          }
          if family.contains(where: { line.contains("extends: \($0)") }) { family.insert(current) }
        }
      }
      return family
    }
  }
}
