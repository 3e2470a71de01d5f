package import Diagnostics
import Resolution
import IR
import Model
import Syntax

extension DiagnosticKind {
  package static let secretInBuildArgument = DiagnosticKind(
    "E0504", "secret-in-build-argument",
    summary: "a secret is passed as a build argument",
    explanation: """
      Build arguments are recorded in the image: `docker history` prints them, and so does every registry that holds
      the image. Whoever may pull it may read them, and deleting a file in a later step does not help.

      A build secret is mounted for a single step and leaves no trace in any layer.

      Name the secret under `build.secrets` instead of `build.args`. In a Dockerfile of your own, read it with
      `RUN --mount=type=secret,id=NAME`. What only the running process needs belongs under `use:` or `variables:`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        LICENSE_KEY: generate
      services:
        api:
          type: fastapi
          build:
            args:
              LICENSE_KEY: $<<shared.LICENSE_KEY>>
                           ^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        LICENSE_KEY: generate
      services:
        api:
          type: fastapi
          build:
            secrets: [LICENSE_KEY]
      """, foreign: .safety)
}

/// A secret among `build.args`.
package enum SecretInBuildArgument: Check {
  package static var kind: DiagnosticKind { .secretInBuildArgument }

  package static func run(in context: CheckContext) {
    for service in context.services {
      for argument in service.declaration.build?.value.args ?? [] {
        guard let node = argument.value.value, let value = service.text(at: node),
          // A credential that is written down is refused where it stands.
          !value.isPoisoned, value.literal == nil
        else { continue }
        let path = "services.\(service.name).build.args.\(argument.name)"
        if value.value.marks.isSecret {
          context.report(
            kind, at: node.span, path: path, "build arguments stay in the image history", label: "a secret"
          ) {
            $0.notes = ["whoever has the image can read them: `docker history`"]
            $0.help = [
              "write `secrets: [\(argument.name)]` under `build:`: it is mounted while building and leaves no trace"
            ]
            if let fix = mounting(argument.name, node, of: service) { $0.fixes = [fix] }
          }
        } else if value.value.marks.phase == .run {
          context.report(
            .runValueAtBuild, at: node.span, path: path, "this value exists only at run time; a build cannot use it",
            label: "made when a process starts"
          ) { $0.help = ["delete it here, and name it under `variables:`: the program reads it when it starts"] }
        }
      }
      for variable in service.variables {
        guard BrowserVisibility.phase(variable, of: service) != .run, variable.resolved.value.marks.isSecret,
          !BrowserVisibility.isVisible(variable, of: service), !variable.resolved.isPoisoned,
          variable.resolved.literal == nil
        else { continue }
        context.report(
          kind, at: variable.declaration?.valueSpan ?? variable.span, path: context.path(service, variable),
          "build arguments stay in the image history"
        ) { $0.help = ["name the secret under `build.secrets`, or read it when the process starts: `when: run`"] }
      }
    }
  }

  /// Moves an argument that is nothing but the secret of its name to `build.secrets`.
  private static func mounting(_ name: String, _ node: ConfigNode, of service: ServiceSymbol) -> FixIt? {
    guard let scalar = node.scalar, let build = service.declaration.node["build"], let args = build.entry("args"),
      let argument = args.value.entry(name), argument.value.span == node.span,
      let reference = ReferenceText.parse(scalar.text).0.soleReference, reference.alternatives.count == 1,
      reference.alternatives[0].filters.isEmpty, case .path(let names) = reference.alternatives[0].primary,
      names.map(\.text) == ["shared", name]
    else { return nil }
    let title = "mount `\(name)` while building"
    if build["secrets"] == nil, args.value.entries.count == 1 {
      return Edits.span(of: args).map { FixIt(title, .safe, [.init($0, "secrets: [\(name)]")]) }
    }
    let insertion: FixIt.Edit? =
      if let secrets = build["secrets"] {
        secrets.items.first.flatMap { Edits.insert(name, before: $0.span, in: secrets) }
      } else {
        Edits.insert("secrets: [\(name)]", before: args.keySpan, in: build)
      }
    guard let insertion, let removal = Edits.remove(argument, from: args.value) else { return nil }
    return FixIt(title, .safe, [insertion, removal])
  }
}
