package import Diagnostics

extension DiagnosticKind {
  package static let readableEnvFile = DiagnosticKind(
    "W0523", "readable-env-file", tunable: true,
    summary: "other users of the machine can read an env file",
    explanation: """
      The permissions of the file let its group or all users read it. Every program on the machine, whatever its user, can
      then read the secrets of the deployment.

      `chmod 600 FILE` leaves it to its owner. `infracc secrets --generate` writes files with these permissions.
      """,
    failing: """
      -rw-r--r-- production/compose/.env
      """,
    passing: """
      -rw------- production/compose/.env
      """,
    options: ExampleOptions(isRunnable: false))
}
