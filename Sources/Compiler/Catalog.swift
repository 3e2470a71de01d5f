import Resolution
import Lowering
import Rules
import Probes
package import Diagnostics
import Emit
import Output
import Model
import Syntax

/// Every rule of the catalogue, in the order of the numbers.
package enum Catalog {
  package static let all: [DiagnosticKind] =
    (SyntaxRegistry.kinds + ModelRegistry.kinds + ResolutionRegistry.kinds + LoweringRegistry.kinds
    + RulesRegistry.kinds + ProbesRegistry.kinds + EmitRegistry.kinds + OutputRegistry.kinds
    + CompilerRegistry.kinds)
    .sorted { $0.code.dropFirst() < $1.code.dropFirst() }

  package static let byCode = Dictionary(all.map { ($0.code, $0) }) { first, _ in first }
}
