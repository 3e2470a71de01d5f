package import Diagnostics

extension DiagnosticKind {
  package static let machineTooSmall = DiagnosticKind(
    "W0723", "machine-too-small", tunable: true,
    summary: "the limits of the services exceed the machine that is declared for them",
    explanation: """
      `options.compose.machine` describes the machine that an environment runs on. The limits of all containers that stay
      there, replicas included, must fit into it; cron services and jobs do not count.

      When every service uses what it may use, a machine with less memory kills processes, and one with fewer CPUs makes
      all of them slow. Nothing fails before that day.

      Use a larger machine, fewer replicas, or lower `resources`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      options:
        compose:
          machine: { cpu: 2, memory: 2GiB }
                   ^^^^^^^^^^^^^^^^^^^^^^^^
      services:
        api:
          image: "acme/api:1.0"
          type: web
          port: 8000
          resources: { cpu: 1, memory: 1GiB }
          scale: { replicas: 3 }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      options:
        compose:
          machine: { cpu: 4, memory: 4GiB }
      services:
        api:
          image: "acme/api:1.0"
          type: web
          port: 8000
          resources: { cpu: 1, memory: 1GiB }
          scale: { replicas: 3 }
      """)
}
