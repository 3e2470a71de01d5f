package import Diagnostics
import Resolution
import Model

extension DiagnosticKind {
  package static let autoscaleRange = DiagnosticKind(
    "E0718", "autoscale-range",
    summary: "the range of autoscaling contradicts itself",
    explanation: """
      `scale.replicas` says how many replicas run where nothing scales them, `autoscale.min` and `autoscale.max`
      between which numbers a platform may choose. A `max` below `replicas` would take replicas away in the moment
      when autoscaling begins to work, and a `min` above `max` leaves no number at all.

      Raise `max`, or lower the other one.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          # infracc: allow W0904 the threshold is for another target
          scale: { replicas: 3, autoscale: { max: 2, cpu: 70% } }
                                                  ^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          # infracc: allow W0904 the threshold is for another target
          scale: { replicas: 3, autoscale: { max: 6, cpu: 70% } }
      """)
}

/// The numbers of replicas between which a platform may choose.
package enum AutoscaleRange: Check {
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
