package import Diagnostics

extension DiagnosticKind {
  package static let filterMismatch = DiagnosticKind(
    "E0416", "filter-mismatch",
    summary: "a filter is applied to a value that it is not made for",
    explanation: """
      A filter works on certain types: `driver` on PostgreSQL URLs, `db` on Redis URLs, `upper` on text that is known while
      compiling. Applied to anything else it could only produce a value that looks right and is not.

      Apply it to the right reference, or leave it out.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        web: { type: flask, public: shop.example.com, health: /health }
        api:
          type: flask
          variables:
            WEB: $<<web.private_url | db(1)>>
                                      ^^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      services:
        web: { type: flask, public: shop.example.com, health: /health }
        api:
          type: flask
          variables:
            WEB: $<<web.private_url | path("/v1")>>

      """#)
}
