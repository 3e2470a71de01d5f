package import Diagnostics
import Emit

/// E0612 for a compose file: one port of the host for two containers. Compose accepts it, and the second one does not
/// start.
package enum HostPortTwice: StackRule {
  package static var kind: DiagnosticKind { .addressTakenTwice }

  package static func run(in context: StackContext) {
    var owners: [String: (service: StackService, port: StackPort)] = [:]
    // What profiles start is not there at the same time, as far as the file tells.
    for service in context.stack.services where !service.hasProfiles {
      for port in service.ports {
        guard let number = port.host, let span = port.hostSpan else { continue }
        if let replicas = service.replicas, replicas.count > 1 {
          context.report(
            kind, at: span, "\(replicas.count) containers of `\(service.name)` cannot share port \(number) of the host"
          ) {
            $0.secondary = [.init(replicas.span, "\(replicas.count) containers")]
            $0.help = ["publish no fixed port: `ports: [\"\(port.container ?? number)\"]`, or put a proxy in front"]
          }
          continue
        }
        let address = port.address ?? ""
        let protocolName = port.isUDP ? "udp" : "tcp"
        let keys = address.isEmpty ? ["/\(number)/\(protocolName)"] : ["\(address)/\(number)/\(protocolName)"]
        guard let owner = keys.lazy.compactMap({ owners[$0] }).first else {
          for key in keys { owners[key] = (service, port) }
          continue
        }
        guard owner.service.name != service.name || owner.port.span != port.span else { continue }
        context.report(
          kind, at: span,
          owner.service.name == service.name
            ? "`\(service.name)` publishes port \(number) of the host twice"
            : "`\(owner.service.name)` and `\(service.name)` publish the same port \(number) of the host"
        ) {
          if let span = owner.port.hostSpan { $0.secondary = [.init(span, "taken here")] }
          $0.help = ["publish another port: `\(number + 1):\(port.container ?? number)`"]
        }
      }
    }
  }
}
