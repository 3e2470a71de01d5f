package import Diagnostics

extension DiagnosticKind {
  package static let typeDiffers = DiagnosticKind(
    "E0410", "type-differs",
    summary: "something has another type in another environment",
    explanation: """
      An environment may give a variable another value, but not another type, and a service or secret no other kind.
      One name means one thing: else a check that holds in staging says nothing about production, and the difference
      between two environments cannot be told.

      Give both the same type, or use two names.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            SAMPLING: { value: "1", type: int }
      environments:
        production: {}
        staging:
          services:
            api:
              variables:
                SAMPLING: { value: "true", type: bool }
                                                 ^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            SAMPLING: { value: "1", type: int }
      environments:
        production: {}
        staging:
          services:
            api:
              variables:
                SAMPLING: { value: "100", type: int }
      """)
}
