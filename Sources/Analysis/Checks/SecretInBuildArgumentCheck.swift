package import Diagnostics
import IR
import Model

/// A secret among `build.args`.
package enum SecretInBuildArgumentCheck: Check {
  package static var kind: DiagnosticKind { .secretInBuildArgument }

  package static func run(in context: CheckContext) {
    for service in context.services {
      for argument in service.declaration.build?.value.args ?? [] {
        guard let node = argument.value.value, let value = context.analysis.texts[ObjectIdentifier(node)],
          !value.isPoisoned
        else { continue }
        let path = "services.\(service.name).build.args.\(argument.name)"
        if value.value.marks.isSecret {
          context.report(kind, at: node.span, path: path, "build arguments stay in the image history") {
            $0.notes = ["whoever has the image can read them: `docker history`"]
            $0.help = ["name the secret under `build.secrets`: it is mounted while building and leaves no trace"]
          }
        } else if value.value.marks.phase == .run {
          context.report(
            .runValueAtBuild, at: node.span, path: path, "this value exists only at run time; a build cannot use it")
        }
      }
      for variable in service.variables {
        guard BrowserVisibility.phase(variable, of: service) != .run, variable.resolved.value.marks.isSecret,
          !BrowserVisibility.isVisible(variable, of: service), !variable.resolved.isPoisoned
        else { continue }
        context.report(
          kind, at: variable.declaration?.valueSpan ?? variable.span, path: context.path(service, variable),
          "build arguments stay in the image history"
        ) { $0.help = ["name the secret under `build.secrets`, or read it when the process starts: `when: run`"] }
      }
    }
  }
}
