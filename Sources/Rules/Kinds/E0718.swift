package import Diagnostics

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
