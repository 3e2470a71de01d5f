package import Diagnostics

extension DiagnosticKind {
  package static let fixedPort = DiagnosticKind(
    "W1003", "fixed-port", tunable: true,
    summary: "the code listens on another port than the one its service has",
    explanation: """
      `port:` is where requests and health checks go, and what the service is told in `PORT`. Code that listens on a
      number of its own is not where they arrive: the deploy waits for an answer until it gives up, or the platform's
      proxy says that the application did not respond.

      Read the port from the environment: `process.env.PORT`, `os.environ["PORT"]`. The code then follows `port:`, also
      on platforms that choose a number by themselves.

      Only servers that the service's command really starts are looked at; `uvicorn.run(…)` below
      `if __name__ == "__main__":` is for developers when `start` is another command.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        shop-api:
          type: web
          root: ./api
          build: { dockerfile: api/Dockerfile }
          start: node server.js
          port: 8080
                ^^^^
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
          start: node server.js
          port: 8080
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "api/server.js",
          """
          const http = require("http");

          http.createServer((request, answer) => answer.end("up")).listen(3000);
          """),
        ExampleFile(
          "api/Dockerfile",
          """
          FROM node:22-bookworm-slim
          COPY . .
          """),
      ],
      passingFiles: [
        ExampleFile(
          "api/server.js",
          """
          const http = require("http");

          http.createServer((request, answer) => answer.end("up")).listen(process.env.PORT);
          """),
        ExampleFile(
          "api/Dockerfile",
          """
          FROM node:22-bookworm-slim
          COPY . .
          """),
      ]), foreign: .speaks)
}
