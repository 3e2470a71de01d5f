package import Diagnostics

extension DiagnosticKind {
  package static let repositoryNotRead = DiagnosticKind(
    "I1027", "repository-not-read", tunable: true,
    summary: "not all of the repository was read",
    explanation: """
      Checks that read code are bounded: in the number of files and folders, in bytes, and in time, so that `check` stays
      fast in any repository. What lies behind a bound was not looked at, and nothing is concluded from what was not
      found.

      Most often `root:` is missing: a service without it has the whole folder of the topology as its code. Folders that
      package managers and builds fill (`node_modules`, `dist`, `.venv`) are left out anyway. `--no-probe` reads nothing.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
        ^^^
          type: fastapi
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
      """,
    options: ExampleOptions(
      isRunnable: false))
}
