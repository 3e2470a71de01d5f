package import Diagnostics

extension DiagnosticKind {
  package static let outOfRange = DiagnosticKind(
    "E0224", "out-of-range",
    summary: "a value lies outside of the range that makes sense",
    explanation: """
      The value can be read, but nothing can come of it: a cache larger than the memory, a port above 65535, a percentage
      above 100. A share such as `0.75` in the place of a percentage is refused too, because `0.75%` could have been meant.

      Write a value inside the range that the message names.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        redis:
          tuning: { maxmemory: 120% }
                               ^^^^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      services:
        redis:
          tuning: { maxmemory: 75% }

      """#)
}
