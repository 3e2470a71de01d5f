package import Diagnostics
import Resolution
import Model

extension DiagnosticKind {
  package static let workersWithoutMemory = DiagnosticKind(
    "W0708", "workers-without-memory", tunable: true,
    summary: "the workers need more memory than the container has",
    explanation: """
      Each worker is a process of its own with its own interpreter, its own imports and its own data. A web service in
      Python takes about 150 MiB each, once its libraries are loaded and the first requests are through.

      A container that reaches its limit is killed as a whole: all requests of all workers end at once, and the
      platform starts it again, to the next round.

      Run fewer workers, or give the container more memory. Where yours are known to be small, allow the finding.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          workers: 4
                   ^
          resources: { cpu: 2, memory: 512MiB }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          workers: 3
          resources: { cpu: 2, memory: 512MiB }
      """)
}

/// Workers of a Python web server against the memory that is written down.
package enum WorkersWithoutMemory: Check {
  package static var kind: DiagnosticKind { .workersWithoutMemory }

  /// What a worker takes with FastAPI or Flask, SQLAlchemy and a client or two; the figure of `workers: auto`.
  private static let mebibytesPerWorker = 150

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.server) {
      // Where no limit is written none is emitted.
      guard let memory = service.writtenMemory, let place = service.placeOfWorkers else { continue }
      let workers = WorkerArithmetic.workers(of: service)
      let need = workers * mebibytesPerWorker
      guard workers > 1, need > memory.value >> 20 else { continue }
      context.report(
        kind, at: place, path: "services.\(service.name).workers",
        "\(workers) workers at about \(mebibytesPerWorker) MiB need \(need) MiB of \(ByteSize(bytes: memory.value).description)"
      ) {
        $0.setShare(need, of: memory.value >> 20)
        $0.secondary = [.init(memory.span, "the container is killed above this")]
        $0.notes = ["an estimate: each worker is a process with a copy of the program"]
        let fitting = max(1, ((memory.value >> 20) - 50) / mebibytesPerWorker)
        $0.help = ["run \(Words.count(fitting, "worker")), or give it \(ByteSize.mebibytes(need + 50).description)"]
      }
    }
  }
}

extension ServiceSymbol {
  /// Where the number of workers is written: the key, the command, or the variable that says the same.
  var placeOfWorkers: Span? {
    if let workers = declaration.workers { return workers.value == .auto ? nil : workers.span }
    if let written = startedProcesses?.written { return written.span }
    return count(.workers) == nil ? nil : declaredVariable(CountedVariable.workers.name)?.value.valueSpan
  }
}
