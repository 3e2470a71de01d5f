package import Diagnostics

extension DiagnosticKind {
  package static let replicasWithVolume = DiagnosticKind(
    "E0908", "replicas-with-volume",
    summary: "a target allows no replicas on a service with a volume",
    explanation: """
      A volume on Railway is a disk that is attached to one running copy of a service. Railway refuses replicas for
      a service that has one, and the deployment would end there.

      Even where a platform allows it, two processes that write the same files without knowing of each other damage
      them.

      Keep one replica, or take the files out of the service: uploads belong into object storage such as S3,
      sessions and caches into Redis, data into PostgreSQL. Then the volume can go and the replicas may stay.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: fastapi
          volumes: { /data: 1GiB }
          scale: { replicas: 2 }
                             ^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: fastapi
          volumes: { /data: 1GiB }
      """,
    options: ExampleOptions(alsoExpected: ["W0907"]))
}
