package import Diagnostics

extension DiagnosticKind {
  package static let buildInputMissing = DiagnosticKind(
    "W1002", "build-input-missing", tunable: true,
    summary: "a file that the generated Dockerfile installs from is not there",
    explanation: """
      The Dockerfile that is generated for a Python service installs from requirements.txt, the one for a JavaScript
      service from package.json and package-lock.json. Without the file the build of the image stops at `COPY`.

      A project that another tool manages has the versions in that tool's lock file; most can write the file that is
      asked for: `uv export`, `poetry export`, `pipenv requirements`. Or write a Dockerfile that uses the tool, and name
      it under `build: { dockerfile: … }`.

      When the code lies in another folder, name that: `root: ./backend`.
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
          "backend/uv.lock",
          """
          version = 1
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
        ExampleFile(
          "backend/uv.lock",
          """
          version = 1
          """),
      ]))
}
