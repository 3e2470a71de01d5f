package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let healthNotAskable = DiagnosticKind(
    "E0610", "health-not-askable",
    summary: "a health check that cannot be requested",
    explanation: """
      A health check is a path on a port of the service: it begins with `/` and names neither scheme nor host. A worker
      has no port of its own, so a path alone cannot be requested.

      Write the path alone. For a worker add the port on which it answers, `health: { path: /healthz, port: 8081 }`, or
      run a command in the container: `health: { command: celery -A app inspect ping }`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          health: health
                  ^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          health: /health
      """)
}

/// A health check that nobody can ask.
package enum HealthNotAskable: Check {
  package static var kind: DiagnosticKind { .healthNotAskable }

  /// The command by which a process of the type is checked.
  private static func command(of service: ServiceSymbol) -> String {
    service.type.healthCommand?.replacing("APP", with: service.application) ?? "…"
  }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let node = service.declaration.health?.value.path, let text = node.text, !text.isEmpty else { continue }
      let path = "services.\(service.name).health"
      if !service.traits.isDisjoint(with: [.worker, .scheduler]),
        service.declaration.node["health"]?[ServiceKey.healthPort.name] == nil
      {
        context.report(kind, at: node.span, path: path, "a worker has no port to check") {
          $0.help = [
            "add the port on which it answers: `health: { path: \(text.hasPrefix("/") ? text : "/health"), port: 8080 }`",
            "or run a command in the container: `health: { command: \(command(of: service)) }`",
          ]
        }
        continue
      }
      guard text.utf8.first != UInt8(ascii: "/"), !text.contains("$") else { continue }
      context.report(kind, at: node.span, path: path, "a health path starts with `/`") {
        if text.utf8.allSatisfy({ (48...57).contains($0) }) || ["true", "yes", "on"].contains(text.lowercased()) {
          $0.notes = ["what is asked is the service's own port"]
          $0.help = ["write the path that answers, such as `health: /health`"]
          return
        }
        let url = URLText(text)
        let right = url.map { String(decoding: Array(text.utf8)[$0.pathRange], as: UTF8.self) } ?? "/" + text
        let replacement = right.isEmpty ? "/" : right
        $0.help = ["write `\(replacement)`; the port is the service's own"]
        $0.fixes = [FixIt("write `\(replacement)`", .safe, [.init(node.span, replacement)])]
      }
    }
  }
}
