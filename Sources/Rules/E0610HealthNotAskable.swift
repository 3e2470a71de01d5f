package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let healthNotAskable = DiagnosticKind(
    "E0610", "health-not-askable",
    summary: "a health check that nobody can ask",
    explanation: """
      A health check is a path on the service's own port: it begins with `/` and names neither scheme nor host. A
      worker listens on no port, so there is nothing that could be asked; a command inside the container can say how
      it is.

      Write the path alone, or for a worker a command: `health: { command: celery -A app inspect ping }`.
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

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let node = service.declaration.health?.value.path, let text = node.text, !text.isEmpty else { continue }
      let path = "services.\(service.name).health"
      if service.traits.contains(.worker) {
        context.report(kind, at: node.span, path: path, "a worker has no port to check") {
          $0.help = ["say how it is by a command: `health: { command: … }`, or leave `health` out"]
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
