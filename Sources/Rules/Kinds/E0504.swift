package import Diagnostics

extension DiagnosticKind {
  package static let secretInBuildArgument = DiagnosticKind(
    "E0504", "secret-in-build-argument",
    summary: "a secret is passed as a build argument",
    explanation: """
      Build arguments are recorded in the image: `docker history` prints them, and so does every registry that holds
      the image. Whoever may pull it may read them, and deleting a file in a later step does not help.

      A build secret is mounted for a single step and leaves no trace in any layer.

      Name the secret under `build.secrets` instead of `build.args`. In a Dockerfile of your own, read it with
      `RUN --mount=type=secret,id=NAME`. What only the running process needs belongs under `use:` or `variables:`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        LICENSE_KEY: generate
      services:
        api:
          type: fastapi
          build:
            args:
              LICENSE_KEY: $<<shared.LICENSE_KEY>>
                           ^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        LICENSE_KEY: generate
      services:
        api:
          type: fastapi
          build:
            secrets: [LICENSE_KEY]
      """)
}
