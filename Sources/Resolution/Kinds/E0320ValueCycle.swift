package import Diagnostics

extension DiagnosticKind {
  package static let valueCycle = DiagnosticKind(
    "E0320", "value-cycle",
    summary: "variables refer to each other in a circle",
    explanation: """
      Each of these variables takes its value from the next, and the last one from the first. There is no value to
      begin with, so none of them can be computed.

      The report shows the whole circle, one place for each step.

      Break it where the value really comes from: write the text there, refer to an output (`$<<postgres.host>>`),
      or make it a shared variable that both refer to. Addresses are no such circle: two services may well hold each
      other's `private_url`, because addresses are known before either process starts.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            TITLE: $<<HEADING>>
                   ^^^^^^^^^^^^
            HEADING: $<<TITLE>>
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            TITLE: $<<HEADING>>
            HEADING: Example Shop
      """)
}
