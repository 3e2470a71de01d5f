package import Diagnostics

extension DiagnosticKind {
  package static let credentialInFile = DiagnosticKind(
    "E0501", "credential-in-file",
    summary: "a value is a credential and must not be in the file",
    explanation: """
      The value has the form of a key that some provider gives out, it is a URL with a password or a secret parameter
      (`?token=…`), or it is a long random text in a variable whose name says secret. A topology is committed and read
      by many people and programs, and so is everything that is generated from it: from then on the key belongs to all
      of them, and to the history of the repository.

      Declare the name under `secrets:` as `external` and hand it to the service with `use:`: whoever operates an
      environment supplies the value there. A key that has been committed once is known: revoke it at its provider
      and take a new one.

      Reports show at most the first four characters of such a value.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            GITHUB_TOKEN: ghp_aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        GITHUB_TOKEN: external
      services:
        api:
          type: fastapi
          use: [GITHUB_TOKEN]
      """)
}
