package import Diagnostics

extension DiagnosticKind {
  package static let repositoryNotRead = DiagnosticKind(
    "I1027", "repository-not-read", tunable: true,
    summary: "not all of the repository was read",
    explanation: """
      Checks that read code are bounded: by 2,000 files, 1,000 directories and 16 MiB, so that `check` stays fast in any
      repository. They are never bounded by time: the same repository gives the same findings on every machine. Beyond
      a bound nothing is read, and nothing is concluded from what was not found.

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
      isRunnable: false),
    foreign: .speaks)
}
