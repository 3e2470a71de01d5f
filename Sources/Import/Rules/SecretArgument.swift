package import Diagnostics
import Probes
import Resolution
import Rules

/// E0504 for a compose file: a secret among the arguments of a build whose Dockerfile declares it.
package enum SecretArgument: StackRule {
  package static var kind: DiagnosticKind { .secretInBuildArgument }

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      guard let build = service.build, let (file, content) = context.dockerfile(of: service) else { continue }
      for argument in build.arguments where isSecret(argument) {
        let declared = content.instructions.first { instruction in
          instruction.keyword == "ARG" && instruction.stage > 0
            && DockerfileText.assignments(of: instruction).contains { $0.name == argument.name }
        }
        guard let declared else { continue }
        context.report(kind, at: argument.nameSpan, "build arguments stay in the image history", label: "a secret") {
          $0.secondary = [.init(context.repository.span(declared.place, in: file), "declared here")]
          $0.masked = [argument.value?.span].compactMap { $0 }
          $0.notes = ["anyone with access to the image can read them: `docker history`"]
          $0.help = [
            "mount it while building: `secrets` under `build`, and `RUN --mount=type=secret,id=\(argument.name)`"
          ]
        }
      }
    }
  }

  /// A value of the operator's under a name of a secret that is no secret of browsers.
  private static func isSecret(_ argument: StackPair) -> Bool {
    guard SecretNames.soundSecret(argument.name), !SecretNames.nameSetting(argument.name),
      !["NEXT_PUBLIC_", "VITE_", "REACT_APP_", "PUBLIC_", "NUXT_PUBLIC_", "EXPO_PUBLIC_"].contains(
        where: argument.name.hasPrefix),
      !openWords.contains(where: argument.name.split(separator: "_").map(String.init).contains)
    else { return false }
    // A text in the file is a placeholder as often as a secret.
    guard let hole = argument.value?.only else { return argument.value == nil }
    return hole.operation == .plain || hole.operation == .required
  }

  /// Words of names that are made for everybody.
  private static let openWords = ["PUBLIC", "PUBLISHABLE", "ANON", "SITE", "DSN", "MEASUREMENT", "MAPS"]
}
