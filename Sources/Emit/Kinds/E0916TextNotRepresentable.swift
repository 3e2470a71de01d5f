package import Diagnostics

extension DiagnosticKind {
  package static let textNotRepresentable = DiagnosticKind(
    "E0916", "text-not-representable",
    summary: "a text holds a character that the generated file cannot express",
    explanation: """
      Every file format has characters that it cannot hold: PostgreSQL stores no NUL and `ALTER SYSTEM` takes no line
      break, names of parameters are plain words, an env file that several programs read has no common spelling for a
      line break.

      What cannot be written is left out of the file, so the deployed system would not be what the topology says.
      Therefore this stops the build. Take the character out of the value, or pass it another way: in a file that the
      service reads, or encoded (base64) in a variable.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
        ^^^^^^^^
          tuning:
            extra: { cluster_name: "two\\nlines" }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          tuning:
            extra: { cluster_name: "one line" }
      """)
}
