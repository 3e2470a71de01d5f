package import Diagnostics

extension DiagnosticKind {
  package static let localBind = DiagnosticKind(
    "W1004", "local-bind", tunable: true,
    summary: "the code listens on an address that only its own container can reach",
    explanation: """
      `127.0.0.1` and `localhost` mean "this machine", and inside a container the machine is the container. A server that
      listens there works in a shell of the container and nowhere else: not for the platform's proxy, not for the health
      check, not for other services.

      Listen on `0.0.0.0`, which means every address that the container has. `uvicorn.run(…)` and Flask's `app.run(…)`
      listen on 127.0.0.1 when `host` is left out. Who can reach the service from outside is decided by `public:`, not by
      this address.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        shop-api:
          type: web
          root: ./api
                ^^^^^
          build: { dockerfile: api/Dockerfile }
          start: python main.py
          port: 8000
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        shop-api:
          type: web
          root: ./api
          build: { dockerfile: api/Dockerfile }
          start: python main.py
          port: 8000
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "api/main.py",
          """
          import uvicorn

          uvicorn.run("app:app", host="127.0.0.1", port=8000)
          """),
        ExampleFile(
          "api/Dockerfile",
          """
          FROM python:3.12-slim-bookworm
          COPY . .
          """),
      ],
      passingFiles: [
        ExampleFile(
          "api/main.py",
          """
          import uvicorn

          uvicorn.run("app:app", host="0.0.0.0", port=8000)
          """),
        ExampleFile(
          "api/Dockerfile",
          """
          FROM python:3.12-slim-bookworm
          COPY . .
          """),
      ]), foreign: .speaks)
}
