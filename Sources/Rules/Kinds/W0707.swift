package import Diagnostics

extension DiagnosticKind {
  package static let effectiveCacheTooLarge = DiagnosticKind(
    "W0707", "effective-cache-too-large", tunable: true,
    summary: "effective_cache_size is more than can be cached",
    explanation: """
      `effective_cache_size` reserves nothing. It tells the planner how much of the database it may expect to find in
      memory, in `shared_buffers` and the page cache together. More than three quarters of the container's memory
      cannot be there: the server's processes need the rest.

      With a promise that does not hold the planner prefers index scans that turn into random reads from the disk.

      Write `75%`, which follows when the memory changes.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          resources: { memory: 1GiB }
          tuning: { effective_cache_size: 1GiB }
                                          ^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          resources: { memory: 1GiB }
          tuning: { effective_cache_size: 75% }
      """)
}
