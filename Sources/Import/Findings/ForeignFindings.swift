package import Diagnostics
import Model
import Resolution

/// What of the findings about a faithful topology may be said of the files that it was made of, in the words of those
/// files.
package struct ForeignFindings {
  private let stack: ComposeStack
  private let topology: FaithfulTopology
  package let kind: StackKind

  package init(_ stack: ComposeStack, _ topology: FaithfulTopology, kind: StackKind = .unknown) {
    self.stack = stack
    self.topology = topology
    self.kind = kind
  }

  /// Whether the rule of a finding reports on such files.
  package func speaks(_ finding: Diagnostic) -> Bool {
    finding.foreign.allows(kind, isWhole: stack.isComplete)
  }

  /// The finding in the words of the files; nil where nothing may be said.
  package func settle(_ finding: Diagnostic) -> Diagnostic? {
    guard speaks(finding) else { return nil }
    var result = finding
    result.help = []
    result.fixes = []
    result.environments = []
    let dialect = ComposeDialect(stack, topology)
    for remedy in finding.remedies {
      guard dialect.proves(remedy, for: &result) else { return nil }
      if let help = dialect.help(for: remedy) { result.help.append(help) }
    }
    return result
  }
}
