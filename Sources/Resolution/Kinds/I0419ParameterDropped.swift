package import Diagnostics

extension DiagnosticKind {
  package static let parameterDropped = DiagnosticKind(
    "I0419", "parameter-dropped", tunable: true,
    summary: "a filter removes a parameter from a URL",
    explanation: """
      `driver("asyncpg")` makes a URL for a client that does not support all parameters of libpq. `sslmode` becomes `ssl`;
      `channel_binding` and `gssencmode` have no counterpart, and asyncpg fails on an unknown parameter. They are removed,
      and this finding names them.

      asyncpg logs in without channel binding. Where the server requires it, choose another driver, such as `psycopg`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        db:
          type: external
          outputs:
            url:
              type: url<postgresql>
              value: "postgresql://app@db.example.com/shop?sslmode=require&channel_binding=require"
        api:
          type: worker
          image: ghcr.io/example/api:1.4
          variables:
            DATABASE_URL: $<<db.url | driver("asyncpg")>>
                                      ^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        db:
          type: external
          outputs:
            url: { type: url<postgresql>, value: "postgresql://app@db.example.com/shop?sslmode=require" }
        api:
          type: worker
          image: ghcr.io/example/api:1.4
          variables:
            DATABASE_URL: $<<db.url | driver("asyncpg")>>
      """)
}
