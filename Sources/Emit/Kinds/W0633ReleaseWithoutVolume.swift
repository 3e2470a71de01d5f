package import Diagnostics

extension DiagnosticKind {
  package static let releaseWithoutVolume = DiagnosticKind(
    "W0633", "release-without-volume", tunable: true,
    summary: "a release command runs without the volume of its service",
    explanation: """
      Railway runs the release command in a container of its own, before the new version starts, and mounts no volume
      there. What the command writes to that directory is thrown away with the container, without an error.

      A release command that migrates a database server is right: it needs no volume. One that prepares files on the
      volume (an index, uploads, a model) does nothing. infracc moves the command into the start only where a variable
      names a database file on the volume, such as `sqlite:////data/app.db`.

      Put the command in front of the server in `start`, or allow the finding where the command needs no file.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: fastapi
          release: python -m app.index
                   ^^^^^^^^^^^^^^^^^^^
          volumes: { /data: 1GiB }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: fastapi
          start: python -m app.index && exec uvicorn main:app --host 0.0.0.0 --port $PORT
          volumes: { /data: 1GiB }
      """)
}
