package import Diagnostics
import IR
import Resolution
import Model

extension DiagnosticKind {
  package static let severalPrograms = DiagnosticKind(
    "W0734", "several-programs", tunable: true,
    summary: "one container runs several programs",
    explanation: """
      A container lives as long as its first process. Where a shell starts a second program in the background, that one
      may end without anyone noticing: the container stays up, its health is that of the other, and nothing restarts
      it. Both also share memory and processors, and neither gets the signal to stop in time.

      Give each program a service: `worker: { extends: api, type: worker, start: … }` has the same image.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          health: /health
          start: sh -c "arq jobs.Settings & exec uvicorn main:app --host 0.0.0.0 --port 8000"
                        ^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          health: /health
        jobs: { type: worker, extends: api, start: arq jobs.Settings }
      """)
}

/// A command that keeps more than one program running.
package enum SeveralPrograms: Check {
  package static var kind: DiagnosticKind { .severalPrograms }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.code) {
      guard let command = service.writtenCommand, let parts = service.startedProcesses?.parts else { continue }
      func path(_ part: StartedProcesses.Part) -> String {
        "services.\(service.name).\(command.key(at: part.place).rawValue)"
      }
      if let supervisor = parts.first(where: { $0.program.role == .supervisor }) {
        context.report(
          kind, at: supervisor.place, path: path(supervisor),
          "`\(service.name)` runs \(supervisor.program.name) with programs of its own"
        ) {
          $0.help = ["give each of its programs a service, with `extends: \(service.name)`"]
        }
      } else if parts.count > 1 {
        context.report(
          kind, at: parts[0].place, path: path(parts[0]),
          "`\(service.name)` runs \(Words.count(parts.count, "program")) in one container"
        ) {
          $0.secondary = parts.dropFirst().map { .init($0.place, "and this") }
          $0.help = ["give each a service: `\(service.name)-2: { extends: \(service.name), type: worker, start: … }`"]
        }
      }
    }
  }
}
