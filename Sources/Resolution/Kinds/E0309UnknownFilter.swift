package import Diagnostics

extension DiagnosticKind {
  package static let unknownFilter = DiagnosticKind(
    "E0309", "unknown-filter",
    summary: "a reference uses a filter that does not exist",
    explanation: """
      Behind `|` stands the name of a filter, which changes the value in front of it. The list is fixed:
      `infracc refs --filters` prints it, and the reference explains each one.

      Correct the name. Anything that no filter does belongs in the program that reads the variable.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        web: { type: flask, public: shop.example.com, health: /health }
        api:
          type: flask
          variables:
            ADDRESS: $<<web.private_url | hots>>
                                          ^^^^

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
