package import Diagnostics

extension DiagnosticKind {
  package static let refusedDeclassification = DiagnosticKind(
    "E0513", "refused-declassification",
    summary: "a value may not be declassified",
    explanation: """
      `declassify("reason")` says that a value which came in as a secret is none: a publishable key, for example, that
      browsers are meant to see. The reason stays in the topology for whoever reads it next. Generated secrets and
      passwords have no purpose but to be secret, so they cannot be declassified.

      Give a reason, or keep the value on the server.
      """,
    failing: #"""
      infracc: 1
      project: shop
      secrets: { PUBLISHABLE_KEY: external }
      services:
        api:
          type: flask
          variables:
            KEY: $<<shared.PUBLISHABLE_KEY | declassify("")>>
                                             ^^^^^^^^^^^^^^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      secrets: { PUBLISHABLE_KEY: external }
      services:
        api:
          type: flask
          variables:
            KEY: $<<shared.PUBLISHABLE_KEY | declassify("made for browsers")>>

      """#)
}
