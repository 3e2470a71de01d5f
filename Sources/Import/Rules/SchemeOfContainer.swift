package import Diagnostics
import Resolution
import Rules

/// E0608 for a compose file: `https` to a container whose command starts a server without TLS on that port.
package enum SchemeOfContainer: StackRule {
  package static var kind: DiagnosticKind { WrongScheme.kind }

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      for pair in service.environment {
        guard let value = pair.value, let endpoint = Endpoint(value), endpoint.scheme == "https",
          let port = endpoint.port, let target = context.stack.service(host: endpoint.host),
          target.name != service.name, let command = target.command, speaksPlainly(command, on: port, target)
        else { continue }
        context.report(kind, at: endpoint.schemeSpan, "`\(target.name)` speaks `http` on port \(port)") {
          $0.secondary = [.init(command.span, "starts without a certificate")]
          $0.help = ["write `http://\(endpoint.host):\(port)`"]
        }
      }
    }
  }

  /// A known server, told that port in words, and nothing about certificates anywhere at the service.
  private static func speaksPlainly(_ command: StackCommand, on port: Int, _ target: StackService) -> Bool {
    let words = command.words
    let line = words.words.map(\.text).joined(separator: " ")
    guard StartedProcesses.parts(ofLine: line).contains(where: { $0.program.role == .server }) else { return false }
    let ports = words.values(of: ["--port", "-p", "--bind", "-b"]).map(\.text)
    guard ports.contains(where: { $0 == "\(port)" || $0.hasSuffix(":\(port)") }) else { return false }
    let texts = [line] + target.environment.map(\.name) + target.mounts.compactMap(\.target)
    return !texts.contains { text in
      let lower = text.lowercased()
      return ["ssl", "tls", "cert", "https", "pem"].contains { lower.firstRange(of: $0) != nil }
    }
  }
}
