package import Diagnostics

extension DiagnosticKind {
  package static let notAMapping = DiagnosticKind(
    "E0113", "not-a-mapping",
    summary: "the file is not a mapping",
    explanation: """
      A topology is a mapping: lines of the form `key: value`. It needs `infracc`, the version of the language, `project`, a
      name, and `services`. An empty file, a list or a text alone says nothing that could be compiled.
      """,
    failing: """
      - name: api
      ^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      services:
        postgres: {}
      """)
}
