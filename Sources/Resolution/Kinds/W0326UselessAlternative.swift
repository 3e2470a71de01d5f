package import Diagnostics

extension DiagnosticKind {
  package static let uselessAlternative = DiagnosticKind(
    "W0326", "useless-alternative", tunable: true,
    summary: "an alternative behind `??` is never used",
    explanation: """
      `a ?? b` means: take `b` where `a` is absent. Here `a` is present in every environment, so `b` is dead text.
      It reads like a safety net and is none: a database that is down still has its address.

      Values can be absent when they come from an `optional` secret, from a variable with `required: false`, from a
      service that an environment disables, or from an output that needs a condition, such as `public_url`.

      Drop the alternative. If you expected the left side to be absent somewhere, look whether that environment says
      so.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          variables:
            DB_NAME: $<<postgres.database ?? "app">>
                                         ^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          variables:
            DB_NAME: $<<postgres.database>>
      """)
}
