package import Diagnostics

extension DiagnosticKind {
  package static let variableNotGiven = DiagnosticKind(
    "W1005", "variable-not-given", tunable: true,
    summary: "the code reads a variable that the topology does not set",
    explanation: """
      What the code reads from its environment and what the topology gives it are two lists, and nothing but their names
      holds them together. One letter of difference, and the code stops at its start, or goes on with nothing: an empty
      list of origins, a switch that is off.

      Read are `os.environ`, `os.getenv`, the fields of pydantic's settings classes, `process.env` and
      `import.meta.env`. A finding is made for a variable that the code cannot do without, and for one whose name is
      nearly that of a variable which is given and which nothing reads. Variables that the platform or the runtime sets
      are not asked about, nor is code in folders for tests and scripts.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          variables:
            CORS_ORIGINS_STR: https://shop.example.com
            ^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          variables:
            CORS_ORIGINS: https://shop.example.com
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "backend/main.py",
          """
          import os

          from fastapi import FastAPI

          app = FastAPI()
          origins = os.environ["CORS_ORIGINS"].split(",")
          """),
        ExampleFile(
          "backend/requirements.txt",
          """
          fastapi==0.115.6
          uvicorn==0.34.0
          """),
      ]))
}
