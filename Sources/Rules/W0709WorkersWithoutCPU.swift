package import Diagnostics
import Resolution
import Model

extension DiagnosticKind {
  package static let workersWithoutCPU = DiagnosticKind(
    "W0709", "workers-without-cpu", tunable: true,
    summary: "many workers share little CPU",
    explanation: """
      Workers that wait for a database or another service can share a processor; several per vCPU are common. More
      than four for each, plus one, only wait for each other: requests are not served faster, every worker costs
      memory and database connections, and a health check may find none of them free in time.

      Run fewer workers, give the container more CPU, or write `workers: auto`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          workers: 8
                   ^
          resources: { cpu: 0.5, memory: 2GiB }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          workers: 2
          resources: { cpu: 0.5, memory: 2GiB }
      """)
}

/// Workers against the CPU that is written down.
package enum WorkersWithoutCPU: Check {
  package static var kind: DiagnosticKind { .workersWithoutCPU }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.code) {
      guard let cpu = service.writtenCPU, let place = service.placeOfWorkers else { continue }
      let workers = WorkerArithmetic.workers(of: service)
      guard workers * 1000 > 4 * cpu.value + 1000 else { continue }
      context.report(
        kind, at: place, path: "services.\(service.name).workers",
        "\(workers) workers share \(CPUAmount(millicores: cpu.value).description)"
      ) {
        $0.setShare(workers * 1000, of: 4 * cpu.value + 1000)
        $0.secondary = [.init(cpu.span, CPUAmount(millicores: cpu.value).description)]
        $0.notes = ["they take turns: more processes then make each answer slower, not more answers"]
        $0.help = ["run at most \(Words.count(max(1, 4 * cpu.value / 1000 + 1), "worker")), or write `workers: auto`"]
      }
    }
  }
}
