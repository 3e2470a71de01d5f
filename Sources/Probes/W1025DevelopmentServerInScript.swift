package import Diagnostics

extension DiagnosticKind {
  package static let developmentServerInScript = DiagnosticKind(
    "W1025", "development-server-in-script", tunable: true,
    summary: "`start` runs a script that starts a development server",
    explanation: """
      A development server compiles what is asked for when it is asked for, watches files, sends source code and stack
      traces to browsers, and takes a multiple of the memory. It serves one developer well, and users badly.

      Build once, when the image is made, and start what was built: `next build` and `next start`, `tsc` and
      `node dist/main.js`; files of Vite are served by a service of type `static`.
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
          start: npm start
                 ^^^^^^^^^
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
          start: npm start
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "api/package.json",
          """
          {
            "name": "api",
            "scripts": {
              "start": "nodemon server.js"
            }
          }
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
          "api/package.json",
          """
          {
            "name": "api",
            "scripts": {
              "start": "node server.js"
            }
          }
          """),
        ExampleFile(
          "api/Dockerfile",
          """
          FROM node:22-bookworm-slim
          COPY . .
          """),
      ]), foreign: .production)
}
