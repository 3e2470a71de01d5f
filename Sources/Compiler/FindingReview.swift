import Analysis
import Diagnostics
import Model
import Syntax

/// The last look at the findings of a run: suppressions, levels, masks, names of environments.
struct FindingReview {
  let suppressions: [Suppression]
  var levels: [Named<Located<String>>] = []
  /// Places of `W0326` whose alternative some environment needs: there it is not useless.
  var neededAlternatives: Set<Span> = []
  private var masks: [Span] = []

  init(suppressions: [Suppression]) { self.suppressions = suppressions }

  /// Credentials that stand in the text: no output may show them.
  mutating func addMasks(of analyses: [EnvironmentAnalysis]) {
    var seen: Set<Span> = []
    for analysis in analyses {
      let services = analysis.symbols.services.flatMap { service in service.variables.map { ($0.name, $0.declaration) }
      }
      for (name, declaration) in services + analysis.symbols.shared.map({ ($0.name, $0.declaration) }) {
        // A text with references holds names, not values.
        guard let node = declaration?.value, let text = node.text, seen.insert(node.span).inserted,
          !ReferenceText.mayContain(text)
        else {
          continue
        }
        if let found = Credentials.find(in: text) {
          masks.append(node.span(of: found.range))
        } else if let password = Credentials.password(inURL: text) {
          masks.append(node.span(of: password))
        } else if Conventions.soundsSecret(name), Credentials.looksRandom(text) {
          masks.append(node.span)
        }
      }
    }
  }

  func finish(_ bag: DiagnosticBag, environments: [String]) -> [Diagnostic] {
    var used: Set<Int> = []
    let catalogue = Catalog.byCode
    var result: [Diagnostic] = []
    let dead = DiagnosticKind.uselessAlternative.code
    for var diagnostic in Self.united(bag.sorted()) {
      if diagnostic.code == dead, neededAlternatives.contains(diagnostic.primary.span) { continue }
      if diagnostic.environments.count == environments.count { diagnostic.environments = [] }
      diagnostic.masked = masks
      let isTunable = catalogue[diagnostic.code]?.isTunable ?? false
      if let index = suppressions.firstIndex(where: {
        $0.code == diagnostic.code && $0.governs(diagnostic.primary.span)
      }) {
        used.insert(index)
        if isTunable, !suppressions[index].reason.isEmpty { continue }
      }
      if isTunable, let level = levels.first(where: { $0.name == diagnostic.code }) {
        switch level.value.value {
        case "off": continue
        case "info": diagnostic.severity = .info
        case "warn": diagnostic.severity = .warning
        default: diagnostic.severity = .error
        }
      }
      result.append(diagnostic)
    }
    let own = DiagnosticBag()
    // Behind an error there may be what the comment speaks of.
    let hidesFindings = result.contains { $0.severity == .error }
    for (index, suppression) in suppressions.enumerated() {
      judge(suppression, isUsed: used.contains(index) || hidesFindings, catalogue, own)
    }
    for level in levels { judge(level, catalogue, own) }
    guard !own.isEmpty else { return result }
    for diagnostic in result { own.add(diagnostic) }
    return own.sorted()
  }

  /// One mistake seen in several environments, or in several services that inherit it, is one finding, although its
  /// message names the first of them. Expects findings in order.
  private static func united(_ findings: [Diagnostic]) -> [Diagnostic] {
    struct Key: Hashable {
      let code: String
      let span: Span
      let shape: String
    }
    var positions: [Key: Int] = [:]
    var result: [Diagnostic] = []
    for finding in findings {
      let key = Key(code: finding.code, span: finding.primary.span, shape: shape(of: finding))
      guard let position = positions[key] else {
        positions[key] = result.count
        result.append(finding)
        continue
      }
      if !result[position].environments.isEmpty {
        let known = result[position].environments
        result[position].environments =
          finding.environments.isEmpty ? [] : known + finding.environments.filter { !known.contains($0) }
      }
    }
    return result
  }

  /// The message with its environment and its service left open.
  private static func shape(of finding: Diagnostic) -> String {
    var text = finding.message
    if let environment = finding.environments.first { text = text.replacing("`\(environment)`", with: "`*`") }
    let path = finding.path.split(separator: ".")
    if path.count > 1, path[0] == "services" { text = text.replacing("`\(path[1])`", with: "`*`") }
    return text
  }

  /// E0191 and W0190. A code that this version has no check for is silent.
  private func judge(
    _ suppression: Suppression, isUsed: Bool, _ catalogue: [String: DiagnosticKind], _ bag: DiagnosticBag
  ) {
    if suppression.code.isEmpty {
      bag.report(.allowRefused, at: suppression.span, "`allow` needs a code and a reason")
      return
    }
    guard let kind = catalogue[suppression.code] else { return }
    if !kind.isTunable {
      bag.report(.allowRefused, at: suppression.codeSpan, "`\(suppression.code)` cannot be allowed") {
        $0.help = ["`infracc explain \(suppression.code)` says what to do instead"]
      }
    } else if suppression.reason.isEmpty {
      bag.report(
        .allowRefused, at: suppression.span, "a reason is required: `# infracc: allow \(suppression.code) why`")
    } else if !isUsed {
      bag.report(.unusedAllow, at: suppression.span, "this `allow` silences nothing") {
        $0.help = ["delete it"]
        $0.fixes = [FixIt("delete the comment", .safe, [.init(suppression.span, "")])]
      }
    }
  }

  private func judge(_ level: Named<Located<String>>, _ catalogue: [String: DiagnosticKind], _ bag: DiagnosticBag) {
    guard let kind = catalogue[level.name], !kind.isTunable else { return }
    bag.report(.allowRefused, at: level.nameSpan, "the level of `\(level.name)` is fixed") {
      $0.help = ["`infracc explain \(level.name)` says what to do instead"]
    }
  }
}
