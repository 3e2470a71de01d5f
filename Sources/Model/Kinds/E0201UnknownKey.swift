package import Diagnostics

extension DiagnosticKind {
  package static let unknownKey = DiagnosticKind(
    "E0201", "unknown-key",
    summary: "a key is not part of the language",
    explanation: """
      Every key of a topology is known to the compiler. A key that it does not know is refused, never skipped.

      Were it skipped, a typing mistake would look like success: with `resorces` below, the service would run with
      the default limits, and nobody would learn of it before the first load peak ends with a killed container.

      Correct the spelling (the report names the nearest key that may stand in that place), or remove the key.
      Settings that only one target understands belong under `options:` or `raw:` of the service. Notes of your own
      can stand under a top-level key that begins with `x-`; those are ignored.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          resorces: { memory: 512MiB }
          ^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          resources: { memory: 512MiB }
      """)
}
