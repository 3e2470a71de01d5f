package import Diagnostics

extension DiagnosticKind {
  package static let cutReference = DiagnosticKind(
    "E0105", "cut-reference",
    summary: "YAML ends a value before its reference does",
    explanation: """
      A plain value ends at ` #`, which begins a comment, at `: `, and within brackets and braces at `,`. Where a reference
      holds one of these, YAML hands on only its first half.

      Quote the whole value. Single quotes leave everything as it is written.
      """,
    failing: """
      infracc: 1
      project: shop
      services:
        postgres: {}
        api:
          type: worker
          image: shop:1
          variables:
            DATABASE_URL: $<<postgres.DATABASE_URL ?? "a #b">>
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      services:
        postgres: {}
        api:
          type: worker
          image: shop:1
          variables:
            DATABASE_URL: '$<<postgres.DATABASE_URL>>'  # b
      """)
}
