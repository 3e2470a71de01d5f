package import Diagnostics

extension DiagnosticKind {
  package static let itemContainsSeparator = DiagnosticKind(
    "E0414", "item-contains-separator",
    summary: "an item of a list contains the separator that joins the items",
    explanation: """
      A list is passed to a process as one text: its items are joined with `sep`, a comma unless you say otherwise. The
      process splits the text at the same character. An item that holds the separator itself would arrive as two items.

      Give the list another separator with the long form, `{ value: [...], sep: ";" }`, and let the process split at
      that one, or write `format: json` where it reads JSON.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          health: /health
          variables:
            TITLES: ["Doe, Jane", Richard]
                     ^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          health: /health
          variables:
            TITLES: { value: ["Doe, Jane", Richard], sep: ";" }
      """)
}
