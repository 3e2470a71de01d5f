package import Diagnostics
import Model
import Rules

/// E0721 for a compose file: a volume that is not where the image of PostgreSQL keeps its data.
package enum DataPathMissed: StackRule {
  package static var kind: DiagnosticKind { PostgresDataPath.kind }

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      // With another data directory the entrypoint of the image does not look at the volume
      // (docker-library/postgres, `docker-entrypoint.sh`, November 2026).
      guard let image = service.image, let version = image.known.flatMap(PostgresDataPath.majorVersion),
        !service.environment.contains(where: { $0.name == "PGDATA" })
      else { continue }
      let (right, wrong) =
        version >= 18 ? (PostgresDataPath.new, PostgresDataPath.old) : (PostgresDataPath.old, PostgresDataPath.new)
      let targets = service.mounts.compactMap { mount in mount.target.map { ($0.trimmedSlash, mount.targetSpan) } }
      guard !targets.contains(where: { $0.0 == right }), let (path, span) = targets.first(where: { $0.0 == wrong })
      else {
        continue
      }
      context.report(kind, at: span, "PostgreSQL \(version) does not keep its data in `\(path)`") {
        $0.secondary = [
          .init(
            image.span,
            version >= 18 ? "refuses to start with it" : "keeps them in an anonymous volume at `\(right)`")
        ]
        $0.remedies = [.mount(at: right, instead: span, losesNothing: version >= 18)]
      }
    }
  }
}

extension String {
  /// Without a slash at its end.
  fileprivate var trimmedSlash: String { count > 1 && hasSuffix("/") ? String(dropLast()) : self }
}
