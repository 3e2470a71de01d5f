package import Diagnostics

extension DiagnosticKind {
  package static let replicasShareVolume = DiagnosticKind(
    "E0711", "replicas-share-volume",
    summary: "replicas would share one volume",
    explanation: """
      Each replica is a process of its own, and all of them would write the same files. Nearly no program is made for
      that: the second one finds a lock, or overwrites what the first has just written, and a database is destroyed.

      Keep one replica, or put the files where several may write: a bucket, a database, a service that owns the
      volume. A volume of the top level, which several services name, is meant to be shared and not reported.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        files:
          type: worker
          image: shop/files:1
          volumes: { /data: 1GiB }
          scale: { replicas: 3 }
                             ^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        files:
          type: worker
          image: shop/files:1
          volumes: { /data: 1GiB }
      """, foreign: .speaks)
}
