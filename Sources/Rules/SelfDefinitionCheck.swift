package import Resolution
package import Diagnostics
import Model

/// `DATABASE_URL: ${DATABASE_URL}`: another tool's syntax, naming the variable itself.
package enum SelfDefinitionCheck: VariableCheck {
  package static var kind: DiagnosticKind { .definedAsItself }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard let (text, node) = variable.writtenText(of: service, in: context),
      let found = ForeignReferences.find(in: text).first,
      found.name == variable.name, found.range == 0..<text.utf8.count
    else { return }
    context.analysis.resolver.reportSelfDefinition(
      name: variable.name, service: service, at: node.span,
      in: Resolver.Place(service: service, name: variable.name, .variable))
  }
}
