package import Diagnostics

extension DiagnosticKind {
  package static let secretInBrowser = DiagnosticKind(
    "E0503", "secret-in-browser",
    summary: "a secret would be readable in every browser",
    explanation: """
      Variables that begin with `NEXT_PUBLIC_` or `VITE_` are not settings of a server: the build copies their
      values into the JavaScript that every visitor downloads. A secret in one of them is published, and it stays in
      caches after it has been taken out.

      The mark follows the value: a database URL, a text that contains the password, or a copy of the variable in
      another one is as secret as the secret itself.

      Give the value to a server under a name without the prefix, and let the page ask that server. If the key was
      deployed this way before, replace it. A key that its provider means for browsers is no secret: declare it
      under `variables:`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SIGNING_KEY: generate
      services:
        site:
          type: nextjs
          variables:
            NEXT_PUBLIC_SIGNING_KEY: $<<shared.SIGNING_KEY>>
                                     ^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SIGNING_KEY: generate
      services:
        site:
          type: nextjs
          use: [SIGNING_KEY]
      """)
}
