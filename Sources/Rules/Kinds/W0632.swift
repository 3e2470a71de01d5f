package import Diagnostics

extension DiagnosticKind {
  package static let workerRunsServer = DiagnosticKind(
    "W0632", "worker-runs-server", tunable: true,
    summary: "a worker has a web server's image and no command of its own",
    explanation: """
      `extends` copies the code of a service, its image and its variables, but not `start`. A worker, cron or job
      service without `start` runs the command of the image, and that starts the web server.

      The process is up, its health looks right, and no job is ever done. On a schedule the server runs until it is
      stopped.

      Add `start:` with the command of this process. If the image chooses by a variable what it runs, allow the
      finding and say so.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi }
        mails:
          type: worker
          extends: api
                   ^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi }
        mails:
          type: worker
          extends: api
          start: python mails.py
      """)
}
