package import Diagnostics

extension DiagnosticKind {
  package static let listInText = DiagnosticKind(
    "E0406", "list-in-text",
    summary: "a list stands inside a text without a separator",
    explanation: """
      A list has several items, and a text around it does not say how they are to be written: with commas, with blanks, as
      JSON. A variable that is nothing but a list is joined with its `sep:`; inside a text you have to say it.

      Write `| join(",")` or `| json`.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        web: { type: flask, public: shop.example.com, health: /health }
        api:
          type: flask
          variables:
            POLICY: "connect-src $<<web.origins>>"
                                 ^^^^^^^^^^^^^^^^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      services:
        web: { type: flask, public: shop.example.com, health: /health }
        api:
          type: flask
          variables:
            POLICY: 'connect-src $<<web.origins | join(" ")>>'

      """#)
}
