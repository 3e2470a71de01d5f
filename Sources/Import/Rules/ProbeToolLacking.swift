package import Diagnostics
import IR
import Probes

/// W1033 for compose files and Dockerfiles: the program of a health check is not in the image. Where others wait for the
/// service, E0630 says more.
package enum ProbeToolLacking: StackRule {
  package static var kind: DiagnosticKind { .probeToolMissing }

  package static func run(in context: StackContext) {
    for probe in context.probes {
      for service in probe.services {
        let isAwaited = context.stack.services.contains { other in
          other.dependencies.contains { $0.service == service.name && $0.condition == .healthy }
        }
        guard !isAwaited, let missing = probe.missingTool(of: service, context) else { continue }
        context.report(kind, at: missing.word.span, "the image of `\(service.name)` has no `\(missing.tool)`") {
          $0.secondary = [.init(missing.contents.base, "its base")]
          $0.notes = ["the check fails every time: the container counts as unhealthy"]
          let port = probe.port ?? context.topology.port(of: service) ?? 80
          if let path = probe.path, let command = missing.contents.tools.request(path, port: port) {
            $0.help = ["write `\(command)`, or install `\(missing.tool)`"]
          } else {
            $0.help = ["install `\(missing.tool)`, or use a program that the image has"]
          }
        }
        break
      }
    }
  }
}
