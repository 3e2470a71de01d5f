package import Diagnostics

extension DiagnosticKind {
  package static let movingImage = DiagnosticKind(
    "W1008", "moving-image", tunable: true,
    summary: "an image moves: it has no tag, or the tag `latest`",
    explanation: """
      A tag is a name that its owner may move, and `latest`, which is also meant when no tag is written, is moved with
      every release. What runs is then decided by the moment at which a machine last pulled: two replicas may differ, a
      restart may bring a new major version, and a rollback does not bring the old one back.

      Name a version, as exact as you want to be asked about updates: `redis:7`, `redis:7.4`, or a digest
      (`redis@sha256:…`), which can never change. `infracc fix` writes the version that the type has by default where
      the service keeps no files; where it does, a version that is older than those files could not read them, so
      look first which one runs.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          image: redis:latest
                 ^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          image: redis:7
      """)
}
