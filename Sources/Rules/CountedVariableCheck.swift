import Resolution
package import Diagnostics
import Model

/// Numbers of processes and connections in variables, which are held to the range of the key that says the same.
package enum CountedVariableCheck: Check {
  package static var kind: DiagnosticKind { .outOfRange }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.code) {
      for counted in CountedVariable.all {
        guard let text = service.literal(counted.name), isWhole(text),
          !(Int(text).map(counted.range.contains) ?? false),
          let variable = service.declaredVariable(counted.name)
        else { continue }
        let (low, high) = (counted.range.lowerBound, counted.range.upperBound)
        context.report(
          kind, at: variable.value.valueSpan, path: "services.\(service.name).variables.\(counted.name)",
          "\(text.quotedForMessage) is out of range (\(low)–\(high))",
          label: "`\(counted.name)` begins at \(low) and ends at \(high)"
        ) {
          $0.help = ["write a number in the range, or declare it: `\(counted.key)` has the same one"]
        }
      }
    }
  }

  /// What is no number is another finding.
  private static func isWhole(_ text: String) -> Bool {
    let digits = text.first == "-" ? text.dropFirst() : text[...]
    return !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
  }
}
