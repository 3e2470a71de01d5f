package import Diagnostics

extension DiagnosticKind {
  package static let rawMerged = DiagnosticKind(
    "I0918", "raw-merged",
    summary: "a `raw` block is merged into what a target writes, unchecked",
    explanation: """
      `raw.<target>` is the way out for settings of one platform that the language does not have. What stands there
      is laid over the object that the target writes for this service, as it is: no key, type or value of it is
      looked at.

      A spelling mistake shows only when the platform reads the file. A value that it sets a second time, such as a
      port or a volume, is not known to any check or budget.

      Keep such blocks small, and look whether a key of the language does the same: `infracc` can then check it for
      every target. This note always appears, so that a reader of the report knows where checking ends.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          raw:
            compose: { labels: { team: shop } }
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
      """)
}
