package import Diagnostics

extension DiagnosticKind {
  package static let yamlSyntax = DiagnosticKind(
    "E0103", "yaml-syntax",
    summary: "the text is not YAML here",
    explanation: """
      YAML could not be read further at this place: a quote or bracket is never closed, a line is indented neither
      like its neighbours nor below them, or a character stands where it has a special meaning.

      Everything that belongs to the broken part is left out, and the rest is still checked: the service around it,
      or, outside of `services`, the whole top-level key. References to a service that was left out are not reported.

      A value is safe in quotes whatever it holds: `"…"` with backslash escapes, `'…'` without any (a `'` is written
      twice).
      """,
    failing: """
      infracc: 1
      project: shop
      services:
        api:
          type: worker
          start: "python worker.py
                 ^
      """,
    passing: """
      infracc: 1
      project: shop
      services:
        api:
          type: worker
          image: shop:1
          start: "python worker.py"
      """, foreign: .speaks)
}
