package import Diagnostics

extension DiagnosticKind {
  package static let unusableName = DiagnosticKind(
    "E0208", "unusable-name",
    summary: "a name holds characters that it cannot have",
    explanation: """
      The name of a service becomes a DNS name, a folder and a part of container names. It begins with a letter, holds
      letters, digits, `-`, `_` and single blanks, ends with a letter or digit, and has at most 32 characters, which is
      Railway's limit. The name of a variable holds letters, digits and `_`, because shells cannot read any other.

      Choose a name of these characters. Blanks and `_` become `-` in DNS names: `docs frontend` is reached as
      `docs-frontend`.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        9api: { type: flask }
        ^^^^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      services:
        api9: { type: flask }

      """#)
}
