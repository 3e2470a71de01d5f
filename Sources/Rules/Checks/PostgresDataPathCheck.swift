import Resolution
package import Diagnostics
import Model

/// A volume at the path where PostgreSQL 18 and later keep nothing (notes of the official image on `PGDATA`).
package enum PostgresDataPathCheck: Check {
  package static var kind: DiagnosticKind { .postgresDataPath }

  private static let old = "/var/lib/postgresql/data"
  private static let new = "/var/lib/postgresql"

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
  private static func majorVersion(of image: String) -> Int? {
    guard case .success(let reference) = ImageReference.parse(image), let tag = reference.tag,
      reference.registry == nil || reference.registry == "docker.io",
      reference.repository == "postgres" || reference.repository == "library/postgres"
    else { return nil }
    return Int(tag.prefix { $0.isASCII && $0.isNumber })
  }
}
