package import Diagnostics
import IR
import Resolution
import Model

extension DiagnosticKind {
  package static let processesUnknown = DiagnosticKind(
    "W0730", "processes-unknown", tunable: true,
    summary: "a program starts one process for each processor of the host",
    explanation: """
      Some programs start as many processes as the machine has processors. They see those of the host, not the share
      of the container: on a host with 32 processors a container with one starts 32 processes, each with its memory and
      its pool of connections.

      Say how many there are, and let the command read it: `workers: 4` and `--concurrency $WEB_CONCURRENCY`. Until
      then budgets count the processors that the container has, which is the least that can be.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        mails:
          type: worker
          image: ghcr.io/example/shop:2.1
          start: celery -A tasks worker
                 ^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        mails:
          type: worker
          image: ghcr.io/example/shop:2.1
          workers: 4
          start: celery -A tasks worker --concurrency $WEB_CONCURRENCY
      """)
}

/// A command whose number of processes the host decides.
package enum ProcessesUnknown: Check {
  package static var kind: DiagnosticKind { .processesUnknown }

  /// The flag in the command, and `workers` where it has no number; nil for a list of words, which no shell expands.
  private static func edits(
    _ flag: String, behind part: StartedProcesses.Part, of service: ServiceSymbol, _ command: WrittenCommand
  ) -> [FixIt.Edit]? {
    let word = part.last
    guard command.takesVariables(at: word.span), command.key(at: part.place) == command.key(at: word.span) else {
      return nil
    }
    let end = Span(file: word.span.file, start: Int(word.span.end), end: Int(word.span.end))
    let argument = FixIt.Edit(end, " \(flag) $WEB_CONCURRENCY")
    if service.declaration.workers != nil { return [argument] }
    let order = CanonicalForm.serviceOrder
    return Edits.add("workers: 4", to: service.declaration.node, order: order).map { [argument, $0] }
  }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.code) {
      guard let command = service.writtenCommand else { continue }
      for part in service.startedProcesses?.parts ?? [] where part.count == .hostCPUs {
        context.report(
          kind, at: part.place, path: "services.\(service.name).\(command.key(at: part.place).rawValue)",
          "`\(part.program.name)` starts one process per CPU of the host, not of the container"
        ) {
          if let flag = part.program.flag {
            let key = service.declaration.workers == nil ? ", and `workers: 4`" : ""
            $0.help = ["write `\(flag) $WEB_CONCURRENCY` in the command\(key)"]
            if let edits = edits(flag, behind: part, of: service, command) {
              $0.fixes = [FixIt("let the command read `workers`", .unsafe, edits)]
            }
          }
        }
      }
    }
  }
}
