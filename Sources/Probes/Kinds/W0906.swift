package import Diagnostics

extension DiagnosticKind {
  package static let processNotStarted = DiagnosticKind(
    "W0906", "process-not-started", tunable: true,
    summary: "no service starts a process of a hand-written Procfile",
    explanation: """
      A Procfile lists several processes, and on Heroku each of them is started. Platforms that run one process per
      service start the one that the service's command names and pass over the others: the worker never takes a job, and
      the migration of `release:` never runs.

      What runs is what the topology says. Declare a service for each process, with the code of the first one, and write
      the migration as `release:`:

          worker: { extends: api, type: worker, start: celery -A tasks worker }

      A Procfile that infracc wrote is not asked about.
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
        worker: { extends: api, type: worker, start: python worker.py }
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
        ExampleFile(
          "backend/Procfile",
          """
          web: uvicorn main:app --port $PORT
          worker: python worker.py
          """),
      ]))
}
