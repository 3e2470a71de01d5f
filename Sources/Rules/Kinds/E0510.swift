package import Diagnostics

extension DiagnosticKind {
  package static let keyPerProcess = DiagnosticKind(
    "E0510", "key-per-process",
    summary: "without the key each process would invent its own",
    explanation: """
      Frameworks that miss their signing key make a random one and go on. With one process that works until the next
      restart; here several processes serve the same users, each with a key of its own: a session that one of them
      began is unknown to the others, and people are logged out at random.

      Make the key certain: `generate` gives each environment one, `external` demands it from an operator.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SECRET_KEY: optional
      services:
        api:
          type: fastapi
          workers: 4
          use: [SECRET_KEY]
                ^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SECRET_KEY: generate
      services:
        api:
          type: fastapi
          workers: 4
          use: [SECRET_KEY]
      """)
}
