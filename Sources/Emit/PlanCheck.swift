import Diagnostics
import IR
import JSON

/// E0714: what the plan of a platform does not allow. Asked only where the option `plan` names one.
enum PlanCheck {
  static func all(_ program: Program, _ emitters: [DeployTarget]) -> [DeployNotes.Note] {
    var found: [DeployNotes.Note] = []
    for emitter in emitters {
      guard let plan = program.options[emitter.name]?["plan"]?.string, let limits = emitter.capabilities.plans[plan]
      else { continue }
      for service in program.services {
        found += excesses(service, limits, plan, of: emitter.name).map {
          DeployNotes.Note(finding: $0, target: emitter.name)
        }
      }
    }
    return found
  }

  private static func excesses(
    _ service: Service, _ limits: Capabilities.PlanLimits, _ plan: String, of target: String
  ) -> [EmitFinding] {
    var findings: [EmitFinding] = []
    func add(_ message: String, _ key: ServiceKey) {
      findings.append(
        EmitFinding(
          .planExceeded, message, span: service.span(of: key),
          help: ["ask for less, or name the plan that the project has: `options: { \(target): { plan: … } }`"]))
    }
    if service.scale.replicas > limits.replicas {
      add("\(service.scale.replicas) replicas; the \(plan) plan allows \(limits.replicas)", .scaleReplicas)
    }
    if service.resources.memoryBytes > limits.memoryBytes {
      let sizes = (gibibytes(service.resources.memoryBytes), gibibytes(limits.memoryBytes))
      add("`\(service.name)` asks for \(sizes.0) of memory; the \(plan) plan allows \(sizes.1)", .resourcesMemory)
    }
    if service.resources.cpuMilli > limits.cpuMilli {
      let (asked, allowed) = (service.resources.cpuMilli / 1000, limits.cpuMilli / 1000)
      add("`\(service.name)` asks for \(asked) vCPU; the \(plan) plan allows \(allowed)", .resourcesCPU)
    }
    let volumes =
      service.volumes.filter { $0.shared == nil }.compactMap(\.bytes) + [service.resources.storageBytes ?? 0]
    if let largest = volumes.max(), largest > limits.volumeBytes {
      let sizes = (gibibytes(largest), gibibytes(limits.volumeBytes))
      let key: ServiceKey = service.volumes.isEmpty ? .resourcesStorage : .volumes
      add("`\(service.name)` has \(sizes.0) of storage; the \(plan) plan allows \(sizes.1)", key)
    }
    return findings
  }

  /// `5 GiB`, `1.5 GiB`.
  private static func gibibytes(_ bytes: Int) -> String {
    let tenths = (bytes * 10 + (1 << 29)) >> 30
    return tenths % 10 == 0 ? "\(tenths / 10) GiB" : "\(tenths / 10).\(tenths % 10) GiB"
  }
}
