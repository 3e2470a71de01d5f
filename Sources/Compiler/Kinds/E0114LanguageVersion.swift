package import Diagnostics

extension DiagnosticKind {
  package static let languageVersion = DiagnosticKind(
    "E0114", "language-version",
    summary: "the language version is missing or newer than this compiler",
    explanation: """
      `infracc:` says in which version of the language the file is written. This compiler knows version 1.

      A later version may give a key another meaning, so a compiler that guessed could deploy something nobody
      wrote. Therefore a version that is missing or unknown ends the run before anything else is looked at: repair
      this one first, the other findings come with the next run.

      Write `infracc: 1` as the first line. If the file really was written for a newer language, install a newer
      compiler instead of changing the number.
      """,
    failing: """
      infracc: 3
               ^
      project: shop
      targets: [compose]
      services:
        redis: {}
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis: {}
      """)
}
