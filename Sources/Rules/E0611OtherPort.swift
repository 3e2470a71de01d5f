package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let otherPort = DiagnosticKind(
    "E0611", "other-port",
    summary: "`start` listens on another port than `port` says",
    explanation: """
      Everything that reaches the service asks the port under `port`: visitors, health checks, other services
      through `private_url`. A process that listens elsewhere runs, logs nothing unusual, and answers nobody; Railway
      shows "application failed to respond".

      Write `$PORT` in the command: the container's shell replaces it by the same number, and the two cannot part
      again.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          port: 5000
          start: uvicorn main:app --host 0.0.0.0 --port 8000
                                                        ^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          port: 5000
          start: uvicorn main:app --host 0.0.0.0 --port $PORT
      """, foreign: .speaks)
}

/// A fixed port in `start` that is not the service's.
package enum OtherPort: Check {
  package static var kind: DiagnosticKind { .otherPort }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.web) && !service.declaration.isTypeGuessed {
      guard let command = service.writtenCommand, let port = service.port, let found = listening(command.words),
        found.port != port, !service.listens(on: found.port)
      else { continue }
      let key = command.key(at: found.span).rawValue
      context.report(
        kind, at: found.span, path: "services.\(service.name).\(key)",
        "`\(service.name)` listens on \(found.port), and its port is \(port)", label: "no request goes to this one"
      ) {
        if let written = service.declaration.port { $0.secondary = [.init(written.span, "requests go to this one")] }
        $0.remedies = [.publishPort(service: service.name, listens: found.port)]
        let replacement = command.takesVariables(at: found.span) ? "$PORT" : String(port)
        $0.help = ["write `\(replacement)`"]
        // After an escape the span is that of the whole word.
        guard Int(found.span.end) - Int(found.span.start) == String(found.port).utf8.count else { return }
        $0.fixes = [FixIt("write `\(replacement)`", .safe, [.init(found.span, replacement)])]
      }
    }
  }

  /// The first port that a flag or the usual argument names, with its place.
  private static func listening(_ words: CommandWords) -> (port: Int, span: Span)? {
    for word in words.values(of: ["--port", "-p"]) {
      if let port = number(word.text) { return (port, word.span) }
    }
    let addresses = words.values(of: ["--bind", "-b", "--listen", "-l", "runserver", "http.server"])
    for word in addresses {
      let digits = word.text.utf8.lastIndex(of: UInt8(ascii: ":")).map { word.text.index(after: $0) }
      let text = String(word.text[(digits ?? word.text.startIndex)...])
      guard let port = number(text) else { continue }
      let end = word.text.utf8.count
      return (port, word.span(of: end - text.utf8.count..<end))
    }
    return nil
  }

  private static func number(_ text: String) -> Int? {
    guard (2...5).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }), let port = Int(text),
      (80...65535).contains(port)
    else { return nil }
    return port
  }
}
