package import Diagnostics

extension DiagnosticKind {
  package static let tabIndentation = DiagnosticKind(
    "E0106", "tab-indentation",
    summary: "a tab cannot indent YAML",
    explanation: """
      YAML counts the blanks before a line to see what belongs together. How wide a tab is differs from editor to editor, so
      tabs are not allowed there.

      Use blanks; two for each level is usual. An editor can be told to insert blanks for the tab key.
      """,
    failing: """
      infracc: 1
      project: shop
      services:
        api:
          type: worker
      \tstart: python worker.py
      ^
      """,
    passing: """
      infracc: 1
      project: shop
      services:
        api:
          type: worker
          image: shop:1
          start: python worker.py
      """, foreign: .speaks)
}
