package import Diagnostics

/// Applies the fixes that findings carry, until none is left or none helps.
///
/// After each step the text is checked again. A step that leaves the text with worse YAML, or with new errors, is taken
/// back, and the fixes in it are tried in halves, so that one bad fix does not keep the others away.
package struct Fixer {
  /// A fix as it was applied or refused. Lines are those of the text that the finding was about.
  package struct Step: Hashable, Sendable {
    package let code: String
    package let title: String
    package let line: Int
  }

  package struct Result: Sendable {
    package let bytes: [UInt8]
    package let applied: [Step]
    /// With each of these there would have been more errors than before.
    package let refused: [Step]
    /// What is still found, and the text that it is found in.
    package let remaining: [Diagnostic]
    package let sources: SourceSet
    /// The findings before the first step, with their text.
    package let original: [Diagnostic]
    package let originalSources: SourceSet
  }

  /// Mistakes hide behind each other, but not this deep.
  private static let mostRounds = 24

  private let path: String
  private let options: CompileOptions
  private let allowsUnsafe: Bool
  private var applied: [Step] = []
  private var refused: [Step] = []
  private var refusedFixes: Set<Identity> = []

  /// A fix independent of lines: those move.
  private struct Identity: Hashable {
    let code: String
    let message: String
    let title: String
  }

  private struct Candidate {
    let identity: Identity
    let edits: [FixIt.Edit]
    let step: Step
  }

  /// A text with what is found in it.
  private struct State {
    let bytes: [UInt8]
    let sources: SourceSet
    let findings: [Diagnostic]
    let syntaxErrors: Int
    /// How many errors there are of each code.
    let errors: [String: Int]

    init(_ bytes: [UInt8], path: String, options: CompileOptions) {
      self.bytes = bytes
      let compilation = Compilation.run(path: path, bytes: bytes, options: options)
      sources = compilation.sources
      findings = compilation.findingsOfCheck()
      let codes = findings.filter { $0.severity == .error }.map(\.code)
      errors = Dictionary(codes.map { ($0, 1) }, uniquingKeysWith: +)
      syntaxErrors = codes.count { $0.hasPrefix("E01") }
    }

    /// What a broken block hides is found once it is whole, so mended YAML may show new errors.
    func isNoWorse(than old: State) -> Bool {
      if syntaxErrors != old.syntaxErrors { return syntaxErrors < old.syntaxErrors }
      return errors.allSatisfy { $0.value <= old.errors[$0.key, default: 0] }
    }
  }

  private init(path: String, options: CompileOptions, allowsUnsafe: Bool) {
    self.path = path
    self.options = options
    self.allowsUnsafe = allowsUnsafe
  }

  /// - Parameter allowsUnsafe: also applies what is only a good guess.
  package static func run(
    path: String, bytes: [UInt8], options: CompileOptions = CompileOptions(), allowsUnsafe: Bool = false
  ) -> Result {
    var fixer = Fixer(path: path, options: options, allowsUnsafe: allowsUnsafe)
    return fixer.run(bytes)
  }

  private mutating func run(_ bytes: [UInt8]) -> Result {
    let original = State(bytes, path: path, options: options)
    var state = original
    // Two fixes that undo each other would go on for ever.
    var seen: Set<[UInt8]> = [bytes]
    for _ in 0..<Self.mostRounds {
      let candidates = selection(from: state)
      if candidates.isEmpty { break }
      let next = apply(candidates[...], to: state)
      if next.bytes != state.bytes, !seen.insert(next.bytes).inserted { break }
      state = next
    }
    return Result(
      bytes: state.bytes, applied: applied, refused: refused, remaining: state.findings, sources: state.sources,
      original: original.findings, originalSources: original.sources)
  }

  /// One fix a finding, as many as do not touch each other.
  private func selection(from state: State) -> [Candidate] {
    let lines = LineTable(state.bytes)
    var chosen: [Candidate] = []
    var taken: [Range<Int>] = []
    var known: Set<FixIt.Edit> = []
    for finding in state.findings {
      for fix in finding.fixes where fix.applicability == .safe || (allowsUnsafe && fix.applicability == .unsafe) {
        let identity = Identity(code: finding.code, message: finding.message, title: fix.title)
        guard !refusedFixes.contains(identity), !fix.edits.isEmpty else { continue }
        let edits = fix.edits.filter { !known.contains($0) }
        let isFree = edits.allSatisfy { edit in
          edit.span.file.index == 0 && edit.span.range.upperBound <= state.bytes.count
            && !taken.contains { Self.touch($0, edit.span.range) }
        }
        guard isFree, !edits.isEmpty else { break }
        known.formUnion(edits)
        taken += edits.map(\.span.range)
        let line = lines.line(at: Int(finding.primary.span.start)) + 1
        chosen.append(
          Candidate(
            identity: identity, edits: edits, step: Step(code: finding.code, title: fix.title, line: line)))
        break
      }
      if chosen.count == Self.mostAtOnce { break }
    }
    return chosen
  }

  /// Keeps the comparison of each fix with each other cheap.
  private static let mostAtOnce = 500

  private static func touch(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
    a.lowerBound <= b.upperBound && b.lowerBound <= a.upperBound
  }

  /// The text with as many of these fixes as do no harm; the text as it was when none of them does good.
  private mutating func apply(_ candidates: ArraySlice<Candidate>, to state: State) -> State {
    let result = State(TextEdits.applied(candidates.flatMap(\.edits), to: state.bytes), path: path, options: options)
    if result.isNoWorse(than: state) {
      applied += candidates.map(\.step)
      return result
    }
    guard candidates.count > 1 else {
      refused += candidates.map(\.step)
      refusedFixes.formUnion(candidates.map(\.identity))
      return state
    }
    // Once the first half is applied, the places of the second have moved: it comes again in the next round.
    let half = candidates.startIndex + candidates.count / 2
    let first = apply(candidates[..<half], to: state)
    return first.bytes != state.bytes ? first : apply(candidates[half...], to: state)
  }
}
