package import Diagnostics
package import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let typeDiffers = DiagnosticKind(
    "E0410", "type-differs",
    summary: "something has another type in another environment",
    explanation: """
      An environment may give a variable another value, but not another type, and a service or secret no other kind.
      One name means one thing: else a check that holds in staging says nothing about production, and the difference
      between two environments cannot be told.

      Give both the same type, or use two names.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            SAMPLING: { value: "1", type: int }
      environments:
        production: {}
        staging:
          services:
            api:
              variables:
                SAMPLING: { value: "true", type: bool }
                                                 ^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            SAMPLING: { value: "1", type: int }
      environments:
        production: {}
        staging:
          services:
            api:
              variables:
                SAMPLING: { value: "100", type: int }
      """)
}

/// What has another type in another environment: variables, services, sources of secrets.
package enum TypeDiffers: ProjectCheck {
  package static var kind: DiagnosticKind { .typeDiffers }

  private struct First {
    let what: String
    let environment: String
    let span: Span
  }

  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    guard contexts.count > 1 else { return }
    var firsts: [String: First] = [:]
    func compare(
      _ key: String, _ subject: @autoclosure () -> String, _ what: String, at span: Span, in context: CheckContext
    ) {
      guard let first = firsts[key] else {
        firsts[key] = First(what: what, environment: context.environment.name, span: span)
        return
      }
      guard first.what != what, first.span != span else { return }
      bag.report(
        kind, at: span,
        "\(subject()) is \(first.what) in \(first.environment) and \(what) in \(context.environment.name)"
      ) {
        $0.primary = .init(span, "\(what) in \(context.environment.name)")
        $0.secondary = [.init(first.span, "\(first.what) in \(first.environment)")]
        $0.notes = ["one program reads both: what it expects cannot differ"]
        $0.path = key
        $0.help = ["give both the same, or use two names"]
      }
    }
    for context in contexts {
      for service in context.services {
        let declaration = service.declaration
        if !declaration.isTypeGuessed, let type = declaration.node["type"] {
          compare(
            "services.\(service.name).type", "`\(service.name)`", "a \(service.type.name) service", at: type.span,
            in: context)
        }
        for variable in declaration.variables {
          guard let type = variable.value.type else { continue }
          compare(
            "services.\(service.name).variables.\(variable.name)", "`\(variable.name)`", type.value.description,
            at: type.span, in: context)
        }
      }
      for shared in context.analysis.symbols.shared {
        guard let type = shared.declaration.type else { continue }
        compare("variables.\(shared.name)", "`\(shared.name)`", type.value.description, at: type.span, in: context)
      }
      for secret in context.analysis.symbols.secrets {
        guard let source = secret.declaration.source else { continue }
        compare(
          secret.path, "`\(secret.name)`", secret.isGenerated ? "generated" : "supplied from outside",
          at: source.span, in: context)
      }
    }
  }
}
