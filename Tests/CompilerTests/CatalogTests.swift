import Compiler
import Diagnostics
import Foundation
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

  /// Each module declares the kinds that it reports in a directory of its own.
  static let directoriesOfKinds: [URL] = {
    let sources = repository.appending(path: "Sources")
    let modules = (try? FileManager.default.contentsOfDirectory(atPath: sources.path)) ?? []
    return modules.sorted().map { sources.appending(path: "\($0)/Kinds") }
      .filter { FileManager.default.fileExists(atPath: $0.path) }
  }()

  /// Every file of a folder `Kinds` declares the kind that it is called after, and the catalogue holds that kind.
  @Test(arguments: directoriesOfKinds)
  func everyFileIsInTheCatalogue(folder: URL) throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }
      .map { String($0.dropLast(".swift".count)) }
      .filter(Self.isCode)
    #expect(!files.isEmpty)
    for code in files.sorted() {
      let text = try String(contentsOf: folder.appending(path: "\(code).swift"), encoding: .utf8)
      #expect(text.contains("\"\(code)\""), "\(code).swift declares another code")
      #expect(Catalog.kind(code) != nil, "\(code) is in no list")
    }
  }

  /// Looking a code up finds its rule and nothing else, and there is one rule for each number.
  @Test func everyRuleIsFoundByItsCode() {
    for kind in Catalog.all { #expect(Catalog.kind(kind.code) === kind, "\(kind.code)") }
    let numbers = Catalog.all.map { DiagnosticKind.number(of: $0.code) ?? -1 }
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 } && numbers.first ?? -1 > 0)
    for text in ["", "E", "E030", "E03011", "E03O1", "X0301", "e0301", "E9999", "E0000"] {
      #expect(Catalog.kind(text) == nil, "\(text)")
    }
  }

  /// No rule is declared anywhere else, so that its file can be found by its code.
  @Test func everyRuleHasAFile() throws {
    for kind in Self.all {
      let places = Self.directoriesOfKinds.filter {
        FileManager.default.fileExists(atPath: $0.appending(path: "\(kind.code).swift").path)
      }
      #expect(places.count == 1, "\(kind.code)")
    }
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
  @Test(arguments: all.filter { !$0.exampleOptions.isRunnable }.map(\.code))
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
