package import Diagnostics

extension DiagnosticKind {
  package static let secondDocument = DiagnosticKind(
    "E0108", "second-document",
    summary: "a topology is one YAML document",
    explanation: """
      `---` begins another document in the same file. A topology is one document, and what follows would be ignored:
      services written there would never be deployed.

      Put differences between environments under `environments:`, and another project into a file of its own. A file
      that was put together from several by `cat` has to be merged by hand, key by key.
      """,
    failing: """
      infracc: 1
      project: shop
      services:
        postgres: {}
      ---
      ^^^
      project: other
      """,
    passing: """
      infracc: 1
      project: shop
      services:
        postgres: {}
      """)
}
