package import Diagnostics

extension DiagnosticKind {
  package static let noAutoscaling = DiagnosticKind(
    "W0904", "no-autoscaling", tunable: true,
    summary: "a target cannot add replicas by itself",
    explanation: """
      `scale.autoscale` adds replicas when processor or memory pass a threshold. No built-in target
      does that: compose and Railway run the number under `scale.replicas` and never change it.

      The load peak that the setting was written for would therefore meet the smallest number of replicas.

      Set `scale.replicas` to what the peak needs (connection budgets count the larger of the two numbers anyway),
      or remove `autoscale`. If it is there for another target, allow the finding with that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          scale: { replicas: 2, autoscale: { max: 4, cpu: 70% } }
                                           ^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          scale: { replicas: 4 }
      """)
}
