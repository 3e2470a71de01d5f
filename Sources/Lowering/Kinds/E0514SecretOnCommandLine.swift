package import Diagnostics

extension DiagnosticKind {
  package static let secretOnCommandLine = DiagnosticKind(
    "E0514", "secret-on-command-line",
    summary: "a secret on a command line or in a path",
    explanation: """
      Every process of a machine can read the command lines of the others (`ps`), and platforms write them into logs
      and show them in their interfaces. Paths of health checks end in access logs, names of images in every list. A
      secret in any of these places is no secret any more.

      Name the secret under `use:` and let the program read it from its environment. Writing `$NAME` into the command
      is no way out: the shell puts the value in before the program starts, and `ps` shows the result.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets: { ADMIN_TOKEN: generate }
      services:
        api:
          type: fastapi
          start: python serve.py --token $<<shared.ADMIN_TOKEN>>
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets: { ADMIN_TOKEN: generate }
      services:
        api:
          type: fastapi
          start: python serve.py
          use: [ADMIN_TOKEN]
      """)
}
