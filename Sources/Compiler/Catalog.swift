import Resolution
import Lowering
import Rules
import Probes
package import Diagnostics
import Emit
import Import
import Output
import Secrets
import Model
import Syntax

/// Every rule of the catalogue, in the order of the numbers.
package enum Catalog {
  package static let all: [DiagnosticKind] =
    (SyntaxRegistry.kinds + ModelRegistry.kinds + ResolutionRegistry.kinds + LoweringRegistry.kinds
    + RulesRegistry.kinds + ProbesRegistry.kinds + EmitRegistry.kinds + OutputRegistry.kinds + ImportRegistry.kinds
    + SecretsRegistry.kinds + CompilerRegistry.kinds)
    .sorted { DiagnosticKind.number(of: $0.code) ?? 0 < DiagnosticKind.number(of: $1.code) ?? 0 }

  private static let judgements = Set((RulesRegistry.kinds + ProbesRegistry.kinds + EmitRegistry.kinds).map(\.code))

  /// Whether a finding judges what a topology declares, as opposed to what cannot be read or resolved.
  package static func isJudgement(_ code: String) -> Bool { judgements.contains(code) }

  /// The rule of a code; nil where this version has none.
  package static func kind(_ code: String) -> DiagnosticKind? {
    guard let number = DiagnosticKind.number(of: code) else { return nil }
    var low = 0
    var high = all.count
    while low < high {
      let middle = (low + high) / 2
      if DiagnosticKind.number(of: all[middle].code) ?? 0 < number { low = middle + 1 } else { high = middle }
    }
    return all[low...].prefix(1).first { $0.code == code }
  }
}
