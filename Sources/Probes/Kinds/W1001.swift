package import Diagnostics

extension DiagnosticKind {
  package static let openRequirement = DiagnosticKind(
    "W1001", "open-requirement", tunable: true,
    summary: "a requirement says no version",
    explanation: """
      Every build of the image installs what requirements.txt names. A line without a version, such as `fastapi`, means
      the newest one of that day. Two builds of one commit then hold different programs, and the one that breaks is the
      one that you did not look at: a rollback, a new replica, the fix for something else.

      Write the versions that work now, with `==`. `pip freeze` prints them; `pip-compile` and `uv export` also write
      those that your requirements need themselves. Updating is then a commit that a test can refuse.

      A file with a constraints line (`-c`) is not asked about: it has its versions there.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
                ^^^^^^^^^
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
      files: [
        ExampleFile(
          "backend/main.py",
          """
          from fastapi import FastAPI

          app = FastAPI()


          @app.get("/health")
          def health():
              return {"status": "up"}
          """),
        ExampleFile(
          "backend/requirements.txt",
          """
          fastapi
          uvicorn==0.34.0
          """),
      ],
      passingFiles: [
        ExampleFile(
          "backend/main.py",
          """
          from fastapi import FastAPI

          app = FastAPI()


          @app.get("/health")
          def health():
              return {"status": "up"}
          """),
        ExampleFile(
          "backend/requirements.txt",
          """
          fastapi==0.115.6
          uvicorn==0.34.0
          """),
      ]))
}
