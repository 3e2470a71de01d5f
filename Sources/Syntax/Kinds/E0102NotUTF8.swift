package import Diagnostics

extension DiagnosticKind {
  package static let notUTF8 = DiagnosticKind(
    "E0102", "not-utf-8",
    summary: "the file is not UTF-8, or holds control characters",
    explanation: """
      A topology is written in UTF-8. Files saved as UTF-16 (by some Windows editors) or Latin-1 hold bytes that mean
      something else in UTF-8, and control characters such as U+0007 come from a wrong copy or a damaged file. YAML allows
      neither, and what is not seen in an editor must not reach a server. U+0000 is refused as an escape too: no argument
      and no variable of a process can hold it.

      Save the file as UTF-8, or delete the character at the place shown.
      """,
    failing: """
      infracc: 1
      project: sh\u{7}op
                 ^
      services:
        postgres: {}
      """,
    passing: """
      infracc: 1
      project: shop
      services:
        postgres: {}
      """, foreign: .speaks)
}
