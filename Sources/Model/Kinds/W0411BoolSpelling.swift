package import Diagnostics

extension DiagnosticKind {
  package static let boolSpelling = DiagnosticKind(
    "W0411", "bool-spelling", tunable: true,
    summary: "a truth value is spelled in a way that programs do not recognise",
    explanation: """
      Environment variables are text. Most programs compare with `true`: `True`, `yes` and `on` are then false, silently.
      `1` and `0` pass, because many programs read those.

      Write `true` or `false`. If the program really wants another word, set `type: string`.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        api:
          type: flask
          variables:
            FEATURE_SEARCH: True
                            ^^^^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      services:
        api:
          type: flask
          variables:
            FEATURE_SEARCH: true

      """#)
}
