/// What to take for a framework, a language or a server that has no type of its own.
struct TypeAdvice {
  let type: ServiceType
  let text: String

  /// - Parameter word: what was written as the type.
  static func of(_ word: String) -> TypeAdvice? { table[ServiceName.fold(word)] }

  private static let table: [String: TypeAdvice] = {
    var table: [String: TypeAdvice] = [:]
    func add(_ words: [String], _ type: ServiceType, _ text: (String) -> String) {
      for word in words { table[word] = TypeAdvice(type: type, text: text(word)) }
    }
    add(
      [
        "rails", "express", "node", "nodejs", "nest", "nestjs", "go", "golang", "laravel", "php", "spring",
        "java", "dotnet", "rust", "ruby", "phoenix", "elixir", "hono", "fastify", "remix", "nuxt", "sveltekit",
        "streamlit", "bun", "deno", "koa",
      ], .web
    ) { _ in
      "write `type: web` with `port:` and `build: { dockerfile: Dockerfile }`, or `type: worker` without a port"
    }
    for (word, image) in [
      ("rabbitmq", "rabbitmq:4"), ("kafka", "apache/kafka:4.0.0"), ("redpanda", "redpandadata/redpanda:v24.3.1"),
      ("memcached", "memcached:1.6"), ("nats", "nats:2"), ("elasticsearch", "elasticsearch:8.17.0"),
      ("opensearch", "opensearchproject/opensearch:2"), ("clickhouse", "clickhouse/clickhouse-server:25.3"),
      ("qdrant", "qdrant/qdrant:v1.13.4"), ("meilisearch", "getmeili/meilisearch:v1.13"),
      ("minio", "minio/minio:RELEASE.2025-04-22T22-12-26Z"), ("neo4j", "neo4j:5"), ("influxdb", "influxdb:2"),
    ] {
      add([word], .worker) { _ in "run its image, with a volume for its data: `type: worker`, `image: \(image)`" }
    }
    add(["nginx", "caddy", "traefik", "haproxy", "httpd", "apache"], .web) { word in
      "run its image: `type: web`, `image: \(word)`, `port: 80`; finished files alone are `type: static`"
    }
    add(["container", "docker", "image", "service", "app", "compose"], .web) { _ in
      "write `type: web` for what listens on a port, `type: worker` otherwise, with `image:` or a Dockerfile"
    }
    return table
  }()
}
