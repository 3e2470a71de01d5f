package import Diagnostics

extension DiagnosticKind {
  package static let urlKindMismatch = DiagnosticKind(
    "E0402", "url-kind-mismatch",
    summary: "a URL of another kind is expected",
    explanation: """
      The scheme of a URL says which protocol a program will speak. A Redis client that is given a PostgreSQL URL, or
      SQLAlchemy that is given a URL for another driver, fails when it connects: at run time, often behind a retry
      loop.

      The expected kind comes from `type:`, or from the name of the variable by convention (`infracc conventions`
      prints the table). Refer to the right service, add the driver with `| driver("asyncpg")`, or set `type:` when
      the name means something else in your program.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        api:
          type: flask
          variables:
            DATABASE_URL: redis://cache.example.com:6379/0
                          ^^^^^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      services:
        api:
          type: flask
          variables:
            DATABASE_URL: postgresql://db.example.com:5432/shop

      """#, foreign: .speaks)
}
