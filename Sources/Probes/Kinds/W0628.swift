package import Diagnostics

extension DiagnosticKind {
  package static let schedulerInWorkers = DiagnosticKind(
    "W0628", "scheduler-in-workers", tunable: true,
    summary: "several processes of a service would each run the scheduler that its code starts",
    explanation: """
      APScheduler, node-cron and their like run inside the process that starts them. A web service with four workers
      has four such processes, and each replica has its own: every reminder is sent, every invoice written once for each.
      On the machine of a developer there is one process, so nobody sees it there.

      Start the scheduler in a worker of its own with `singleton: true`, or let a lock decide which process schedules.
      A file that names a lock, and code that reads a variable such as `RUN_SCHEDULER`, is left alone.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./api
          health: none
          workers: 4
                   ^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./api
          health: none
          workers: 4
        clock:
          type: worker
          extends: api
          start: python clock.py
          singleton: true
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "api/main.py",
          """
          from apscheduler.schedulers.background import BackgroundScheduler
          from fastapi import FastAPI

          app = FastAPI()
          scheduler = BackgroundScheduler()
          scheduler.add_job(print, "interval", minutes=5)
          scheduler.start()
          """),
        ExampleFile(
          "api/requirements.txt",
          """
          apscheduler==3.11.0
          fastapi==0.165.0
          uvicorn==0.54.0
          """),
      ],
      passingFiles: [
        ExampleFile(
          "api/main.py",
          """
          from fastapi import FastAPI

          app = FastAPI()
          """),
        ExampleFile(
          "api/clock.py",
          """
          from apscheduler.schedulers.blocking import BlockingScheduler

          scheduler = BlockingScheduler()
          scheduler.add_job(print, "interval", minutes=5)
          scheduler.start()
          """),
        ExampleFile(
          "api/requirements.txt",
          """
          apscheduler==3.11.0
          fastapi==0.165.0
          uvicorn==0.54.0
          """),
      ]))
}
