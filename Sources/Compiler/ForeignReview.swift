import Diagnostics
import Syntax

/// Takes away what comments in the files themselves allow: `# infracc: allow CODE reason`. An owner may know what no file
/// tells, so that every code may be allowed but those of secrets that others would read.
struct ForeignReview {
  private let suppressions: [Suppression]

  /// - Parameter files: those that findings point into.
  init(_ files: [SourceFile]) { suppressions = files.flatMap { Suppression.all(in: $0) } }

  /// The findings that are left, with those about the comments themselves.
  func reviewed(_ findings: [Diagnostic]) -> [Diagnostic] {
    if suppressions.isEmpty { return findings }
    let bag = DiagnosticBag()
    var used: Set<Int> = []
    for finding in findings {
      let index = suppressions.indices.first { index in
        suppressions[index].code == finding.code && suppressions[index].governs(finding.primary.span)
      }
      if let index {
        used.insert(index)
        if !suppressions[index].reason.isEmpty, !finding.foreign.isFinal { continue }
      }
      bag.add(finding)
    }
    for (index, suppression) in suppressions.enumerated() { judge(suppression, isUsed: used.contains(index), bag) }
    return bag.sorted()
  }

  private func judge(_ suppression: Suppression, isUsed: Bool, _ bag: DiagnosticBag) {
    guard !suppression.code.isEmpty else {
      bag.report(.allowRefused, at: suppression.span, "`allow` needs a code and a reason")
      return
    }
    guard let kind = Catalog.kind(suppression.code) else { return }
    if kind.foreign.isFinal {
      bag.report(.allowRefused, at: suppression.codeSpan, "`\(suppression.code)` cannot be allowed") {
        $0.notes = ["others can read a secret, whatever a comment says"]
      }
    } else if suppression.reason.isEmpty {
      bag.report(.allowRefused, at: suppression.span, "a reason is required: `infracc: allow \(suppression.code) why`")
    } else if !isUsed {
      bag.report(.unusedAllow, at: suppression.span, "this `allow` silences nothing") { $0.help = ["delete it"] }
    }
  }
}
