package import Diagnostics

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
