import Resolution
package import Diagnostics
import Model

/// The numbers of replicas between which a platform may choose.
package enum AutoscaleRangeCheck: Check {
  package static var kind: DiagnosticKind { .autoscaleRange }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let scale = service.declaration.scale?.value, let range = scale.autoscale?.value, let max = range.max else {
        continue
      }
      let path = "services.\(service.name).scale.autoscale"
      if let replicas = scale.replicas, max.value < replicas.value {
        context.report(kind, at: max.span, path: path, "autoscale max \(max.value) is below replicas \(replicas.value)")
        {
          $0.secondary = [.init(replicas.span, "runs where nothing scales")]
          $0.help = ["raise `max`, or lower `replicas`"]
        }
      } else if let min = range.min, min.value > max.value {
        context.report(kind, at: min.span, path: path, "autoscale min \(min.value) is above max \(max.value)") {
          $0.secondary = [.init(max.span, "the most")]
          $0.help = ["lower `min`, or raise `max`"]
        }
      }
    }
  }
}
