package import Diagnostics
package import Model

/// A key that somebody wrote down.
package enum CredentialCheck: Check {
  package static var kind: DiagnosticKind { .credentialInFile }

  package static func run(in context: CheckContext) {
    for shared in context.analysis.symbols.shared {
      report(shared.name, shared.declaration.value, path: "variables.\(shared.name)", in: context)
    }
    for service in context.services {
      for variable in service.variables {
        report(variable.name, variable.declaration?.value, path: context.path(service, variable), in: context)
      }
      for argument in service.declaration.build?.value.args ?? [] {
        report(
          argument.name, argument.value.value, path: "services.\(service.name).build.args.\(argument.name)", in: context
        )
      }
    }
  }

  private static func report(
    _ name: String, _ value: ConfigNode?, path: @autoclosure () -> String, in context: CheckContext
  ) {
    guard let value else { return }
    for found in WrittenCredential.all(in: value, of: name) {
      guard let what = found.what else { continue }
      context.report(
        kind, at: found.span, path: path(), "`\(name)` holds \(what); it must not be in the file",
        label: "readable for everybody who has the file"
      ) {
        $0.help = [
          "declare it under `secrets:` (`\(name): external`) and name it under `use:`",
          "revoke this one: what was committed once is known",
        ]
      }
    }
  }
}

/// What no report may show of a value, and what is refused of it.
package struct WrittenCredential {
  package let span: Span
  /// `a Stripe live key`; nil: it is only hidden.
  package let what: String?

  /// In a value, or in the items of a list.
  package static func all(in value: ConfigNode, of name: String) -> [WrittenCredential] {
    guard let text = value.text else { return value.items.flatMap { all(in: $0, of: name) } }
    let isSecretName = Conventions.soundsSecret(name)
    func isPlaceholder() -> Bool { Placeholders.isPlaceholder(text, isSecretName: isSecretName) }
    if let found = Credentials.find(in: text) {
      return [WrittenCredential(span: value.span(of: found.range), what: isPlaceholder() ? nil : found.what)]
    }
    if let password = Credentials.password(inURL: text) {
      return [WrittenCredential(span: value.span(of: password), what: nil)]
    }
    // References look random, too.
    guard isSecretName, !text.contains("$<<"), !text.contains("${{"), Credentials.looksRandom(text) else { return [] }
    return [WrittenCredential(span: value.span, what: isPlaceholder() ? nil : "what looks like a secret")]
  }
}
