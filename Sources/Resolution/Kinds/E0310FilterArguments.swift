package import Diagnostics

extension DiagnosticKind {
  package static let filterArguments = DiagnosticKind(
    "E0310", "filter-arguments",
    summary: "a filter is given arguments that it does not take",
    explanation: """
      Each filter takes certain arguments: `driver` the name of one of the drivers that SQLAlchemy knows, `with`
      parameters with names, `join` a separator, `host` none at all.

      The help of the finding shows how the filter is written.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        web: { type: flask, public: shop.example.com, health: /health }
        api:
          type: flask
          variables:
            ADDRESS: $<<web.private_url | host("x")>>
                                          ^^^^^^^^^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      services:
        web: { type: flask, public: shop.example.com, health: /health }
        api:
          type: flask
          variables:
            ADDRESS: $<<web.private_url | host>>

      """#)
}
