package import Diagnostics

extension DiagnosticKind {
  package static let unclosedReference = DiagnosticKind(
    "E0304", "unclosed-reference",
    summary: "a reference is closed by the wrong delimiter, or never",
    explanation: """
      A reference that begins with `$<<` ends with `>>`; one that begins with `${{` ends with `}}`. Both spellings mean
      the same, but they cannot be mixed: otherwise a forgotten end would silently swallow the text behind it.

      Close the reference with the delimiter that belongs to its beginning. If no reference is meant, double the `$`:
      `$$<<` and `$${{` stand for the plain characters.
      """,
    failing: """
      infracc: 1
      project: shop
      services:
        web: { type: flask }
        api:
          type: flask
          variables:
            WEB_URL: $<<web.private_url}}
                                       ^^

      """,
    passing: """
      infracc: 1
      project: shop
      services:
        web: { type: flask }
        api:
          type: flask
          variables:
            WEB_URL: $<<web.private_url>>

      """)
}
