package import Diagnostics
import Engines
import IR
import Rules

/// E0622 for a compose file: an address with a port on which the service does not listen. In the network of compose the
/// port of the container counts, not the one on the host.
package enum PortAsked: StackRule {
  package static var kind: DiagnosticKind { PrivatePort.kind }

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      for pair in service.environment {
        guard let endpoint = pair.value.flatMap({ Endpoint($0) }), let asked = endpoint.port,
          let span = endpoint.portSpan, let target = context.stack.service(host: endpoint.host),
          target.name != service.name,
          // Of an address of another server, E0402 says more.
          target.engine?.scheme?.all.contains(endpoint.baseScheme) ?? true,
          let (port, place) = listens(target, insteadOf: asked)
        else { continue }
        context.report(kind, at: span, "port \(asked) is asked, `\(target.name)` listens on \(port)") {
          if let place {
            $0.secondary = [.init(place, "\(asked) is the port on the host, \(port) the one in the container")]
          }
          $0.help = ["write `\(endpoint.host):\(port)`"]
        }
      }
    }
  }

  /// The port that a container surely has where another one is asked: the inner side of a published port whose outer side
  /// is asked, or the port of an engine that no option changes.
  private static func listens(_ target: StackService, insteadOf asked: Int) -> (Int, Span?)? {
    if target.ports.contains(where: { $0.container == asked || $0.container == nil }) { return nil }
    if let port = target.ports.first(where: { $0.host == asked }), let inner = port.container {
      return (inner, port.span)
    }
    guard let engine = target.engine, target.command == nil, target.entrypoint == nil, !target.hasEnvFile,
      target.mounts.allSatisfy({ $0.kind == .volume }), engine.port != asked,
      !engine.otherPorts.contains(where: { $0.number == asked }),
      target.environment.allSatisfy({ !$0.name.hasSuffix("PORT") })
    else { return nil }
    return (engine.port, nil)
  }
}
