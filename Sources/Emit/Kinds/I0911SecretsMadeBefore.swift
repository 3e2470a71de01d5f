package import Diagnostics

extension DiagnosticKind {
  package static let secretsMadeBefore = DiagnosticKind(
    "I0911", "secrets-made-before", tunable: true,
    summary: "the target makes no secrets by itself",
    explanation: """
      Railway runs `secret()` only when a template is deployed, not for a project. The secrets that are declared
      `generate` must therefore have their values before the first deployment. Each is made once per environment;
      making them again would log everybody out.

      Make them by a random generator and enter them on the platform; the README beside the generated files names each
      one and how long it is.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      secrets: { SECRET_KEY: generate }
      services:
        api:
          type: fastapi
          use: [SECRET_KEY]
                ^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      secrets: { SECRET_KEY: { source: external, charset: url } }
      services:
        api:
          type: fastapi
          use: [SECRET_KEY]
      """)
}
