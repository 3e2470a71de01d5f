package import Diagnostics

extension DiagnosticKind {
  package static let volumeOwner = DiagnosticKind(
    "W0627", "volume-owner", tunable: true,
    summary: "an image that runs as an ordinary user cannot write to its volume",
    explanation: """
      Railway mounts a volume as root's over the image's own directory, so what the image's `RUN chown` did is hidden. A
      process with another user gets `EACCES` at its first write, and nothing of it shows before.

      infracc writes a start for images that it generates: it begins as root, hands the directory over, and gives root
      up. An image with a Dockerfile of its own starts as that file says.

      Give the service the variable `RAILWAY_RUN_UID: "0"`, and let its start command or entrypoint `chown` the directory
      and change the user with `setpriv` or `gosu`; or remove `USER` from the Dockerfile. Where the user never writes to
      the volume, allow the finding with that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        bot:
          type: worker
          root: ./bot
          build: { dockerfile: bot/Dockerfile }
          volumes: { /data: 1GiB }
                   ^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        bot:
          type: worker
          root: ./bot
          build: { dockerfile: bot/Dockerfile }
          volumes: { /data: 1GiB }
          variables: { RAILWAY_RUN_UID: "0" }
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "bot/Dockerfile",
          """
          FROM python:3.12-slim-bookworm
          USER 1000
          CMD ["python", "-m", "http.server"]
          """)
      ]))
}
