package import Diagnostics

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
