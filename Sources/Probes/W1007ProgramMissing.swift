package import Diagnostics
import IR
import Model

extension DiagnosticKind {
  package static let programMissing = DiagnosticKind(
    "W1007", "program-missing", tunable: true,
    summary: "a command runs a program that the requirements do not bring",
    explanation: """
      A Python image holds what requirements.txt installs and nothing more. A command that begins with `gunicorn`,
      `alembic` or `celery` needs the project of that name among its lines; on a developer's machine it is often there by
      chance, installed for something else. In the image the container then stops with `gunicorn: not found`.

      Add the project, with a version. Some projects bring others (`fastapi[standard]` brings uvicorn); those are known.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          release: alembic upgrade head
                   ^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          release: alembic upgrade head
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "backend/main.py",
          """
          from fastapi import FastAPI

          app = FastAPI()


          @app.get("/health")
          def health():
              return {"status": "up"}
          """),
        ExampleFile(
          "backend/requirements.txt",
          """
          fastapi==0.115.6
          uvicorn==0.34.0
          """),
      ],
      passingFiles: [
        ExampleFile(
          "backend/main.py",
          """
          from fastapi import FastAPI

          app = FastAPI()


          @app.get("/health")
          def health():
              return {"status": "up"}
          """),
        ExampleFile(
          "backend/requirements.txt",
          """
          alembic==1.14.0
          fastapi==0.115.6
          uvicorn==0.34.0
          """),
      ]))
}

/// Programs that commands start and that the requirements do not bring.
package enum ProgramMissing: Probe {
  private static let programs: Set<String> = [
    "uvicorn", "gunicorn", "hypercorn", "daphne", "celery", "alembic", "flask", "fastapi", "rq", "arq", "dramatiq",
    "streamlit", "granian", "huey_consumer", "taskiq",
  ]

  private struct Use {
    let key: String
    let program: String
    let span: Span
    /// The class of gunicorn's workers that is imported from the project; nil: its command is run.
    var workerClass: String?
  }

  package static func run(in context: ProbeContext) {
    for root in context.roots {
      guard let (file, content) = root.requirements, !content.hasUnnamed, !content.lines.isEmpty else { continue }
      var seen: Set<String> = []
      for service in root.services {
        // A Dockerfile may install it by name.
        var own: [UInt8] = []
        if service.lowered.build?.dockerfile != nil {
          guard let (file, _) = root.dockerfile(of: service), file.bytes.contains("requirements.txt") else { continue }
          own = file.bytes
        }
        for use in uses(of: service)
        where !content.bring(use.program) && !own.mentions(use.program) && seen.insert(use.program).inserted {
          context.report(
            .programMissing, at: use.span, path: service.path(use.key),
            "`\(use.key)` of `\(service.name)` \(use.workerClass == nil ? "runs" : "needs") \(use.program), which "
              + "requirements.txt lacks"
          ) {
            if let last = content.lines.last { context.show(last.place, of: file, "the last requirement", in: &$0) }
            let consequence =
              use.workerClass.map { "gunicorn could not import `\($0)`" } ?? "the command would not be found"
            $0.notes = ["the image is made of what is listed there: \(consequence)"]
            $0.help = ["add `\(use.program)` with a version to `\(context.repository.name(of: file.path))`"]
          }
        }
      }
    }
  }

  private static func uses(of service: ProbedService) -> [Use] {
    let (lowered, declaration) = (service.lowered, service.declaration)
    var uses: [Use] = []
    func add(_ command: Command?, _ key: String, _ span: Span?) {
      for program in programs(in: command) {
        uses.append(Use(key: key, program: program, span: span ?? declaration.nameSpan))
      }
    }
    add(lowered.entrypoint, "entrypoint", declaration.entrypoint?.span)
    add(lowered.command, "start", declaration.start?.span ?? declaration.server?.value.kind?.span)
    add(lowered.release, "release", declaration.release?.span)
    if let server = lowered.server, server.kind == "gunicorn", !server.isAssumed, let workerClass = server.workerClass,
      let program = GunicornWorkers.demand(of: workerClass)?.project
    {
      uses.append(
        Use(
          key: "server", program: program,
          span: declaration.server?.value.workerClass?.span ?? declaration.nameSpan, workerClass: workerClass))
    }
    return uses
  }

  /// The known programs that a command begins with, or runs as `python -m`.
  private static func programs(in command: Command?) -> [String] {
    var parts: [[String]] = []
    switch command {
    case .words(let words):
      parts = [
        words.map { word in
          if case .text(let text)? = word.parts.first { return text }
          return ""
        }
      ]
    case .shell(let text):
      for part in text.split(whereSeparator: { "&|;\n".contains($0) }) {
        parts.append(part.split(separator: " ").map(String.init))
      }
    case nil: return []
    }
    return parts.compactMap { words in
      let words = words.drop { $0 == "exec" || $0.contains("=") }
      guard let first = words.first else { return nil }
      if programs.contains(first) { return first }
      guard first.hasPrefix("python"), words.count > 2, words[words.startIndex + 1] == "-m" else { return nil }
      let module = words[words.startIndex + 2]
      return programs.contains(module) ? module : nil
    }
  }
}

extension [UInt8] {
  func mentions(_ text: String) -> Bool {
    guard !isEmpty else { return false }
    return String(decoding: self, as: UTF8.self).contains(text)
  }
}
