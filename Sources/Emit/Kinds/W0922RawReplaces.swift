package import Diagnostics

extension DiagnosticKind {
  package static let rawReplaces = DiagnosticKind(
    "W0922", "raw-replaces", tunable: true,
    summary: "a `raw` block replaces a value that infracc made",
    explanation: """
      `raw.<target>` is merged into what the target writes: maps key by key, lists as a whole. Here it replaces a value
      that was derived from the topology.

      A replaced list loses its entries. Without the network `data` a service cannot reach its database; without a
      derived `depends_on` it starts before the database is ready. Nothing else reports that, because checks know only
      the derived value.

      To keep a list and add to it, write `key+`: `networks+: [proxy]`. Where the language has a key for the value, use
      that key. To replace the value on purpose, allow the finding.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          variables: { DATABASE_URL: $<<postgres.url>> }
          raw: { compose: { networks: [proxy] } }
                            ^^^^^^^^
      raw: { compose: { networks: { proxy: { external: true } } } }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          variables: { DATABASE_URL: $<<postgres.url>> }
          raw: { compose: { networks+: [proxy] } }
      raw: { compose: { networks: { proxy: { external: true } } } }
      """)
}
