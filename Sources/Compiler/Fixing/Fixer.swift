import Resolution
package import Diagnostics
import Files

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

  /// A file beside the topology that a probe read and a fix changes.
  package struct File: Hashable, Sendable {
    /// Below the folder of the topology.
    package let path: String
    package let old: [UInt8]
    package let new: [UInt8]
  }

  package struct Result: Sendable {
    package let bytes: [UInt8]
    /// In the order of their paths.
    package let files: [File]
    package let applied: [Step]
    /// With each of these there would have been more errors than before.
    package let refused: [Step]
    /// Not all fixes were tried: there are more than a run tries.
    package let isCut: Bool
    /// What is still found, and the text that it is found in.
    package let remaining: [Diagnostic]
    package let sources: SourceSet
    /// The findings before the first step, with their text.
    package let original: [Diagnostic]
    package let originalSources: SourceSet
  }

  /// Mistakes hide behind each other, but not this deep.
  private static let mostRounds = 24
  /// How often the text is checked. A good fix rarely needs a check of its own; thousands of bad ones would.
  package static let mostChecks = 2_000

  private let path: String
  private let options: CompileOptions
  private let allowsUnsafe: Bool
  private var applied: [Step] = []
  private var refused: [Step] = []
  private var refusedFixes: Set<Identity> = []
  private var checks = 0
  /// Files beside the topology as they were, by path.
  private var originals: [String: [UInt8]] = [:]

  /// A fix independent of lines: those move.
  private struct Identity: Hashable {
    let code: String
    let path: String
    let subject: [FindingArgument]
    /// The text at the span of the finding.
    let marked: [UInt8]
    let replacements: [String]
  }

  private struct Candidate {
    let identity: Identity
    let edits: [FixIt.Edit]
    let step: Step
  }

  /// The texts that fixes change: the topology, and files beside it that differ from what is on disk, by path.
  private struct Texts: Hashable {
    var topology: [UInt8]
    var files: [String: [UInt8]] = [:]
  }

  /// Texts with what is found in them.
  private struct State {
    let texts: Texts
    let sources: SourceSet
    let findings: [Diagnostic]
    let syntaxErrors: Int
    /// How many errors there are of each code.
    let errors: [String: Int]

    var bytes: [UInt8] { texts.topology }

    init(_ texts: Texts, path: String, options: CompileOptions) {
      self.texts = texts
      var options = options
      options.repository = options.repository?.replacing(texts.files)
      options.mounted = options.mounted?.replacing(texts.files)
      let compilation = Compilation.run(path: path, bytes: texts.topology, options: options)
      sources = compilation.sources
      findings = compilation.diagnostics
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
    let original = State(Texts(topology: bytes), path: path, options: options)
    var state = original
    // Two fixes that undo each other would go on for ever.
    var seen: Set<Texts> = [original.texts]
    for _ in 0..<Self.mostRounds where checks < Self.mostChecks {
      let candidates = selection(from: state)
      if candidates.isEmpty { break }
      let next = apply(candidates[...], to: state)
      if next.texts != state.texts, !seen.insert(next.texts).inserted { break }
      state = next
    }
    let files = state.texts.files.sorted { $0.key < $1.key }.compactMap { path, new in
      originals[path].map { File(path: path, old: $0, new: new) }
    }
    return Result(
      bytes: state.bytes, files: files.filter { $0.old != $0.new }, applied: applied, refused: refused,
      isCut: checks >= Self.mostChecks,
      remaining: state.findings, sources: state.sources,
      original: original.findings, originalSources: original.sources)
  }

  /// One fix a finding, as many as do not touch each other.
  private func selection(from state: State) -> [Candidate] {
    let lines = LineTable(state.bytes)
    var chosen: [Candidate] = []
    var taken: [FileID: [Range<Int>]] = [:]
    var known: Set<FixIt.Edit> = []
    for finding in state.findings {
      for fix in finding.fixes where fix.applicability == .safe || (allowsUnsafe && fix.applicability == .unsafe) {
        let identity = identity(of: fix, for: finding, in: state)
        guard !refusedFixes.contains(identity), !fix.edits.isEmpty else { continue }
        let edits = fix.edits.filter { !known.contains($0) }
        let isFree = edits.allSatisfy { edit in
          guard let file = file(of: edit, in: state), edit.span.range.upperBound <= file.bytes.count else {
            return false
          }
          return !(taken[file.id] ?? []).contains { Self.touch($0, edit.span.range) }
        }
        guard isFree, !edits.isEmpty else { break }
        known.formUnion(edits)
        for edit in edits { taken[edit.span.file, default: []].append(edit.span.range) }
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

  /// What stays of a fix when the texts around it move.
  private func identity(of fix: FixIt, for finding: Diagnostic, in state: State) -> Identity {
    let span = finding.primary.span
    let index = Int(span.file.index)
    let bytes = state.sources.files.indices.contains(index) ? state.sources.files[index].bytes : []
    let marked = span.range.upperBound <= bytes.count ? Array(bytes[span.range]) : []
    return Identity(
      code: finding.code, path: finding.path, subject: finding.subject, marked: marked,
      replacements: fix.edits.map(\.replacement))
  }

  /// The topology, or a file beside it that this run read.
  private func file(of edit: FixIt.Edit, in state: State) -> SourceFile? {
    let index = Int(edit.span.file.index)
    guard state.sources.files.indices.contains(index) else { return nil }
    let file = state.sources.files[index]
    return index == 0 || pathBesideTopology(file) != nil ? file : nil
  }

  /// The path of a probed file below the folder of the topology.
  private func pathBesideTopology(_ file: SourceFile) -> String? {
    let folder = Compilation.folder(of: path)
    guard options.repository != nil, file.path.hasPrefix(folder) else { return nil }
    return String(file.path.dropFirst(folder.count))
  }

  /// The texts with the edits of some fixes.
  private mutating func applied(_ edits: [FixIt.Edit], to state: State) -> Texts {
    var texts = state.texts
    for (id, edits) in Dictionary(grouping: edits, by: \.span.file) {
      let file = state.sources[id]
      let bytes = TextEdits.applied(edits, to: file.bytes)
      if id.index == 0 {
        texts.topology = bytes
      } else if let path = pathBesideTopology(file) {
        if originals[path] == nil { originals[path] = file.bytes }
        texts.files[path] = bytes
      }
    }
    return texts
  }

  /// Keeps the comparison of each fix with each other cheap.
  private static let mostAtOnce = 500

  private static func touch(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
    a.lowerBound <= b.upperBound && b.lowerBound <= a.upperBound
  }

  /// The text with as many of these fixes as do no harm; the text as it was when none of them does good.
  private mutating func apply(_ candidates: ArraySlice<Candidate>, to state: State) -> State {
    guard checks < Self.mostChecks else { return state }
    checks += 1
    let result = State(applied(candidates.flatMap(\.edits), to: state), path: path, options: options)
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
    return first.texts != state.texts ? first : apply(candidates[half...], to: state)
  }
}
