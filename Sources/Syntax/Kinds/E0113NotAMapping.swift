package import Diagnostics

extension DiagnosticKind {
  package static let notAMapping = DiagnosticKind(
    "E0113", "not-a-mapping",
    summary: "the file is not a mapping",
    explanation: """
      A topology is a mapping: lines of the form `key: value`. It needs `infracc`, the version of the language,
      `project`, a name, and `services`, what is to run.

      An empty file, a list or a text alone says nothing that could be compiled. A list of services is the usual
      cause: here each of them is a key below `services:`, so that others can refer to it by name.
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
