package import Diagnostics

extension DiagnosticKind {
  package static let notInEnumeration = DiagnosticKind(
    "E0206", "not-in-enumeration",
    summary: "a value is not one of the words that its key takes",
    explanation: """
      The key takes one of a few fixed words, and this is none of them. The report lists them all and names the
      nearest.

      Such a word decides what the platform does. With a restart policy that nobody knows, one target would refuse
      the file, and another would quietly use its own default: the service would then stay down after the first
      crash.

      Write one of the listed words. They are lower case, and their parts are joined with `-`, not with `_`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          restart: on_failure
                   ^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          restart: on-failure
      """)
}
