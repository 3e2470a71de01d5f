package import Diagnostics

extension DiagnosticKind {
  package static let tomlSyntax = DiagnosticKind(
    "E0118", "toml-syntax",
    summary: "a deployment file is not valid TOML",
    explanation: """
      The file could not be read as TOML 1.0: a text has no quotes, a quote or bracket is never closed, or a key or table
      is written twice.

      The platform rejects the file as well, so that no deployment happens. Nothing else in the file is checked.

      Correct the line. Texts need quotes in TOML: `app = "shop"`.
      """,
    failing: """
      app = "shop"
      primary_region = ams
      ^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      app = "shop"
      primary_region = "ams"
      """,
    options: ExampleOptions(path: "fly.toml"), foreign: .speaks)
}
