package import Diagnostics

extension DiagnosticKind {
  package static let unknownBaseEnvironment = DiagnosticKind(
    "E0804", "unknown-base-environment",
    summary: "`from` names no environment, or leads round in a circle",
    explanation: """
      With `from:` an environment starts from the changes of another one and adds its own: a preview often starts
      from staging. Each has one parent at most, and the way must end at the base, the part of the file above
      `environments:`.

      With a name that does not exist it would be unclear which values apply, and a guess could point a test
      environment at production's settings.

      Correct the name, or remove `from:` to start from the base. In a circle, take out the step that is not meant.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
      environments:
        staging: {}
        qa:
          from: stagin
                ^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
      environments:
        staging: {}
        qa:
          from: staging
      """)
}
