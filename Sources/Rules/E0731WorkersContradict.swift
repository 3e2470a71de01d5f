package import Diagnostics
import IR
import Resolution
import Model

extension DiagnosticKind {
  package static let workersContradict = DiagnosticKind(
    "E0731", "workers-contradict",
    summary: "`workers` and the command name two numbers of processes",
    explanation: """
      `workers` is the number of processes that a replica runs: budgets of connections and memory count with it, and
      programs get it as `WEB_CONCURRENCY`. A number in the command is stronger than the variable for every server, so
      `workers` then changes the sums and nothing else.

      Take the number out of the command, or let the command read the variable: `--workers $WEB_CONCURRENCY`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          health: /health
          workers: 2
                   ^
          start: gunicorn main:app --workers 12
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          health: /health
          workers: 2
          start: gunicorn main:app --workers $WEB_CONCURRENCY
      """)
}

/// A command that starts another number of processes than the key says.
package enum WorkersContradict: Check {
  package static var kind: DiagnosticKind { .workersContradict }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.code) {
      guard let workers = service.declaration.workers, case .count(let declared) = workers.value,
        let command = service.writtenCommand, let started = service.startedProcesses, started.parts.count == 1,
        let part = started.parts.first,
        case .exact(let count, let span) = part.count, count != declared
      else { continue }
      let place = span ?? part.place
      context.report(
        kind, at: workers.span, path: "services.\(service.name).workers",
        "`workers: \(declared)`, but `\(command.key(at: place).rawValue)` runs \(count)"
      ) {
        let own = "\(part.program.name) runs \(count) unless told otherwise"
        $0.secondary = [.init(place, span == nil ? own : "\(count) of them")]
        if let flag = part.program.flag {
          $0.help = ["let the command read the key: `\(flag) $WEB_CONCURRENCY`"]
        } else {
          $0.help = ["delete `workers`: `\(part.program.name)` has no setting for it"]
        }
      }
    }
  }
}
