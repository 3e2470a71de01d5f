package import Diagnostics
package import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let runValueAtBuild = DiagnosticKind(
    "E0605", "run-value-at-build",
    summary: "a build needs a value that exists only at run time",
    explanation: """
      An image is built once and then started many times. The number of a replica, the identifier of a deployment or
      a port that the platform hands out belong to one of these starts: while the image is built they do not exist.

      Build arguments and variables that go into the browser (`NEXT_PUBLIC_*`) are fixed during the build. A
      platform would put an empty text there, and it would stay in the image for good.

      Read the value in the running process: move the variable to `variables:` of the service, without
      `when: build`. For a label that differs per environment, use what is known while building, such as
      `environment.name`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          build:
            args:
              BUILD_LABEL: $<<self.RAILWAY_REPLICA_ID>>
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          build:
            args:
              BUILD_LABEL: $<<environment.name>>
      """)
}

/// A value that exists only in the running container, read by a build.
package enum RunValueAtBuild: VariableCheck {
  package static var kind: DiagnosticKind { .runValueAtBuild }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard BrowserVisibility.phase(variable, of: service) != .run, variable.resolved.value.marks.phase == .run,
      !variable.resolved.isPoisoned
    else { return }
    context.report(
      kind, at: variable.declaration?.valueSpan ?? variable.span, path: context.path(service, variable),
      "this value exists only at run time; a build cannot use it",
      label: "made when a process starts"
    ) { $0.help = ["read it when the process starts: `when: run`"] }
  }
}
