package import Diagnostics

extension DiagnosticKind {
  package static let yamlTag = DiagnosticKind(
    "E0110", "yaml-tag",
    summary: "YAML tags are not used here",
    explanation: """
      A tag such as `!secret` or `!!str` asks the reader to make something special of a value. What a tag means differs from
      tool to tool; infracc knows none.

      Names of secrets are declared under `secrets:`, and values are texts unless a key asks for something else, so that
      `!!str` is not needed.
      """,
    failing: """
      infracc: 1
      project: shop
      services:
        api:
          type: worker
          image: shop:1
          variables:
            KEY: !secret payment
                 ^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      secrets:
        KEY: external
      services:
        api:
          type: worker
          image: shop:1
          use: [KEY]
      """)
}
