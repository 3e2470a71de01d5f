package import Diagnostics

extension DiagnosticKind {
  package static let malformedReference = DiagnosticKind(
    "E0305", "malformed-reference",
    summary: "a reference does not follow the grammar",
    explanation: """
      Inside the delimiters stands a value, then any number of filters, each after a `|`; after `??` stands another value
      for the case that the first one is absent:

      ```
      $<<service.NAME>>
      $<<NAME>>
      $<<postgres.DATABASE_URL | driver("asyncpg")>>
      $<<redis.REDIS_URL ?? "">>
      ```

      A name holds letters, digits, `_`, `-` and single blanks. Any other name, one with a dot for example, is written
      in quotes. White space between the parts does not matter.

      `${postgres.url}`, `{{ postgres.url }}` and `<<postgres.url>>` are other tools' syntax. Where the name is that of
      a service, a shared value or a variable of the service, a reference is meant, and the text would be passed on.
      """,
    failing: """
      infracc: 1
      project: shop
      services:
        web: { type: flask }
        api:
          type: flask
          variables:
            WEB_URL: $<<web.private_url |>>
                                        ^

      """,
    passing: """
      infracc: 1
      project: shop
      services:
        web: { type: flask }
        api:
          type: flask
          variables:
            WEB_URL: $<<web.private_url | path("/v1")>>

      """)
}
