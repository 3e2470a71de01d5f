package import Diagnostics
import Model
import Resolution

/// What of the findings about a faithful topology may be said of the files that it was made of, in the words of those
/// files.
package struct ForeignFindings {
  private let stack: Stack
  private let topology: FaithfulTopology
  package let kind: StackKind

  package init(_ stack: Stack, _ topology: FaithfulTopology, kind: StackKind = .unknown) {
    self.stack = stack
    self.topology = topology
    self.kind = kind
  }

  /// Whether the rule of a finding reports on such files.
  package func speaks(_ finding: Diagnostic) -> Bool {
    finding.foreign.allows(kind, isWhole: stack.isComplete)
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
    return settled(result)
  }

  /// A finding with the ways out that the dialect has for its remedies; nil where nothing may be said.
  package func settled(_ finding: Diagnostic) -> Diagnostic? {
    guard speaks(finding) else { return nil }
    var result = finding
    let dialect = stack.dialect.words(stack, topology, kind)
    var ways: [String] = []
    for remedy in finding.remedies {
      guard dialect.proves(remedy, for: &result) else { return nil }
      if let way = dialect.help(for: remedy) { ways.append(way) }
      if let fix = dialect.fix(for: remedy) { result.fixes.append(fix) }
    }
    // One sentence; each way after the first begins with `or`.
    if !ways.isEmpty { result.help.append(ways.joined(separator: "; ")) }
    return result
  }
}
