package import Diagnostics
import Model
import Probes
import Resolution
import Rules
import Syntax

/// E0502 for the file of a platform: `$NAME` as the whole of a value, where nothing replaces it.
package enum LiteralHole: StackRule {
  package static var kind: DiagnosticKind { .placeholderValue }

  package static func run(in context: StackContext) {
    guard context.stack.dialect.hasLiteralValues else { return }
    var seen: Set<Span> = []
    for service in context.stack.services {
      // A library of the code may replace it, so that the code has to be known.
      guard let survey = context.topology.surveys[service.name], !survey.installs(Self.replacing) else { continue }
      for variable in service.facts.variables + context.stack.groups.variables(of: service.facts) {
        guard let node = variable.value, let scalar = node.filled, isHole(scalar.text), seen.insert(node.span).inserted
        else { continue }
        context.report(
          kind, at: scalar.span(of: 0..<scalar.text.utf8.count),
          "`\(variable.name)` holds the text `\(scalar.text)`, which nothing replaces"
        ) {
          $0.notes = ["the platform hands values on as they are written"]
          $0.remedies = [.writeValue]
        }
      }
    }
  }

  /// Replaces a value that begins with `$` by that of another variable (django-environ, "Proxy value").
  private static let replacing = "django-environ"

  /// `$NAME` or `${NAME}`, in capitals.
  private static func isHole(_ text: String) -> Bool {
    guard text.hasPrefix("$") else { return false }
    var name = text.dropFirst()
    if name.hasPrefix("{"), name.hasSuffix("}") { name = name.dropFirst().dropLast() }
    return name.first.map { $0 == "_" || $0.isUppercase } ?? false
      && name.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "_") }
  }
}
