package import Diagnostics
import Resolution
import Model

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
      """, foreign: .speaks)
}

/// A volume at the path where PostgreSQL 18 and later keep nothing (notes of the official image on `PGDATA`).
package enum PostgresDataPath: Check {
  package static var kind: DiagnosticKind { .postgresDataPath }

  package static let old = "/var/lib/postgresql/data"
  package static let new = "/var/lib/postgresql"

  package static func run(in context: CheckContext) {
    for service in context.services where !service.declaration.volumes.isEmpty {
      guard let image = service.declaration.image?.text, let version = majorVersion(of: image), version >= 18 else {
        continue
      }
      for volume in service.declaration.volumes where volume.name == old || volume.name == old + "/" {
        context.report(
          kind, at: volume.nameSpan, path: "services.\(service.name).volumes",
          "PostgreSQL \(version) does not keep its data in `\(old)`"
        ) {
          if let node = service.declaration.image { $0.secondary = [.init(node.span, "refuses to start with it")] }
          $0.help = ["mount the volume at `\(new)`"]
          $0.fixes = [FixIt("write `\(new)`", .unsafe, [.init(volume.nameSpan, new)])]
        }
      }
    }
  }

  /// 18 of `postgres:18-alpine`; nil for other images.
  package static func majorVersion(of image: String) -> Int? {
    guard case .success(let reference) = ImageReference.parse(image), let tag = reference.tag,
      reference.registry == nil || reference.registry == "docker.io",
      reference.repository == "postgres" || reference.repository == "library/postgres"
    else { return nil }
    return Int(tag.prefix { $0.isASCII && $0.isNumber })
  }
}
