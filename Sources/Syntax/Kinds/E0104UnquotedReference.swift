package import Diagnostics

extension DiagnosticKind {
  package static let unquotedReference = DiagnosticKind(
    "E0104", "unquoted-reference",
    summary: "a reference in braces must be quoted here",
    explanation: """
      In YAML `{` opens a mapping. Within brackets or braces an unquoted `${{P.U}}` therefore ends the value after the
      `$`, and an unquoted `{{P.U}}` is a mapping anywhere: the reference never arrives.

      Write `$<<P.U>>`. It means the same and needs no quotes.
      """,
    failing: """
      infracc: 1
      project: shop
      services:
        postgres: {}
        api:
          type: worker
          image: shop:1
          variables: { DATABASE_URL: ${{postgres.DATABASE_URL}} }
                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      services:
        postgres: {}
        api:
          type: worker
          image: shop:1
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
      """)
}
