package import Diagnostics

extension DiagnosticKind {
  package static let runValueAtBuild = DiagnosticKind(
    "E0605", "run-value-at-build",
    summary: "a build needs a value that exists only at run time",
    explanation: """
      An image is built once and then started many times. The number of a replica, the identifier of a deployment or
      a port that the platform hands out belong to one of these starts: while the image is built they do not exist.

      Build arguments and variables that go into the browser (`NEXT_PUBLIC_*`) are fixed during the build. A
      platform would put an empty text there, and it would stay in the image for good.

      Read the value in the running process: move the variable to `variables:` of the service, without
      `when: build`. For a label that differs per environment, use what is known while building, such as
      `environment.name`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          build:
            args:
              BUILD_LABEL: $<<self.RAILWAY_REPLICA_ID>>
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          build:
            args:
              BUILD_LABEL: $<<environment.name>>
      """)
}
