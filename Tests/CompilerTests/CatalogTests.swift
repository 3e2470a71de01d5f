import Analysis
import Diagnostics
import Emit
import Foundation
import Model
import TestSupport
import Testing

/// What holds for every entry of the catalogue, whether or not its rule can already be run.
@Suite struct CatalogTests {
  private static let lists = [ModelKinds.all, AnalysisKinds.all, EmitKinds.all]

  private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static let all = lists.flatMap { $0 }

  @Test func codesAreUnique() {
    #expect(Self.repeated(Self.all.map(\.code)) == [])
  }

  @Test func namesAreUnique() {
    #expect(Self.repeated(Self.all.map(\.name)) == [])
  }

  @Test func listsAreInOrder() {
    for list in Self.lists {
      let numbers = list.map { String($0.code.dropFirst()) }
      #expect(numbers == numbers.sorted())
    }
  }

  /// Every file of a folder `Kinds` declares the kind that it is called after, and a list of the same folder names it.
  @Test(arguments: ["Syntax", "Model", "Analysis", "Emit", "Compiler"])
  func everyFileIsInAList(module: String) throws {
    let folder = Self.repository.appending(path: "Sources/\(module)/Kinds")
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let sources = try files.filter { $0.hasSuffix(".swift") }.sorted().map {
      (
        name: String($0.dropLast(".swift".count)),
        text: try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
      )
    }
    let lists = sources.filter { !Self.isCode($0.name) }.map(\.text).joined()
    for file in sources where Self.isCode(file.name) {
      #expect(file.text.contains("\"\(file.name)\""), "\(file.name).swift declares another code")
      let declarations = file.text.matches(of: /package static let (\w+) = DiagnosticKind\(/).map(\.1)
      #expect(declarations.count == 1, "\(file.name).swift")
      for name in declarations {
        #expect(try Regex("\\.\(name)\\b").firstMatch(in: lists) != nil, "\(file.name) is in no list")
      }
    }
  }

  @Test(arguments: all.map(\.code))
  func codeIsALetterAndFourDigits(code: String) {
    #expect(Self.isCode(code))
  }

  @Test(arguments: all.map(\.code))
  func nameIsKebabCase(code: String) throws {
    let name = try Self.kind(code).name
    #expect(name.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil, "\(name)")
  }

  @Test(arguments: all.map(\.code))
  func summaryIsOneShortFact(code: String) throws {
    let summary = try Self.kind(code).summary
    #expect(!summary.isEmpty && summary.count <= 90 && !summary.contains("\n") && !summary.hasSuffix("."))
    let first = try #require(summary.first { $0.isLetter })
    let namesAProduct = ["PostgreSQL", "Redis"].contains { summary.hasPrefix($0) }
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
    #expect(MarkedText(kind.failing).text != kind.passing)
    #expect(kind.passing.hasPrefix("infracc: 1\n"))
  }

  @Test(arguments: all.map(\.code))
  func examplesFitAPage(code: String) throws {
    let kind = try Self.kind(code)
    for text in [kind.failing, kind.passing] {
      for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
      #expect(!text.contains("\t"))
    }
  }

  @Test(arguments: all.filter { !$0.exampleOptions.alsoExpected.isEmpty }.map(\.code))
  func alsoExpectedNamesOtherCodes(code: String) throws {
    for other in try Self.kind(code).exampleOptions.alsoExpected {
      #expect(other != code)
      #expect(Self.isCode(other))
    }
  }

  private static func kind(_ code: String) throws -> DiagnosticKind {
    try #require(all.first { $0.code == code })
  }

  private static func isCode(_ text: String) -> Bool { text.wholeMatch(of: /[EWI][0-9]{4}/) != nil }

  private static func repeated(_ words: [String]) -> [String] {
    Dictionary(grouping: words) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
  }
}
