package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let boundToLoopback = DiagnosticKind(
    "E0613", "bound-to-loopback",
    summary: "the server accepts no connection from outside its container",
    explanation: """
      A server that binds `127.0.0.1` or `localhost` hears only what comes from its own container. Visitors,
      health checks and other services come from outside: they are refused, although a request typed inside the
      container works.

      Several servers do this where nothing is said: uvicorn, hypercorn and Flask's own.

      Bind all addresses: `--host 0.0.0.0`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          start: uvicorn main:app --host 127.0.0.1 --port $PORT
                                         ^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          start: uvicorn main:app --host 0.0.0.0 --port $PORT
      """, foreign: .speaks)
}

/// A server that listens to its own container only.
package enum BoundToLoopback: Check {
  package static var kind: DiagnosticKind { .boundToLoopback }

  /// Servers that bind 127.0.0.1 where nothing is said (uvicorn 0.30, hypercorn 0.17).
  private static let quietOnes: [String: String] = ["uvicorn": "--host 0.0.0.0", "hypercorn": "--bind 0.0.0.0:$PORT"]
  private static let flags: Set<String> = ["--host", "-H", "--hostname", "--address", "--bind", "-b", "runserver"]

  package static func run(in context: CheckContext) {
    guard context.environment.kind != .local else { return }
    for service in context.services where service.traits.contains(.web) {
      guard let command = service.writtenCommand else { continue }
      let words = command.words
      func path(_ span: Span) -> String { "services.\(service.name).\(command.key(at: span).rawValue)" }
      if let (host, span) = written(words) {
        context.report(kind, at: span, path: path(span), "`\(host)` accepts no connection from outside the container") {
          $0.notes = ["the platform, its health checks and other services all come from outside"]
          $0.help = ["write `0.0.0.0`"]
          $0.remedies = [.listenEverywhere(service: service.name, words: $0.help[0])]
          // After an escape the span is that of the whole word.
          guard Int(span.end) - Int(span.start) == host.utf8.count else { return }
          $0.fixes = [FixIt("write `0.0.0.0`", .safe, [.init(span, "0.0.0.0")])]
        }
      } else if let (server, word) = silent(words, service) {
        context.report(
          kind, at: word.span, path: path(word.span),
          "`\(server)` listens on `127.0.0.1`, which nobody outside can reach"
        ) {
          let flag = quietOnes[server] ?? ""
          $0.help = ["say which address: `\(flag)`"]
          $0.remedies = [.listenEverywhere(service: service.name, words: "add `\(flag)`")]
          guard command.isText(at: word.span), server == "uvicorn" else { return }
          let end = Span(file: word.span.file, start: Int(word.span.end), end: Int(word.span.end))
          $0.fixes = [FixIt("add `\(flag)`", .safe, [.init(end, " " + flag)])]
        }
      }
    }
  }

  private static func written(_ words: CommandWords) -> (host: String, span: Span)? {
    for word in words.values(of: flags) {
      let host = String(word.text.prefix { $0 != ":" })
      guard Placeholders.isLoopback(host) else { continue }
      return (host, word.span(of: 0..<host.utf8.count))
    }
    return nil
  }

  private static func silent(_ words: CommandWords, _ service: ServiceSymbol) -> (String, CommandWords.Word)? {
    guard let index = words.words.firstIndex(where: { quietOnes[$0.tool] != nil }) else { return nil }
    let server = words.words[index].tool
    guard index == 0 || !["-k", "--worker-class", "install"].contains(words.words[index - 1].text),
      !words.has(["--host", "--bind", "-b", "--uds", "--fd", "-c", "--config"]),
      service.variable("UVICORN_HOST") == nil
    else { return nil }
    return (server, words.words[index])
  }
}
