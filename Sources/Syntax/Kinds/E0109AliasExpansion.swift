package import Diagnostics

extension DiagnosticKind {
  package static let aliasExpansion = DiagnosticKind(
    "E0109", "alias-expansion",
    summary: "an alias stands for itself or for too much",
    explanation: """
      An alias `*x` stands for all that its anchor `&x` marks. One that lies within its own anchor never ends, and a few
      aliases of aliases can stand for millions of nodes, a known way to exhaust the memory of a reader. infracc follows an
      alias to at most 10 000 nodes.

      Write the shared part once in a service and let others take it with `extends`.
      """,
    failing: """
      infracc: 1
      project: shop
      services:
        postgres: {}
      x-loop: &loop
        again: *loop
               ^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      services:
        postgres: {}
      """, foreign: .speaks)
}
