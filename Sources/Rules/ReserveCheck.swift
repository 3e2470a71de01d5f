package import Diagnostics
import IR
import Model
import Resolution

/// `resources.reserve`: a reservation above the limit of its container.
package enum ReserveCheck: Check {
  package static var kind: DiagnosticKind { .outOfRange }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let declared = service.declaration.resources?.value, let reserve = declared.reserve?.value,
        let lowered = context.program.service(service.name)
      else { continue }
      // A default is a limit only of what is known to stay below it.
      let isLimited = lowered.store != nil || lowered.isProxy || lowered.build?.isGenerated == true
      let resources = lowered.resources
      if let cpu = reserve.cpu, isLimited || declared.cpu != nil, cpu.value > resources.cpuMilli {
        report(
          cpu.span, .resourcesReserveCPU, CPUAmount(millicores: cpu.value).canonical,
          CPUAmount(millicores: resources.cpuMilli).canonical, declared.cpu?.span, service, in: context)
      }
      if let memory = reserve.memory, isLimited || declared.memory != nil, memory.value > resources.memoryBytes {
        report(
          memory.span, .resourcesReserveMemory, ByteSize(bytes: memory.value).canonical,
          ByteSize(bytes: resources.memoryBytes).canonical, declared.memory?.span, service, in: context)
      }
    }
  }

  private static func report(
    _ span: Span, _ key: ServiceKey, _ amount: String, _ limit: String, _ written: Span?, _ service: ServiceSymbol,
    in context: CheckContext
  ) {
    context.report(
      kind, at: span, path: "services.\(service.name).\(key.rawValue)",
      "`\(service.name)` reserves \(amount) of `\(key.name)`, and its limit is \(limit)"
    ) {
      if let written { $0.secondary = [.init(written, "the limit")] }
      $0.help = ["reserve at most \(limit), or raise the limit"]
    }
  }
}
