package import Diagnostics

extension DiagnosticKind {
  package static let duplicateKey = DiagnosticKind(
    "E0107", "duplicate-key",
    summary: "a key is written twice in one mapping",
    explanation: """
      Each key may stand once in a mapping. Other tools silently take the last of the two, so that the first, which somebody
      may just have edited, does nothing.

      Delete one, or unite what they hold. Two `<<` are two equal keys as well: write `<<: [*a, *b]`.
      """,
    failing: """
      infracc: 1
      project: shop
      services:
        api:
          type: worker
          image: shop:1
          start: python worker.py
          start: python other.py
          ^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      services:
        api:
          type: worker
          image: shop:1
          start: python worker.py
      """)
}
