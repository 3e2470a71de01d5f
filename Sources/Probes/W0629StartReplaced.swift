package import Diagnostics
import IR
import Model
import Resolution

extension DiagnosticKind {
  package static let startReplaced = DiagnosticKind(
    "W0629", "start-replaced", tunable: true,
    summary: "a derived command replaces that of a hand-written Dockerfile",
    explanation: """
      A hand-written Dockerfile keeps its `CMD`, unless `app`, `server` or `workers` is written: a start command is then
      derived from the type, and replaces it. Here the two start different programs.

      An image that starts its server through `uv run`, `poetry run` or a script often has no server on its `PATH`. The
      derived command then ends with "not found", and what the script prepares is never done.

      Remove `app`, `server` and `workers` to keep the command of the image, and set `WEB_CONCURRENCY` under `variables`
      for the number of processes. To replace the command on purpose, write it: `start: …`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          build: { dockerfile: backend/Dockerfile }
          server: { kind: gunicorn }
                  ^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          build: { dockerfile: backend/Dockerfile }
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "backend/Dockerfile",
          """
          FROM python:3.12-slim
          WORKDIR /app
          COPY . .
          RUN pip install uv==0.9.13 && uv sync --frozen
          CMD ["uv", "run", "--no-dev", "gunicorn", "main:app"]
          """),
        ExampleFile("backend/main.py", "app = object()"),
      ]))
}

/// Commands of hand-written Dockerfiles that a derived command of another program replaces.
package enum StartReplaced: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots where !root.isDoubtful {
      for service in root.services {
        guard let cause = cause(service), let (file, content) = root.dockerfile(of: service),
          let image = content.command, let derived = derived(service),
          let own = program(image.words), own != derived
        else { continue }
        let line = file.bytes[..<image.instruction.place.lowerBound].count { $0 == UInt8(ascii: "\n") } + 1
        context.report(
          .startReplaced, at: cause.span, path: service.path(cause.key.rawValue),
          "`\(context.repository.name(of: file.path)):\(line)` starts `\(shown(image.words, derived))`; infracc starts "
            + "`\(derived) …` instead"
        ) {
          context.show(image.instruction.place, of: file, "the command of the image", in: &$0)
          $0.notes = ["a command is derived because `\(cause.key.rawValue)` is written"]
          $0.help = [
            "remove `\(cause.key.rawValue)` to keep the command of the image",
            "or write the whole command: `start: …`",
          ]
        }
      }
    }
  }

  /// The key for which a command is derived although the image has one.
  private static func cause(_ service: ProbedService) -> (key: ServiceKey, span: Span)? {
    let declaration = service.declaration
    guard !service.symbol.hasWrittenCommand, service.lowered.build?.dockerfile != nil else { return nil }
    let keys: [(ServiceKey, Span?)] = [
      (.app, declaration.app?.span), (.server, declaration.server?.span), (.workers, declaration.workers?.span),
    ]
    return keys.lazy.compactMap { key, span in span.map { (key, $0) } }.first
  }

  /// The program of the derived command.
  private static func derived(_ service: ProbedService) -> String? {
    switch service.lowered.command {
    case .words(let words)?:
      program(
        words.map { word in
          if case .text(let text)? = word.parts.first { return text }
          return ""
        })
    case .shell(let text)?: program(DockerfileText.words(text))
    case nil: nil
    }
  }

  /// What a command runs, without a shell around it, `exec` and variables before it.
  private static func program(_ words: [String]) -> String? {
    var words = words[...]
    if let shell = words.first, ["sh", "bash"].contains(tool(shell)), words.dropFirst().first?.hasPrefix("-") == true {
      words = DockerfileText.words(words.dropFirst(2).joined(separator: " "))[...]
    }
    return words.first { $0 != "exec" && !$0.contains("=") }.map(tool)
  }

  private static func tool(_ word: String) -> String { word.split(separator: "/").last.map(String.init) ?? word }

  /// The beginning of a command, and the program in it that is replaced: values in between are not for a report.
  private static func shown(_ words: [String], _ derived: String) -> String {
    let plain = words.filter { !$0.contains("=") }
    let first = plain.prefix(2).joined(separator: " ")
    guard let position = plain.firstIndex(where: { tool($0) == derived }), position > 1 else {
      return plain.count > 2 ? first + " …" : first
    }
    return first + (position > 2 ? " … " : " ") + derived + (position + 1 < plain.count ? " …" : "")
  }
}
