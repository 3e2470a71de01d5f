import Compiler
import Diagnostics
import Testing

/// Small texts that stand for something huge, and long ones that invite recursion or comparing everything with
/// everything: each ends with a finding or with none, but it ends.
@Suite struct HostileInputTests {
  private static let head = "infracc: 1\nproject: shop\ntargets: [compose]\n"
  private static let worker = head + "services:\n  api:\n    type: worker\n    image: shop:1\n    variables:\n"

  private static func codes(_ text: String) -> [String] {
    Compilation.run(path: "topology.yaml", bytes: Array(text.utf8)).diagnostics.filter { $0.severity == .error }
      .map(\.code)
  }

  private static func lines(_ range: some Sequence<Int>, _ line: (Int) -> String) -> String {
    range.map { line($0) + "\n" }.joined()
  }

  @Test func doublingReferencesStop() {
    let text =
      Self.worker + "      A0: sixteen letters!\n"
      + Self.lines(1...60) { "      A\($0): $<<A\($0 - 1)>>$<<A\($0 - 1)>>" }
    #expect(Self.codes(text) == ["E0327"])
  }

  @Test func aValueOfManyLongOnesStops() {
    let text =
      Self.worker + "      A: " + String(repeating: "a", count: 100_000) + "\n"
      + "      B: \"" + String(repeating: "$<<A>>", count: 10_000) + "\"\n"
      + "      C: [" + Array(repeating: "$<<A>>", count: 10_000).joined(separator: ", ") + "]\n"
    #expect(Self.codes(text) == ["E0327", "E0327"])
  }

  /// The end of the chain is written first, so that resolving it leads through all of it.
  @Test func longChainsOfReferencesStop() {
    let text = Self.worker + Self.lines((1...400).reversed()) { "      A\($0): $<<A\($0 - 1)>>x" } + "      A0: a\n"
    #expect(Set(Self.codes(text)) == ["E0327"])
  }

  @Test func anOutputThatNamesItselfStops() {
    let text =
      Self.head + "services:\n  ext:\n    type: external\n    outputs: { x: { value: $<<self.x>> } }\n"
      + "  api: { type: worker, image: 'shop:1', variables: { A: $<<ext.x>> } }\n"
    #expect(Self.codes(text).contains("E0316"))
  }

  @Test func servicesInALongCircleAreOneFinding() {
    let count = 12_000
    let text =
      Self.head + "services:\n"
      + Self.lines(0..<count) { "  s\($0): { type: worker, image: 'a:1', needs: [s\(($0 + 1) % count)] }" }
    #expect(Self.codes(text) == ["E0321"])
  }

  @Test func manyCirclesAreCutShort() {
    let count = 60
    let all = (0..<count).map { "s\($0)" }
    let text =
      Self.head + "services:\n"
      + Self.lines(0..<count) { number in
        "  s\(number): { type: worker, image: 'a:1', needs: [\(all.filter { $0 != "s\(number)" }.joined(separator: ", "))] }"
      }
    let codes = Self.codes(text)
    #expect(Set(codes) == ["E0321"])
    #expect(codes.count < count * count / 2)
  }

  @Test(arguments: [true, false])
  func longChainsOfExtendsStop(isFirstFirst: Bool) {
    let chain = (1...100).map { "  s\($0): { type: worker, extends: s\($0 - 1), variables: { A\($0): a } }\n" }
    let text =
      Self.head + "services:\n  s0: { type: worker, image: 'a:1' }\n"
      + (isFirstFirst ? chain : chain.reversed()).joined()
    #expect(Set(Self.codes(text)) == ["E0219"])
  }

  @Test func whatAllServicesInheritIsLimited() {
    let text =
      Self.head + "services:\n  s0:\n    type: worker\n    image: a:1\n    variables:\n"
      + Self.lines(0..<1000) { "      A\($0): a" }
      + Self.lines(1...500) { "  s\($0): { type: worker, extends: s0 }" }
    #expect(Set(Self.codes(text)) == ["E0219"])
  }

  @Test func thousandsOfEnvironmentsStop() {
    let text =
      Self.head + "services:\n  postgres: {}\nenvironments:\n  e0: {}\n"
      + Self.lines(1...5000) { "  e\($0): { from: e\($0 - 1) }" }
    #expect(Self.codes(text) == ["E0815"])
  }

  /// Among the first unknown names each gets a suggestion; the rest are reported without.
  @Test func suggestionsEndWhenTheyBecomeTooMany() {
    let text =
      Self.head + "services:\n"
      + Self.lines(0..<4000) { "  service-\($0): { type: worker, image: 'a:1', needs: [sevrice-\($0)] }" }
    let found = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8)).diagnostics
    #expect(found.count == 4000)
    #expect(found.first?.help.isEmpty == false)
    #expect(found.last?.help.isEmpty == true)
  }
}
