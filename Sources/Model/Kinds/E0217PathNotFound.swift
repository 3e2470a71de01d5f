package import Diagnostics

extension DiagnosticKind {
  package static let pathNotFound = DiagnosticKind(
    "E0217", "path-not-found",
    summary: "a path does not exist or lies outside the repository",
    explanation: """
      Paths in a topology (`root`, `build.dockerfile`, `files`, `init`) are relative to the topology file and must
      lie in the same repository: builds on a platform see nothing else.

      With a path that does not exist the build would fail on the platform, minutes later, or an image would be
      built from the wrong folder. A path that leads out of the repository works on one machine and nowhere else.

      Correct the path; letter case counts, even where the file system of your machine ignores it. Code that lies
      beside the topology's folder is reached by moving the topology up to the folder that holds both. To check a
      topology without its repository, pass `--no-fs`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ../backend
                ^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
      """, foreign: .speaks)
}
