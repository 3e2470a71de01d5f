package import Diagnostics

extension DiagnosticKind {
  package static let envFilesDisagree = DiagnosticKind(
    "E0525", "env-files-disagree",
    summary: "two env files of one environment have different values of one name",
    explanation: """
      Several targets of an environment read an env file each, and a secret is one value. Where the files disagree, what
      one service signs is refused by the next one, or a service has another password than its database.

      Nobody but you knows which of the values is in use: nothing is written until the files agree. Look at what the
      running services have, and write that value into all files.
      """,
    failing: """
      # production/compose/.env
      SECRET_KEY='4f8kQz71LmXw'
      # production/procfile/.env
      SECRET_KEY='9GtRw2PyBn5v'
      """,
    passing: """
      # both files
      SECRET_KEY='4f8kQz71LmXw'
      """,
    options: ExampleOptions(isRunnable: false))
}
