package import Diagnostics
import Resolution
import IR

extension DiagnosticKind {
  package static let processNotStarted = DiagnosticKind(
    "W0906", "process-not-started", tunable: true,
    summary: "no service starts a process of a hand-written Procfile",
    explanation: """
      A Procfile lists several processes, and on Heroku each of them is started. Platforms that run one process per
      service start the one that the service's command names and pass over the others: the worker never takes a job, and
      the migration of `release:` never runs.

      What runs is what the topology says. Declare a service for each process, with the code of the first one, and write
      the migration as `release:`:

          worker: { extends: api, type: worker, start: celery -A tasks worker }

      A Procfile that infracc wrote is not asked about.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
                ^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
        worker: { extends: api, type: worker, start: python worker.py }
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
        ExampleFile(
          "backend/Procfile",
          """
          web: uvicorn main:app --port $PORT
          worker: python worker.py
          """),
      ]))
}

/// Processes of a hand-written Procfile that no service starts.
package enum ProcessNotStarted: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots where !root.isDoubtful {
      // What the Procfile target writes begins with a comment.
      guard let file = root.file("Procfile"), !file.bytes.contains("infracc") else { continue }
      let idle = processes(in: file.bytes).filter { !isStarted($0.name, root, context) }
      guard let first = idle.first else { continue }
      let service = root.services[0]
      let names = idle.map { "`\($0.name):`" }
      let list =
        names.count == 1 ? names[0] : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
      context.report(
        .processNotStarted, at: service.rootSpan, path: service.path("root"),
        "no service starts \(list) of the Procfile in \(root.inWords)"
      ) {
        context.show(first.place, of: file, "not read by any target", in: &$0)
        $0.notes = ["a platform runs one process per service; which ones there are is said by the topology"]
        $0.help = idle.map { help($0.name, service.name) }
      }
    }
  }

  private static func help(_ process: String, _ service: String) -> String {
    process == "release"
      ? "write its command as `release: …` of `\(service)`"
      : "declare a service: `\(process): { extends: \(service), type: worker, start: … }`"
  }

  /// A service of that name, or one that can be nothing else.
  private static func isStarted(_ process: String, _ root: CodeRoot, _ context: ProbeContext) -> Bool {
    let category: (IR.Service.Category) -> Bool
    switch process {
    case "web": return true
    case "release": return root.services.contains { $0.lowered.release != nil || $0.lowered.category == .job }
    case "clock", "beat", "scheduler", "cron": category = { $0 == .cron || $0 == .worker }
    default: category = { $0 == .worker || $0 == .job || $0 == .cron }
    }
    return context.services.contains { $0.name == process } || root.services.contains { category($0.lowered.category) }
  }

  private static func processes(in bytes: [UInt8]) -> [(name: String, place: Range<Int>)] {
    var processes: [(String, Range<Int>)] = []
    var seen: Set<String> = []
    var position = 0
    while position < bytes.count {
      let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      if let colon = bytes[position..<end].firstIndex(of: UInt8(ascii: ":")), colon > position,
        bytes[position..<colon].allSatisfy({ $0.isCodeWord || $0 == UInt8(ascii: "-") })
      {
        let name = String(decoding: bytes[position..<colon], as: UTF8.self)
        if seen.insert(name).inserted { processes.append((name, position..<colon)) }
      }
      position = end + 1
    }
    return processes
  }
}
