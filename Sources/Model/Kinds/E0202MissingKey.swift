package import Diagnostics

extension DiagnosticKind {
  package static let missingKey = DiagnosticKind(
    "E0202", "missing-key",
    summary: "a required key is missing",
    explanation: """
      Some keys have no sensible default, so they must be written: `project` and `services` at the top level, `type`
      for a service (unless it is called `postgres` or `redis`), `port` for a `web` service, `schedule` for a `cron`
      job. A service for which no Dockerfile can be generated must say where its image comes from: `image`,
      `build.dockerfile`, `build.image_of` or `build.builder: railpack`.

      Without the key the compiler would have to guess. A guessed port, for example, gives a service that starts,
      looks healthy from inside and is never reached.

      Add the key; the report says which one and what it takes.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
        ^^^
          image: ghcr.io/example/api:1.4
          port: 8000
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: web
          image: ghcr.io/example/api:1.4
          port: 8000
      """)
}
