package import Diagnostics
package import Resolution
import Model

extension DiagnosticKind {
  package static let placeholderValue = DiagnosticKind(
    "E0502", "placeholder-value",
    summary: "a variable holds a placeholder instead of a value",
    explanation: """
      Texts such as `your-secret-key-here`, `[YOUR_KEY]`, `change-me` or `sk_live_...` stand in guides and templates
      for a value that somebody has to fill in. Deployed as they are, they are the value.

      For a signing key that is a hole: the text can be read in public, so anyone can sign a session. For an access
      key it is an outage with the first request.

      Declare the name under `secrets:` and hand it to the service with `use:`. `generate` makes a random value for
      each environment, `external` asks an operator for it. No value of a secret is ever written into the topology.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            SECRET_KEY: your-secret-key-here
                        ^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SECRET_KEY: generate
      services:
        api:
          type: fastapi
          use: [SECRET_KEY]
      """, foreign: .deployed)
}

/// A value that somebody meant to replace.
package enum PlaceholderValue: VariableCheck {
  package static var kind: DiagnosticKind { .placeholderValue }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard let (text, node) = variable.writtenText(of: service, in: context),
      Placeholders.isPlaceholder(text, isSecretName: variable.named.soundsSecret)
    else { return }
    context.report(
      kind, at: node.span, path: context.path(service, variable), "`\(variable.name)` holds a placeholder, not a value"
    ) {
      $0.notes = ["the program would run with this very text"]
      $0.remedies = [variable.named.soundsSecret ? .requireVariable(variable.name) : .writeValue]
      if variable.named.soundsSecret {
        $0.help = [
          "declare it under `secrets:` of the service: `\(variable.name): external`, or `generate`"
        ]
        if let fix = SecretDeclaration.fix(variable.name, node, of: service, in: context) { $0.fixes = [fix] }
      } else {
        $0.help = ["write the value, or mark the name where an operator may supply it: `\(variable.name)?:`"]
      }
    }
  }
}
