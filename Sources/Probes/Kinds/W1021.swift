package import Diagnostics

extension DiagnosticKind {
  package static let credentialInDockerfile = DiagnosticKind(
    "W1021", "credential-in-dockerfile", tunable: true,
    summary: "a Dockerfile writes a secret into the image",
    explanation: """
      `ENV` and `ARG` values are part of the image: `docker history` and `docker inspect` show them to whoever can pull
      it, and every layer cache on the way has a copy. A later line that overwrites the variable does not take it out.

      Values that the process needs come from the topology: declare the name under `secrets:` and list it under `use:`.
      For values that only the build needs there is `build: { secrets: [NAME] }`, which mounts them for single commands
      and leaves nothing behind.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: web
          root: ./api
          port: 8000
          build: { dockerfile: api/Dockerfile }
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
          port: 8000
          build: { dockerfile: api/Dockerfile }
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "api/Dockerfile",
          """
          FROM node:22-bookworm-slim
          ENV SESSION_SECRET=kx83hVq2
          CMD ["node", "server.js"]
          """)
      ],
      passingFiles: [
        ExampleFile(
          "api/Dockerfile",
          """
          FROM node:22-bookworm-slim
          CMD ["node", "server.js"]
          """)
      ]))
}
