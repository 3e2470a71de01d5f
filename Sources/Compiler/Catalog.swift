import Resolution
import Lowering
import Rules
import Probes
package import Diagnostics
import Emit
import Model
import Syntax

/// Every rule of the catalogue, in the order of the numbers.
package enum Catalog {
  package static let all: [DiagnosticKind] =
    (SyntaxKinds.all + ReferenceKinds.all + ModelKinds.all + ResolutionKinds.all + LoweringKinds.all + RuleKinds.all
    + ProbeKinds.all + EmitKinds.all + CompilerKinds.all)
    .sorted { $0.code.dropFirst() < $1.code.dropFirst() }

  package static let byCode = Dictionary(all.map { ($0.code, $0) }) { first, _ in first }
}
