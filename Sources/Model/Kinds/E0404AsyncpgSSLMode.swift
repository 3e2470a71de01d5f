package import Diagnostics

extension DiagnosticKind {
  package static let asyncpgSSLMode = DiagnosticKind(
    "E0404", "asyncpg-sslmode",
    summary: "a URL for asyncpg carries a parameter that asyncpg does not have",
    explanation: """
      `sslmode` is a word of libpq, which psycopg2 uses. asyncpg has its own client; SQLAlchemy hands it every
      parameter of the URL, and an unknown one ends in
      `TypeError: connect() got an unexpected keyword argument 'sslmode'`.

      For asyncpg write `ssl=require`. The filter `driver("asyncpg")` renames the parameter by itself.
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

      """#)
}
