package import Diagnostics

extension DiagnosticKind {
  package static let persistenceWithoutStorage = DiagnosticKind(
    "E0710", "persistence-without-storage",
    summary: "Redis writes snapshots but has no storage",
    explanation: """
      `save` and `appendonly` write the data to the disk of the container. Without a volume that disk goes with the
      container: at the next deployment, restart or move to another machine the files are gone, although everything
      looked as if the data were safe.

      Give the service a volume: `resources: { storage: 1GiB }`. If it is only a cache, switch persistence off:
      `save: []`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          tuning:
            save: ["900 1"]
                  ^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          resources: { storage: 1GiB }
          tuning:
            save: ["900 1"]
      """)
}
