/// Collects findings. The same finding made in several environments or for several targets is kept once and names
/// all of them: that is the one that a reader could not tell from the other.
package final class DiagnosticBag {
  private struct Key: Hashable {
    let code: String
    let span: Span
    let subject: [FindingArgument]
    let text: String

    // Place and text tell nearly all apart.
    func hash(into hasher: inout Hasher) {
      hasher.combine(span.start)
      hasher.combine(text)
    }
  }

  private var items: [Diagnostic] = []
  private var positions: [Key: Int] = [:]
  /// How much may still be spent on suggestions, in comparisons of short words.
  private var suggestionBudget = 10_000_000

  package init() {}

  /// Whether findings of level info are only counted, so that their texts are not read.
  package var countsInfos = false

  /// Whether findings of a kind are only counted: what they would say need not be put together.
  package func counts(_ kind: DiagnosticKind) -> Bool { countsInfos && kind.severity == .info }

  /// How often a finding was added, those included that were there already.
  package private(set) var reported = 0

  package var isEmpty: Bool { items.isEmpty }

  /// Whether a finding of error level is there.
  package private(set) var hasErrors = false

  /// Adds a finding, or unites it with the equal one that is there.
  package func add(_ diagnostic: Diagnostic) {
    reported += 1
    let key = Key(
      code: diagnostic.code, span: diagnostic.primary.span, subject: diagnostic.subject,
      text: diagnostic.message)
    if let position = positions[key] {
      items[position].environments = Self.united(items[position].environments, diagnostic.environments)
      items[position].targets = Self.united(items[position].targets, diagnostic.targets)
      return
    }
    positions[key] = items.count
    items.append(diagnostic)
    if diagnostic.severity == .error { hasErrors = true }
  }

  /// Empty stands for "wherever": united with anything it stays so.
  private static func united(_ a: [String], _ b: [String]) -> [String] {
    if a.isEmpty || b.isEmpty { return [] }
    return a + b.filter { !a.contains($0) }
  }

  /// Makes a finding, lets `refine` complete it, and adds it.
  package func report(
    _ kind: DiagnosticKind, at span: Span, _ message: String, label: String = "",
    _ refine: (inout Diagnostic) -> Void = { _ in }
  ) {
    var diagnostic = Diagnostic(kind, at: span, message, label: label)
    refine(&diagnostic)
    add(diagnostic)
  }

  /// `Suggestion.nearest`, as long as the run can afford it: thousands of unknown names among thousands of known ones
  /// are not a matter of misspelling, and comparing each with each takes minutes.
  package func nearest(to word: String, among candidates: [String], besides excluded: String? = nil) -> [String] {
    let length = word.utf8.count
    let cost = candidates.count * (1 + length * length / 16)
    guard cost <= suggestionBudget else { return [] }
    suggestionBudget -= cost
    return Suggestion.nearest(to: word, among: candidates, besides: excluded)
  }

  /// All findings in the order of their places, then of their codes.
  package func sorted() -> [Diagnostic] {
    items.indices
      .sorted { a, b in
        let (x, y) = (items[a].primary.span, items[b].primary.span)
        if x != y { return x < y }
        if items[a].code != items[b].code { return items[a].code < items[b].code }
        return a < b
      }
      .map { items[$0] }
  }
}
