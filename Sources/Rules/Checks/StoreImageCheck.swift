import Resolution
package import Diagnostics
import Model

/// The image of a database that runs another server.
package enum StoreImageCheck: Check {
  package static var kind: DiagnosticKind { .imageOfOtherServer }

  /// Last parts of the names of images that hold a server of their own, as Docker Hub has them.
  private static let others: Set<String> = [
    "cassandra", "clickhouse", "cockroachdb", "couchdb", "elasticsearch", "etcd", "influxdb", "kafka", "mariadb",
    "memcached", "minio", "mongo", "mongodb", "mysql", "nats", "neo4j", "nginx", "opensearch", "rabbitmq", "traefik",
  ]

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let node = service.declaration.image, let found = otherServer(of: service) else { continue }
      context.report(
        kind, at: node.span, path: "services.\(service.name).image",
        "`\(found.name)` is not an image of \(service.type.summary)"
      ) {
        $0.help = [
          found.type.map { "write `type: \($0.name)`" } ?? "give the service the type of what it runs",
          "or delete `image`: then `\(service.type.name)` brings its own",
        ]
      }
    }
  }

  /// The other server that the image of a database holds, and its type where there is one.
  static func otherServer(of service: ServiceSymbol) -> (name: String, type: ServiceType?)? {
    guard !service.traits.isDisjoint(with: .databases), let text = service.declaration.image?.text,
      case .success(let image) = ImageReference.parse(text)
    else { return nil }
    let name = image.shortName
    let other = ServiceTypes.all.first { type in
      type.name != service.type.name && !type.traits.isDisjoint(with: .databases)
        && (type.name == name || type.serverImages.contains { $0.repository == name })
    }
    return other != nil || others.contains(name) ? (name, other) : nil
  }
}
