package import Diagnostics
import IR
import Model
import Resolution
import Rules

extension DiagnosticKind {
  package static let schedulerInWorkers = DiagnosticKind(
    "W0628", "scheduler-in-workers", tunable: true,
    summary: "several processes of a service would each run the scheduler that its code starts",
    explanation: """
      APScheduler, node-cron and their like run inside the process that starts them. A web service with four workers
      has four such processes, and each replica has its own: every reminder is sent, every invoice written once for each.
      A developer runs one process, so it never shows before the deployment.

      Start the scheduler in a worker of its own with `singleton: true`, or let a lock decide which process schedules.
      A file that names a lock, and code that reads a variable such as `RUN_SCHEDULER`, is left alone.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./api
          health: none
          workers: 4
                   ^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./api
          health: none
          workers: 4
        clock:
          type: worker
          extends: api
          start: python clock.py
          singleton: true
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "api/main.py",
          """
          from apscheduler.schedulers.background import BackgroundScheduler
          from fastapi import FastAPI

          app = FastAPI()
          scheduler = BackgroundScheduler()
          scheduler.add_job(print, "interval", minutes=5)
          scheduler.start()
          """),
        ExampleFile(
          "api/requirements.txt",
          """
          apscheduler==3.11.0
          fastapi==0.165.0
          uvicorn==0.54.0
          """),
      ],
      passingFiles: [
        ExampleFile(
          "api/main.py",
          """
          from fastapi import FastAPI

          app = FastAPI()
          """),
        ExampleFile(
          "api/clock.py",
          """
          from apscheduler.schedulers.blocking import BlockingScheduler

          scheduler = BlockingScheduler()
          scheduler.add_job(print, "interval", minutes=5)
          scheduler.start()
          """),
        ExampleFile(
          "api/requirements.txt",
          """
          apscheduler==3.11.0
          fastapi==0.165.0
          uvicorn==0.54.0
          """),
      ]))
}

/// Schedulers that run in every process of a service.
package enum SchedulerInWorkers: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots where !root.isDoubtful && !root.facts.schedulers.isEmpty {
      // A variable chooses which process schedules.
      let isChosen = root.facts.reads.contains { read in
        ["SCHEDUL", "CRON", "LEADER"].contains { read.name.uppercased().contains($0) }
      }
      guard !isChosen else { continue }
      for service in root.services {
        guard let most = processes(of: service), most.count > 1,
          let scheduler = root.facts.schedulers.first(where: { isRun($0, by: service, root) })
        else { continue }
        report(scheduler, most, of: service, root, context)
      }
    }
  }

  private static func report(
    _ scheduler: CodeFacts.Scheduler, _ most: Processes, of service: ProbedService, _ root: CodeRoot,
    _ context: ProbeContext
  ) {
    context.report(
      .schedulerInWorkers, at: most.span, path: service.path(most.key.rawValue),
      "`\(root.inner(scheduler.file))` starts a scheduler in each of \(most.count) processes of `\(service.name)`"
    ) {
      context.show(scheduler.place, of: scheduler.file, "every process starts one", in: &$0)
      $0.notes = ["every task runs \(most.count == 2 ? "twice" : "\(most.count) times")"]
      $0.help = [
        "start it in a service of its own: `type: worker`, `extends: \(service.name)`, `start: …`, `singleton: true`",
        "or let one process take a lock before it schedules",
      ]
    }
  }

  private struct Processes {
    let count: Int
    let key: ServiceKey
    let span: Span
  }

  /// The most processes that a service has in some environment, and the key that makes them several.
  private static func processes(of service: ProbedService) -> Processes? {
    let counts = service.occurrences.map { occurrence -> Processes in
      let symbol = occurrence.symbol
      // gunicorn loads the application once where it is told to, and starts its workers from that.
      let isPreloaded =
        service.commandWords.contains("--preload")
        || symbol.declaration.server?.value.extra.contains { $0.name == "preload_app" && $0.value.value == "true" }
          ?? false
      let workers = isPreloaded ? 1 : max(1, occurrence.lowered.workers ?? 1)
      let scale = symbol.declaration.scale?.value
      let replicas = scale?.autoscale?.value.max?.span ?? scale?.replicas?.span
      let isByWorkers = workers > 1
      return Processes(
        count: workers * symbol.mostReplicas, key: isByWorkers ? .workers : .scaleReplicas,
        span: (isByWorkers ? symbol.declaration.workers?.span : replicas) ?? symbol.declaration.nameSpan)
    }
    return counts.max { $0.count < $1.count }
  }

  /// Whether a service runs a file: its command names it, or other code of the root imports it.
  private static func isRun(_ scheduler: CodeFacts.Scheduler, by service: ProbedService, _ root: CodeRoot) -> Bool {
    let path = root.inner(scheduler.file)
    let parts = path.split(separator: "/")
    guard let name = parts.last, let dot = name.lastIndex(of: ".") else { return false }
    var stem = String(name.prefix { $0 != "." })
    if stem == "__init__" || stem == "index", parts.count > 1 { stem = String(parts[parts.count - 2]) }
    let module = String(path.dropLast(name[dot...].count)).replacing("/", with: ".")
    let others = root.services.filter { $0 !== service }
    // The program of another service alone.
    if others.contains(where: { names(path, module, $0) }), !names(path, module, service) { return false }
    return names(path, module, service) || root.facts.imported.contains(stem)
  }

  private static func names(_ path: String, _ module: String, _ service: ProbedService) -> Bool {
    service.commandWords.contains { $0 == path || $0 == "./" + path || $0 == module || $0.hasPrefix(module + ":") }
  }
}
