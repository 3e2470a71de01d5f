package import Diagnostics

extension DiagnosticKind {
  package static let scriptMissing = DiagnosticKind(
    "W1024", "script-missing", tunable: true,
    summary: "a command runs a script that package.json does not have",
    explanation: """
      `npm run NAME` looks for NAME under `scripts` of package.json. Without it npm stops with "Missing script", and with
      it the container or the build.

      Name one of the scripts that there are, or add it.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: web
          root: ./api
          port: 3000
          build: { dockerfile: api/Dockerfile }
          start: npm run server
                 ^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: web
          root: ./api
          port: 3000
          build: { dockerfile: api/Dockerfile }
          start: npm run serve
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "api/package.json",
          """
          {
            "name": "api",
            "scripts": {
              "build": "tsc",
              "serve": "node dist/main.js"
            }
          }
          """),
        ExampleFile(
          "api/Dockerfile",
          """
          FROM node:22-bookworm-slim
          COPY . .
          """),
      ]), foreign: .speaks)
}
