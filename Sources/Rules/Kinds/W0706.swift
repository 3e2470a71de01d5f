package import Diagnostics

extension DiagnosticKind {
  package static let sharedBuffersShare = DiagnosticKind(
    "W0706", "shared-buffers-share", tunable: true,
    summary: "shared_buffers is an unusual share of the memory",
    explanation: """
      `shared_buffers` is PostgreSQL's own cache. What it does not hold the operating system's page cache holds, so
      that both together make the cache of the database. 25 % of the memory is where nearly everybody ends; below 15 %
      the server copies pages to and fro, above 40 % most pages are kept twice and sorts have no room.

      Write `auto`. If a measurement of yours says otherwise, allow the finding with that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          resources: { memory: 2GiB }
          tuning: { shared_buffers: 128MiB }
                                    ^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          resources: { memory: 2GiB }
          tuning: { shared_buffers: auto }
      """)
}
