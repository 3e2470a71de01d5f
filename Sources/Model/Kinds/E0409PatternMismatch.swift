package import Diagnostics

extension DiagnosticKind {
  package static let patternMismatch = DiagnosticKind(
    "E0409", "pattern-mismatch",
    summary: "a text does not match the pattern of its variable",
    explanation: """
      The variable has a `pattern:`, or a built-in one that belongs to its name (`STRIPE_PRICE_ID_PRO` begins with `price_`).
      The whole text must match it. This finds values that were pasted into the wrong line and templates that were never
      filled in.

      Correct the value, or give the variable a `pattern:` of its own.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        api:
          type: flask
          variables:
            PLAN: { value: basic_1, pattern: "price_[a-z0-9]+" }
                           ^^^^^^^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      services:
        api:
          type: flask
          variables:
            PLAN: { value: price_1, pattern: "price_[a-z0-9]+" }

      """#)
}
