package import Diagnostics

extension DiagnosticKind {
  package static let missingUnit = DiagnosticKind(
    "E0211", "missing-unit",
    summary: "a number stands where a number with a unit is needed",
    explanation: """
      A bare number says nothing about its unit, and tools disagree about it: `300` is seconds to one, milliseconds to the
      next; `512` of memory is bytes to one and MiB to another. Such a mix-up is found in production, as a timeout of a third
      of a second or a container that is killed at once.

      Write the unit: `300s`, `512MiB`, `75%`.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        api:
          type: flask
          health: { path: /health, within: 300 }
                                           ^^^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      services:
        api:
          type: flask
          health: { path: /health, within: 300s }

      """#)
}
