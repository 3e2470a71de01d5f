package import Diagnostics

extension DiagnosticKind {
  package static let removedName = DiagnosticKind(
    "W1011", "removed-name", tunable: true,
    summary: "a variable that nothing reads any more",
    explanation: """
      `FLASK_ENV` was removed in Flask 2.3 (April 2023): what it switched is read from `FLASK_DEBUG` or `--debug`. A
      `production` written there protects nothing, and a `development` switches nothing on.

      `NIXPACKS_…` variables steer Nixpacks, the builder that Railway replaced by Railpack; Railpack has variables of its
      own, `RAILPACK_…`.

      Leave the variable out, or write its successor.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: flask
          variables:
            FLASK_ENV: production
            ^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: flask
      """)
}
