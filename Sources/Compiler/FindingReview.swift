import Resolution
import Rules
import Probes
import Diagnostics
import Model
import Syntax

/// The last look at the findings of a run: suppressions, levels, masks, names of environments.
struct FindingReview {
  let suppressions: [Suppression]
  var levels = DeclaredLevels()
  /// Places of `W0326` whose alternative some environment needs: there it is not useless.
  var neededAlternatives: Set<Span> = []
  /// Findings of level info are only counted: no text of theirs is shown.
  var countsInfos = false
  /// The repository was read, so that findings about it could be made.
  var hasProbed = false
  /// What stands in the text, for masks.
  private var analyses: [EnvironmentAnalysis] = []

  /// What was looked for already; emission reviews the findings a second time.
  private final class Found {
    var masks: [Span]?
  }
  private let found = Found()
  /// The topology, for fixes that take something away.
  let source: [UInt8]

  init(suppressions: [Suppression], source: [UInt8]) {
    self.suppressions = suppressions
    self.source = source
  }

  /// Takes from the resolved environments what a review needs.
  mutating func note(_ analyses: [EnvironmentAnalysis]) {
    self.analyses = analyses
    neededAlternatives = analyses.reduce(into: []) { $0.formUnion($1.resolver.neededAlternatives) }
  }

  /// Credentials that stand in the text: no output may show them. Every value is looked through for them, once a run
  /// and only when there is something to show.
  private func masks() -> [Span] {
    if let found = found.masks { return found }
    let masks = searched()
    found.masks = masks
    return masks
  }

  private func searched() -> [Span] {
    var masks: [Span] = []
    var seen: Set<Span> = []
    func add(_ name: String, _ value: ConfigNode?) {
      guard let value, seen.insert(value.span).inserted else { return }
      masks += WrittenCredential.all(in: value, of: name).map(\.span)
    }
    for analysis in analyses {
      for shared in analysis.symbols.shared { add(shared.name, shared.declaration.value) }
      for service in analysis.symbols.services {
        for variable in service.variables { add(variable.name, variable.declaration?.value) }
        for argument in service.declaration.build?.value.args ?? [] { add(argument.name, argument.value.value) }
        for file in service.declaration.files {
          switch file.value {
          case .repository, .secret: break
          case .text(let node): add(file.name, node)
          case .template(let path):
            let text = analysis.template(path.value)
            add(file.name, text.map { ConfigNode(content: .scalar($0), span: $0.span) })
          }
        }
      }
    }
    return masks
  }

  /// Whether a review may make errors of what is none: comments and levels can be wrong, and levels raise findings.
  var mayAddErrors: Bool { !suppressions.isEmpty || !levels.entries.isEmpty }

  /// - Parameter isComplete: whether the findings that only emitters can make are among them.
  func finish(_ bag: DiagnosticBag, environments: [String], isComplete: Bool) -> [Diagnostic] {
    // Mostly there is nothing to say.
    if bag.isEmpty, suppressions.isEmpty, levels.entries.isEmpty { return [] }
    var used: Set<Int> = []
    let result = apply(to: bag, environments: environments, used: &used)
    let own = DiagnosticBag()
    // Behind an error there may be what the comment speaks of.
    let hidesFindings = result.contains { $0.severity == .error }
    for (index, suppression) in suppressions.enumerated() {
      judge(suppression, isUsed: used.contains(index) || hidesFindings || !isComplete, own)
    }
    for level in levels.entries { judge(level, own) }
    guard !own.isEmpty else { return completed(result) }
    for diagnostic in result { own.add(diagnostic) }
    return completed(own.sorted())
  }

  /// The findings with fixes that leave nothing behind: a deletion takes along what has no meaning without it.
  private func completed(_ findings: [Diagnostic]) -> [Diagnostic] {
    var findings = findings
    for index in findings.indices {
      for (place, fix) in findings[index].fixes.enumerated()
      where fix.edits.contains(where: { $0.replacement.isEmpty && $0.span.file.index >= 0 }) {
        findings[index].fixes[place] = FixIt(
          fix.title, fix.applicability, fix.edits.map { TextEdits.completed($0, in: source) })
      }
    }
    return findings
  }

  private func apply(to bag: DiagnosticBag, environments: [String], used: inout Set<Int>) -> [Diagnostic] {
    let suppressionsByCode = Dictionary(grouping: suppressions.indices) { suppressions[$0].code }
    var result: [Diagnostic] = []
    let dead = DiagnosticKind.uselessAlternative.code
    for var diagnostic in UnitedFindings.of(bag.sorted()) {
      if diagnostic.code == dead, neededAlternatives.contains(diagnostic.primary.span) { continue }
      if let index = suppressionsByCode[diagnostic.code].flatMap({ governing(diagnostic.primary.span, among: $0) }) {
        used.insert(index)
        if diagnostic.isTunable, !suppressions[index].reason.isEmpty { continue }
      }
      if diagnostic.isTunable {
        guard let leveled = levels.apply(to: diagnostic) else { continue }
        diagnostic = leveled
      }
      if diagnostic.environments.count == environments.count { diagnostic.environments = [] }
      if !countsInfos || diagnostic.severity != .info {
        let masks = masks()
        diagnostic.masked = diagnostic.masked.isEmpty ? masks : masks + diagnostic.masked
      }
      result.append(diagnostic)
    }
    return result
  }

  /// The first of these suppressions that speaks of a place. Suppressions are in the order of the lines that they
  /// govern.
  private func governing(_ place: Span, among indices: [Int]) -> Int? {
    var low = 0
    var high = indices.count
    while low < high {
      let middle = (low + high) / 2
      if suppressions[indices[middle]].governed.upperBound <= Int(place.start) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return indices[low...].prefix(1).first { suppressions[$0].governs(place) }
  }

  /// E0191 and W0190. A code that this version has no check for is silent.
  private func judge(
    _ suppression: Suppression, isUsed: Bool, _ bag: DiagnosticBag
  ) {
    if suppression.code.isEmpty {
      bag.report(.allowRefused, at: suppression.span, "`allow` needs a code and a reason")
      return
    }
    guard let kind = Catalog.kind(suppression.code) else { return }
    if !kind.isTunable {
      bag.report(.allowRefused, at: suppression.codeSpan, "`\(suppression.code)` cannot be allowed") {
        $0.notes = ["what it finds does not work, or is not safe, whatever a comment says"]
        $0.help = ["`infracc explain \(suppression.code)` says what to do instead"]
      }
    } else if suppression.reason.isEmpty {
      bag.report(
        .allowRefused, at: suppression.span, "a reason is required: `# infracc: allow \(suppression.code) why`")
    } else if !isUsed, hasProbed || !Probes.codes.contains(suppression.code) {
      bag.report(.unusedAllow, at: suppression.span, "this `allow` silences nothing") {
        $0.help = ["delete it"]
        $0.fixes = [FixIt("delete the comment", .safe, [.init(suppression.span, "")])]
      }
    }
  }

  private func judge(_ level: Named<Located<String>>, _ bag: DiagnosticBag) {
    guard let kind = Catalog.kind(level.name), !kind.isTunable else { return }
    bag.report(.allowRefused, at: level.nameSpan, "the level of `\(level.name)` is fixed") {
      $0.help = ["`infracc explain \(level.name)` says what to do instead"]
    }
  }
}
