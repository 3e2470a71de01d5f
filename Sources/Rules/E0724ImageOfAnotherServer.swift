package import Diagnostics
import Engines
import Resolution
import Model

extension DiagnosticKind {
  package static let imageOfAnotherServer = DiagnosticKind(
    "E0724", "image-of-another-server",
    summary: "the image of a database is that of another server",
    explanation: """
      The type of a service decides what is written for it: configuration, health check, variables and the commands that
      dump and restore. With the image of another server none of that fits: the container starts, the health check never
      succeeds, and no service finds its database.

      Choose the type that belongs to the image, or the image that belongs to the type. For a server without a type of
      its own use `type: store`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          version: 18
          image: mongo:7
                 ^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          image: postgres:18-alpine
      """)
}

/// The image of a database that runs another server.
package enum ImageOfAnotherServer: Check {
  package static var kind: DiagnosticKind { .imageOfAnotherServer }

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
          found.type.map { "write `type: \($0.word)`" } ?? "write `type: store`, with the `port` of what it runs",
          "or delete `image`: then `\(service.type.word)` brings its own",
        ]
      }
    }
  }

  /// The other server that the image of a database holds, and its type where there is one.
  static func otherServer(of service: ServiceSymbol) -> (name: String, type: ServiceType?)? {
    guard service.traits.contains(.data), let text = service.declaration.image?.text, let own = service.type.engine,
      case .success(let image) = ImageReference.parse(text)
    else { return nil }
    let name = image.shortName
    // Also under the name of a mirror.
    if own.flavor == name || own.isServed(by: name) || image.hubRepository.map(own.isServed) == true { return nil }
    let other = ServiceTypes.words.first { type in
      guard type.word != service.type.word, let engine = type.engine else { return false }
      return engine.flavor == name || engine.isServed(by: name) || image.hubRepository.map(engine.isServed) == true
    }
    return other != nil || others.contains(name) ? (name, other) : nil
  }
}
