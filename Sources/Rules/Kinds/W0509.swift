package import Diagnostics

extension DiagnosticKind {
  package static let weakKey = DiagnosticKind(
    "W0509", "weak-key", tunable: true,
    summary: "so few random bytes are weak for a signing key",
    explanation: """
      Whoever has one signed token can try keys on a machine of his own, as fast as he can pay for, and nobody
      notices. The usual signature, HMAC with SHA-256, is as strong as its key up to 32 bytes; RFC 7518 demands that
      size for tokens.

      Write 32 bytes, which is also what `generate` alone makes. The length costs nothing.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SECRET_KEY: generate(hex, 16)
                                  ^^
      services:
        api:
          type: fastapi
          use: [SECRET_KEY]
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SECRET_KEY: generate(hex, 32)
      services:
        api:
          type: fastapi
          use: [SECRET_KEY]
      """)
}
