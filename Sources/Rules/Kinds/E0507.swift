package import Diagnostics

extension DiagnosticKind {
  package static let secretsMustDiffer = DiagnosticKind(
    "E0507", "secrets-must-differ",
    summary: "two keys that must differ have the same value",
    explanation: """
      Keys that sign different things must differ. With one value for both, a token that was made for one purpose
      passes for the other: a password-reset link signed with `SECRET_KEY` is accepted where a login signed with
      `JWT_SECRET_KEY` is asked for.

      Declare a secret for each: `generate` makes different ones. For values that an operator supplies write
      `differs_from: [OTHER]`, which is verified when they are.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SECRET_KEY: generate
      services:
        api:
          type: fastapi
          use: [SECRET_KEY]
          variables:
            JWT_SECRET_KEY: $<<shared.SECRET_KEY>>
                            ^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SECRET_KEY: generate
        JWT_SECRET_KEY: generate
      services:
        api:
          type: fastapi
          use: [SECRET_KEY, JWT_SECRET_KEY]
      """)
}
