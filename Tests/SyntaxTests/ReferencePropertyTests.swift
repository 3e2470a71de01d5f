import Diagnostics
import Syntax
import Testing

/// Random references and random bytes, the same in every run.
struct SmallRandom: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let mixed = (state ^ (state >> 33)) &* 0xff51_afd7_ed55_8ccd
    return mixed ^ (mixed >> 29)
  }
}

@Suite struct ReferencePropertyTests {
  @Test func anyBytesAreReadInOrder() {
    var random = SmallRandom(state: 7)
    let pieces = [
      "$<<", "${{", ">>", "}}", "$$<<", "\"", "'", "\\", "a", "b c", ".", "|", "??", "(", ")", ",", "=", "-", "7", "é",
      " ", "\n", "$", "<", ">", "{", "\u{0}",
    ]
    for _ in 0..<4_000 {
      let count = Int.random(in: 0...14, using: &random)
      let text = (0..<count).map { _ in pieces.randomElement(using: &random)! }.joined()
      let (parsed, problems) = ReferenceText.parse(text)
      #expect(parsed.isPoisoned == !problems.isEmpty)
      #expect(problems.count == parsed.references.count { $0.isPoisoned }, "\(text)")
      var offset = 0
      for segment in parsed.segments {
        let range =
          switch segment {
          case .literal(_, let range): range
          case .reference(let reference): reference.range
          }
        #expect(range.lowerBound == offset && !range.isEmpty, "\(text)")
        offset = range.upperBound
      }
      #expect(offset == text.utf8.count, "\(text)")
      for problem in problems {
        #expect(problem.range.upperBound <= text.utf8.count && !problem.range.isEmpty, "\(text)")
        if let fix = problem.replacement, fix.applicability == .safe {
          var bytes = Array(text.utf8)
          bytes.replaceSubrange(fix.range, with: fix.text.utf8)
          #expect(ReferenceText.parse(String(decoding: bytes, as: UTF8.self)).1.count < problems.count, "\(text)")
        }
      }
    }
  }

  @Test func whatIsPrintedIsReadBack() {
    var random = SmallRandom(state: 11)
    for _ in 0..<2_000 {
      let text = Self.text(&random)
      let (parsed, problems) = ReferenceText.parse(text.canonical)
      #expect(problems.isEmpty, "\(text.canonical)")
      #expect(outline(parsed) == outline(text), "\(text.canonical)")
      #expect(parsed.canonical == text.canonical)
    }
  }

  @Test(arguments: ["$<<", "$<<\"", "$<<a ", "$<<'\\\"", "$<<a.b}}", "$<<a|", "\"$<<"])
  func hostileTextIsReadInLinearTime(_ piece: String) {
    let clock = ContinuousClock()
    func time(_ count: Int) -> Duration {
      let text = String(repeating: piece, count: count) + ">>"
      return clock.measure { _ = ReferenceText.parse(text) }
    }
    _ = time(1_000)
    let (small, large) = (time(4_000), time(40_000))
    // Quadratic work would take a hundred times as long.
    #expect(large < small * 50 + .milliseconds(50))
  }

  static func text(_ random: inout SmallRandom) -> ReferenceText {
    var segments: [ReferenceText.Segment] = []
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      if Bool.random(using: &random), !isLiteral(segments.last) {
        let texts = ["x", "a $<< b", "$${{", "é\n", ">>", "$ 5"]
        segments.append(.literal(texts.randomElement(using: &random)!, range: 0..<0))
      } else {
        let pipelines = (0..<Int.random(in: 1...3, using: &random)).map { _ in pipeline(&random) }
        segments.append(.reference(Reference(range: 0..<0, delimiter: .angle, alternatives: pipelines)))
      }
    }
    return ReferenceText(segments: segments)
  }

  private static func isLiteral(_ segment: ReferenceText.Segment?) -> Bool {
    if case .literal? = segment { return true }
    return false
  }

  private static func name(_ random: inout SmallRandom) -> Reference.Name {
    let names = ["a", "Docs Frontend", "my.service", "DATABASE_URL", "x-y", "9a", "a  b", "\"", "\\", "é", ""]
    return Reference.Name(text: names.randomElement(using: &random)!, range: 0..<0)
  }

  private static func literal(_ random: inout SmallRandom) -> Reference.Literal {
    let values: [Reference.Literal.Value] = [
      .integer(.random(in: -99...99, using: &random)), .bool(.random(using: &random)), .string("a\"b\\ >> \n"),
      .string(""),
    ]
    return Reference.Literal(value: values.randomElement(using: &random)!, range: 0..<0)
  }

  private static func arguments(_ random: inout SmallRandom) -> [Reference.Argument] {
    (0..<Int.random(in: 0...2, using: &random)).map { _ in
      let label = Bool.random(using: &random) ? Reference.Name(text: "k_1", range: 0..<0) : nil
      let isBare = Bool.random(using: &random)
      return Reference.Argument(
        label: label,
        value: isBare ? .bare(Reference.Name(text: "hex", range: 0..<0)) : .literal(literal(&random)),
        range: 0..<0)
    }
  }

  private static func pipeline(_ random: inout SmallRandom) -> Reference.Pipeline {
    let primary: Reference.Primary =
      switch Int.random(in: 0...3, using: &random) {
      case 0: .path([Reference.Name(text: "DB_1", range: 0..<0)])
      case 1: .path([name(&random), name(&random)])
      case 2: .call(name: Reference.Name(text: "secret", range: 0..<0), arguments: arguments(&random))
      default: .literal(literal(&random))
      }
    let filters = (0..<Int.random(in: 0...2, using: &random)).map { _ in
      Reference.FilterCall(
        name: Reference.Name(text: "join", range: 0..<0), arguments: arguments(&random), range: 0..<0)
    }
    return Reference.Pipeline(primary: primary, filters: filters, range: 0..<0)
  }
}
