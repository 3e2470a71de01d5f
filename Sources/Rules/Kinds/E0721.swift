package import Diagnostics

extension DiagnosticKind {
  package static let postgresDataPath = DiagnosticKind(
    "E0721", "postgres-data-path",
    summary: "the volume is not where this version of PostgreSQL keeps its data",
    explanation: """
      Up to 17 the official image of PostgreSQL kept its data in `/var/lib/postgresql/data`. From 18 on it keeps them
      in a folder named after the version, `/var/lib/postgresql/18/docker`, and wants the volume one level higher, at
      `/var/lib/postgresql`, so that `pg_upgrade` finds old and new data on one volume.

      With the volume at the old place the container of 18 refuses to start; with an image that does not refuse, the
      data would lie beside the volume and be gone at the next deployment.

      Mount the volume at `/var/lib/postgresql`. Data of an older version must be carried over by `pg_upgrade` or a
      dump. A service of `type: postgres` has its volume in the right place by itself.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        legacy:
          type: worker
          image: postgres:18
          volumes: { /var/lib/postgresql/data: 10GiB }
                     ^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        legacy:
          type: worker
          image: postgres:18
          volumes: { /var/lib/postgresql: 10GiB }
      """)
}
