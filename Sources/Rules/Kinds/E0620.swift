package import Diagnostics

extension DiagnosticKind {
  package static let schedulerReplicated = DiagnosticKind(
    "E0620", "scheduler-replicated",
    summary: "several replicas would each run the scheduler",
    explanation: """
      A scheduler decides when tasks run. Two of them decide twice: every reminder is sent, every invoice written once
      for each replica. `celery worker -B` starts such a scheduler inside the worker, so that adding replicas for more
      throughput adds schedulers too.

      Give the scheduler a service of its own, with one replica and `singleton: true`, and let the workers be as many
      as the work needs. `singleton: true` with more than one replica is this error for any service.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        worker:
          type: worker
          image: ghcr.io/example/shop:2.1
          start: celery -A tasks worker -B
                                        ^^
          scale: { replicas: 3 }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        worker:
          type: worker
          image: ghcr.io/example/shop:2.1
          start: celery -A tasks worker
          scale: { replicas: 3 }
        beat:
          type: worker
          image: ghcr.io/example/shop:2.1
          start: celery -A tasks beat
          singleton: true
      """)
}
