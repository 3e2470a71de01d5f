package import Diagnostics

extension DiagnosticKind {
  package static let unneededSecret = DiagnosticKind(
    "W0521", "unneeded-secret", tunable: true,
    summary: "an env file has a name that nothing reads",
    explanation: """
      No service of the environment uses a secret or a variable of this name, and neither does a program that reads the
      file. Mostly a letter is wrong, and the value that was meant is missing; or the service that read it is gone, and a
      value that is good for something lies about.

      Correct the name, or delete the line. A service gets the value where the topology declares it: `secrets:` and
      `use:`.
      """,
    failing: """
      STRIPE_KEY='…'
      """,
    passing: """
      STRIPE_SECRET_KEY='…'
      """,
    options: ExampleOptions(isRunnable: false))
}
