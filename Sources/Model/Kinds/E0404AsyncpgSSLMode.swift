package import Diagnostics

extension DiagnosticKind {
  package static let asyncpgSSLMode = DiagnosticKind(
    "E0404", "asyncpg-sslmode",
    summary: "a URL for asyncpg carries a parameter that asyncpg does not have",
    explanation: """
      `sslmode`, `sslrootcert`, `channel_binding`, `options` and others are words of libpq, which psycopg uses. asyncpg has
      its own client; SQLAlchemy hands it every parameter of the URL, and an unknown one ends in
      `TypeError: connect() got an unexpected keyword argument 'sslmode'`.

      For asyncpg write `ssl=require`, and omit the others. The filter `driver("asyncpg")` renames `sslmode`, and removes
      `channel_binding` and `gssencmode`, which asyncpg does not need.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        api:
          type: flask
          variables:
            DATABASE_URL: postgresql+asyncpg://db.example.com:5432/shop?sslmode=require
                                                                        ^^^^^^^^^^^^^^^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      services:
        api:
          type: flask
          variables:
            DATABASE_URL: postgresql+asyncpg://db.example.com:5432/shop?ssl=require

      """#, foreign: .speaks)
}
