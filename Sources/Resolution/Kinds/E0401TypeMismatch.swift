package import Diagnostics

extension DiagnosticKind {
  package static let typeMismatch = DiagnosticKind(
    "E0401", "type-mismatch",
    summary: "a value has another type than its variable",
    explanation: """
      A reference brings its type along: `web.port` is a port, `web.private_url` a URL. The variable expects one too, from
      `type:` or by convention from its name. Where the two do not fit the program reads something that it cannot use.

      Refer to another output, take a part with a filter (`| host`, `| port`), or set `type:` when the name means something
      else in your program.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        web: { type: flask, public: shop.example.com, health: /health }
        api:
          type: flask
          variables:
            WEB_PORT: $<<web.private_host>>
                      ^^^^^^^^^^^^^^^^^^^^^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      services:
        web: { type: flask, public: shop.example.com, health: /health }
        api:
          type: flask
          variables:
            WEB_PORT: $<<web.port>>

      """#)
}
