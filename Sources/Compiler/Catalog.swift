import Analysis
package import Diagnostics
import Emit
import Model
import Syntax

/// Every rule of the catalogue, in the order of the numbers.
package enum Catalog {
  package static let all: [DiagnosticKind] =
    (SyntaxKinds.all + ReferenceKinds.all + ModelKinds.all + AnalysisKinds.all + ProbeKinds.all + EmitKinds.all)
    .sorted { $0.code.dropFirst() < $1.code.dropFirst() }

  package static let byCode = Dictionary(all.map { ($0.code, $0) }) { first, _ in first }
}
