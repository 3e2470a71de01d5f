package import Diagnostics

extension DiagnosticKind {
  package static let programMissing = DiagnosticKind(
    "W1007", "program-missing", tunable: true,
    summary: "a command runs a program that the requirements do not bring",
    explanation: """
      A Python image holds what requirements.txt installs and nothing more. A command that begins with `gunicorn`,
      `alembic` or `celery` needs the project of that name among its lines; on a developer's machine it is often there by
      chance, installed for something else. In the image the container then stops with `gunicorn: not found`.

      Add the project, with a version. Some projects bring others (`fastapi[standard]` brings uvicorn); those are known.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          release: alembic upgrade head
                   ^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          release: alembic upgrade head
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
          fastapi==0.115.6
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
          alembic==1.14.0
          fastapi==0.115.6
          uvicorn==0.34.0
          """),
      ]))
}
