import Resolution
package import Diagnostics
import Model

/// Workers against the CPU that is written down.
package enum WorkerCPUCheck: Check {
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
