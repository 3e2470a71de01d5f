package import Diagnostics
import Model
import Resolution

/// What of the findings about a faithful topology may be said of the files that it was made of, in the words of those
/// files.
package struct ForeignFindings {
  private let context: StackContext
  /// How reports name the stack.
  private let label: StackLabel

  /// - Parameters:
  ///   - context: the stack, and what lies beside it.
  ///   - prefix: what is before paths in reports.
  package init(_ context: StackContext, prefix: String) {
    self.context = context
    label = StackLabel(
      files: context.stack.files.map { prefix + $0 }, kind: context.kind, dialect: context.stack.dialect.name)
  }

  /// Whether the rule of a finding reports on such files.
  package func speaks(_ finding: Diagnostic) -> Bool {
    finding.foreign.allows(context.kind, isWhole: context.stack.isComplete)
  }

  /// Why what a rule found is not reported; nil: it is, or its rule is not made for such files.
  /// - Parameter isOwn: whether the rule was written for such files alone.
  package func silence(of finding: Diagnostic, isOwn: Bool) -> String? {
    let policy = finding.foreign
    guard !policy.kinds.isEmpty, isOwn || !finding.remedies.isEmpty else { return nil }
    if !policy.kinds.contains(context.kind) { return policy.words.map { "reports on \($0)" } }
    if !speaks(finding) { return "a part of the services is in a file elsewhere" }
    return (isOwn ? settled(finding) : translated(finding)) == nil ? "not every fact is written" : nil
  }

  /// A finding about the topology in the words of the files; nil where nothing may be said. What the rule says of keys
  /// of a topology is left out.
  package func translated(_ finding: Diagnostic) -> Diagnostic? {
    // A rule that has no other way out than keys of a topology was not made for these files.
    guard !finding.remedies.isEmpty else { return nil }
    var result = finding
    result.help = []
    result.fixes = []
    result.environments = []
    result.targets = []
    for case .there(let span) in finding.remedies { result = result.moved(to: span) }
    return settled(result)
  }

  /// A finding with the ways out that the dialect has for its remedies; nil where nothing may be said.
  package func settled(_ finding: Diagnostic) -> Diagnostic? {
    guard speaks(finding) else { return nil }
    var result = finding
    result.stack = label
    let dialect = context.stack.dialect.words(context.stack, context.topology, context.kind)
    let proofs = RemedyProofs(context)
    var ways: [String] = []
    for remedy in finding.remedies {
      guard proofs.hold(for: remedy) else { return nil }
      if remedy.isCondition { continue }
      guard dialect.proves(remedy, for: &result) else { return nil }
      if let way = dialect.help(for: remedy) { ways.append(way) }
      if let fix = dialect.fix(for: remedy) { result.fixes.append(fix) }
    }
    // One sentence; each way after the first begins with `or`.
    if !ways.isEmpty { result.help.append(ways.joined(separator: "; ")) }
    return result
  }
}

extension ForeignFindings {
  /// What is the same mistake in several services.
  private struct Place: Hashable {
    let code: String
    let span: Span
    /// The key, below the service.
    let key: ArraySlice<Substring>
  }

  /// A value that several services have, of an anchor or of the variables of a whole app, is one mistake: the first finding
  /// stays, and names the other services.
  package static func united(_ findings: [Diagnostic]) -> [Diagnostic] {
    var united: [Diagnostic] = []
    var positions: [Place: Int] = [:]
    var others: [Int: [String]] = [:]
    for finding in findings {
      let path = finding.path.split(separator: ".")
      guard path.count > 2, path[0] == "services" else {
        united.append(finding)
        continue
      }
      let place = Place(code: finding.code, span: finding.primary.span, key: path.dropFirst(2))
      if let position = positions[place] {
        others[position, default: []].append(String(path[1]))
      } else {
        positions[place] = united.count
        united.append(finding)
      }
    }
    for (position, names) in others {
      united[position].notes.append("the same holds for \(Words.enumeration(names))")
    }
    return united
  }
}
