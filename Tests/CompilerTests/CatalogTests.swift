import Compiler
import Diagnostics
import Foundation
import Probes
import Rules
import TestSupport
import Testing

/// What holds for every entry of the catalogue, whether or not its rule can already be run.
@Suite struct CatalogTests {
  private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static let all = Catalog.all

  @Test func codesAreUnique() {
    #expect(Self.repeated(Self.all.map(\.code)) == [])
  }

  @Test func namesAreUnique() {
    #expect(Self.repeated(Self.all.map(\.name)) == [])
  }

  @Test func numbersAscend() {
    let numbers = Self.all.map { $0.code.dropFirst() }
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
  }

  /// The text of every source, by its path below `Sources`.
  private static let sources: [(path: String, text: String)] = {
    let folder = repository.appending(path: "Sources")
    let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.hasSuffix(".swift") && !$0.hasSuffix("/Registry.swift") }.sorted().compactMap { path in
      (try? String(contentsOf: folder.appending(path: path), encoding: .utf8)).map { (path, $0) }
    }
  }()

  /// One rule is one file, called after its code and its name, and the Swift name is the same word: a code leads to its
  /// file. The catalogue holds every kind that is declared, and no other.
  @Test func everyRuleHasAFileOfItsName() {
    var codes: [String] = []
    for (path, text) in Self.sources {
      let kinds = text.matches(of: /let (\w+) = DiagnosticKind\(\s*"(\w+)", "([\w-]+)"/)
      #expect(kinds.count <= 1, "\(path)")
      for kind in kinds {
        let (code, name) = (String(kind.2), String(kind.3))
        let word = name.filter { $0 != "-" }
        #expect(kind.1.lowercased() == word, "\(path)")
        #expect(path.split(separator: "/").last?.lowercased() == "\(code)\(word).swift".lowercased(), "\(path)")
        #expect(Catalog.kind(code)?.name == name, "\(code) is in no registry: `make generate`")
        codes.append(code)
      }
    }
    #expect(codes.sorted() == Self.all.map(\.code).sorted())
  }

  /// The registries hold what the files declare: a check that is in none would never run.
  @Test func registriesAreFresh() throws {
    func declared(_ conformance: String) -> [String] {
      Self.sources.flatMap { source in
        source.text.matches(of: /(?m)^ *(?:package )?(?:enum|struct) (\w+): (\w+)\b/).filter { $0.2 == conformance }
          .map { String($0.1) }
      }.sorted()
    }
    func listed(_ types: [Any.Type]) -> [String] { types.map { String(describing: $0) }.sorted() }
    #expect(listed(RulesRegistry.variableChecks) == declared("VariableCheck"))
    #expect(listed(RulesRegistry.checks) == declared("Check"))
    #expect(listed(RulesRegistry.projectChecks) == declared("ProjectCheck"))
    #expect(listed(ProbesRegistry.probes) == declared("Probe"))
    #expect(RulesRegistry.checks.count > 40 && RulesRegistry.variableChecks.count > 15)
    #expect(ProbesRegistry.probes.count > 10)
  }

  @Test(arguments: all.map(\.code))
  func codeIsALetterAndFourDigits(code: String) {
    #expect(Self.isCode(code))
  }

  @Test(arguments: all.map(\.code))
  func nameIsKebabCase(code: String) throws {
    let name = try Self.kind(code).name
    #expect(name.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil, "\(name)")
  }

  @Test(arguments: all.map(\.code))
  func summaryIsOneShortFact(code: String) throws {
    let summary = try Self.kind(code).summary
    #expect(!summary.isEmpty && summary.count <= 90 && !summary.contains("\n") && !summary.hasSuffix("."))
    let first = try #require(summary.first { $0.isLetter })
    let namesAProduct = ["PostgreSQL", "Redis", "SQLAlchemy", "YAML"].contains { summary.hasPrefix($0) }
    #expect(first.isLowercase || namesAProduct || summary.hasPrefix("`"))
  }

  @Test(arguments: all.map(\.code))
  func explanationTeaches(code: String) throws {
    let lines = try Self.kind(code).explanation.split(separator: "\n")
    #expect(lines.count >= 3)
    for line in lines { #expect(line.count <= 120, "\(line)") }
  }

  @Test(arguments: all.map(\.code))
  func explanationUsesNoWordsOfBlame(code: String) throws {
    let kind = try Self.kind(code)
    let words = (kind.summary + " " + kind.explanation).lowercased().split { !$0.isLetter }
    for word in ["invalid", "illegal", "please"] { #expect(!words.contains(Substring(word))) }
  }

  @Test(arguments: all.map(\.code))
  func failingExampleMarksOnePlace(code: String) throws {
    let kind = try Self.kind(code)
    let marks = MarkedText(kind.failing).marks
    #expect(marks.count == 1 || (!kind.exampleOptions.isRunnable && marks.isEmpty))
    for mark in marks { #expect(!mark.bytes.isEmpty) }
    #expect(MarkedText(kind.passing).marks.isEmpty)
  }

  @Test(arguments: all.map(\.code))
  func examplesDiffer(code: String) throws {
    let kind = try Self.kind(code)
    guard kind.exampleOptions.isRunnable else { return }
    let options = kind.exampleOptions
    let filesDiffer = options.files.map { $0.path + $0.text } != options.passingFiles.map { $0.path + $0.text }
    #expect(MarkedText(kind.failing).text != kind.passing || filesDiffer)
    #expect(kind.passing.hasPrefix("infracc: 1\n"))
  }

  @Test(arguments: all.map(\.code))
  func examplesFitAPage(code: String) throws {
    let kind = try Self.kind(code)
    for text in [kind.failing, kind.passing] {
      for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    }
  }

  @Test(arguments: all.filter { !$0.exampleOptions.alsoExpected.isEmpty }.map(\.code))
  func alsoExpectedNamesOtherCodes(code: String) throws {
    for other in try Self.kind(code).exampleOptions.alsoExpected {
      #expect(other != code)
      #expect(Self.isCode(other))
    }
  }

  /// What `CatalogExampleTests` cannot run is proved by a test that names the code.
  @Test(arguments: all.filter { !$0.exampleOptions.isRunnable && $0.exampleOptions.path == nil }.map(\.code))
  func rulesWithoutRunnableExampleHaveATest(code: String) throws {
    let tests = Self.repository.appending(path: "Tests")
    let files = try FileManager.default.subpathsOfDirectory(atPath: tests.path).filter { $0.hasSuffix("Tests.swift") }
    let naming = try files.filter {
      try String(contentsOf: tests.appending(path: $0), encoding: .utf8).contains(code)
    }
    #expect(!naming.isEmpty)
  }

  private static func kind(_ code: String) throws -> DiagnosticKind {
    try #require(all.first { $0.code == code })
  }

  private static func isCode(_ text: String) -> Bool { text.wholeMatch(of: /[EWI][0-9]{4}/) != nil }

  private static func repeated(_ words: [String]) -> [String] {
    Dictionary(grouping: words) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
  }

  @Test func reservedNumbersAreNotInUse() {
    for (code, reason) in ReservedCodes.all {
      #expect(Catalog.kind(code) == nil)
      #expect(!reason.isEmpty)
    }
  }
}
