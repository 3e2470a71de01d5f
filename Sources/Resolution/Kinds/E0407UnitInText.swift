package import Diagnostics

extension DiagnosticKind {
  package static let unitInText = DiagnosticKind(
    "E0407", "unit-in-text",
    summary: "a size or duration stands inside a text without a unit being chosen",
    explanation: """
      Sizes and durations carry their unit, and programs want plain numbers: one reads seconds, the next milliseconds. Which
      one is meant cannot be guessed.

      Choose with a filter: `| seconds`, `| millis`, `| mib`, `| bytes`.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        web: { type: flask, public: shop.example.com, health: /health }
        api:
          type: flask
          variables:
            LIMIT: "--memory=$<<web.memory>>"
                             ^^^^^^^^^^^^^^^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      services:
        web: { type: flask, public: shop.example.com, health: /health }
        api:
          type: flask
          variables:
            LIMIT: "--memory=$<<web.memory | mib>>"

      """#)
}
