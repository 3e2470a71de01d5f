package import Diagnostics

extension DiagnosticKind {
  package static let buildArgumentNotDeclared = DiagnosticKind(
    "W1012", "build-argument-not-declared", tunable: true,
    summary: "a build value that the Dockerfile never asks for",
    explanation: """
      `docker build --build-arg NAME=value` gives a value only to Dockerfiles that ask for it with `ARG NAME`; for others
      it is dropped without a word. The build succeeds, and the program is made without the value: a page that calls
      `undefined/api`, a version that is empty.

      Write `ARG NAME` in the stage that needs it, below that stage's `FROM`: an `ARG` in front of the first `FROM` is
      seen by `FROM` lines only, and each stage begins anew. `infracc fix --unsafe` writes it into the stage that runs the
      build command; look at the Dockerfile afterwards.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        site:
          type: web
          root: ./site
          port: 3000
          build:
            dockerfile: site/Dockerfile
            args:
              API_BASE: https://api.shop.example.com
              ^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        site:
          type: web
          root: ./site
          port: 3000
          build:
            dockerfile: site/Dockerfile
            args:
              API_BASE: https://api.shop.example.com
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "site/Dockerfile",
          """
          FROM node:22-bookworm-slim
          WORKDIR /app
          COPY . .
          RUN npm ci && npm run build
          CMD ["node", "server.js"]
          """)
      ],
      passingFiles: [
        ExampleFile(
          "site/Dockerfile",
          """
          FROM node:22-bookworm-slim
          WORKDIR /app
          COPY . .
          ARG API_BASE
          RUN npm ci && npm run build
          CMD ["node", "server.js"]
          """)
      ]))
}
