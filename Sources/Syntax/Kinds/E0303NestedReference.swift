package import Diagnostics

extension DiagnosticKind {
  package static let nestedReference = DiagnosticKind(
    "E0303", "nested-reference",
    summary: "a reference stands inside another reference",
    explanation: """
      A reference names one value of one service. The name itself is fixed text: it cannot be put together from another
      reference, because then nobody could say, without running the compiler, which service depends on which.

      Give the inner value a variable of its own, or name the wanted value directly. To put several values into one
      text, write the references side by side: `$<<a.host>>:$<<a.port>>`. A `>>` that is meant as text inside a
      reference belongs into quotes.
      """,
    failing: """
      infracc: 1
      project: shop
      services:
        web: { type: flask }
        api:
          type: flask
          variables:
            NEIGHBOUR: $<<web.$<<WHICH>>>>
                              ^^^^^^^^^^

      """,
    passing: """
      infracc: 1
      project: shop
      services:
        web: { type: flask }
        api:
          type: flask
          variables:
            NEIGHBOUR: $<<web.private_host>>

      """)
}
