package import Diagnostics
import Model
import Probes

/// E0217 for the file of a platform: the Dockerfile that it names is not in the repository.
package enum PlatformDockerfile: StackRule {
  package static var kind: DiagnosticKind { .pathNotFound }

  package static func run(in context: StackContext) {
    guard context.isCheckout else { return }
    var seen: Set<Span> = []
    for service in context.stack.services {
      // Several processes have one image.
      guard let dockerfile = service.facts.missingDockerfile, seen.insert(dockerfile.span).inserted,
        let path = context.repository.join(".", dockerfile.value), !context.ignored.covers(path)
      else { continue }
      context.report(kind, at: dockerfile.span, "`\(dockerfile.value)` does not exist") {
        $0.notes = ["the platform builds `\(service.name)` from it"]
        $0.help = ["correct the path, or add the file"]
      }
    }
  }
}
