extension ForeignProofTests {
  private static func store(_ keys: String) -> Files {
    [("docker-compose.yml", "services:\n  store:\n    \(keys.split(separator: "\n").joined(separator: "\n    "))\n")]
  }

  private static func database(_ command: String, memory: String?) -> Files {
    store(
      "image: postgres:18\nenvironment: { POSTGRES_PASSWORD: \"${P:?set it in .env}\" }\ncommand: postgres \(command)\n"
        + (memory.map { "mem_limit: \($0)" } ?? "restart: always"))
  }

  private static func redis(_ command: String, _ more: String) -> Files {
    store("image: redis:8\ncommand: redis-server \(command)\n\(more)")
  }

  private static let worker =
    "\n  worker:\n    image: registry.example.com/worker:1\n    environment: { CELERY_BROKER_URL: \"redis://store:6379/0\" }"

  /// What is written about the servers of stores.
  static let ofStores = [
    Case(
      code: "E0703", place: "docker-compose.yml:4", speaks: redis("--maxmemory 512mb", "mem_limit: 512m"),
      silent: redis("--maxmemory 256mb", "mem_limit: 512m")),
    Case(
      code: "E0705", place: "docker-compose.yml:5", speaks: database("-c shared_buffers=1GB", memory: "512m"),
      silent: database("-c shared_buffers=1GB", memory: nil)),
    Case(
      code: "W0706", place: "docker-compose.yml:5", speaks: database("-c shared_buffers=768MB", memory: "1g"),
      silent: database("-c shared_buffers=256MB", memory: "1g")),
    Case(
      code: "W0707", place: "docker-compose.yml:5", speaks: database("-c effective_cache_size=2GB", memory: "1g"),
      silent: database("-c effective_cache_size=768MB", memory: "1g")),
    Case(
      code: "W0715", place: "docker-compose.yml:4",
      speaks: [
        (
          "docker-compose.yml",
          "services:\n  store:\n    image: redis:8\n    command: redis-server --maxmemory-policy allkeys-lru" + worker
            + "\n"
        )
      ],
      silent: [
        (
          "docker-compose.yml",
          "services:\n  store:\n    image: redis:8\n    command: redis-server --maxmemory-policy noeviction" + worker
            + "\n"
        )
      ]),
    Case(
      code: "E0711", place: "docker-compose.yml:5",
      speaks: store(
        "image: redis:8\nvolumes: [ \"data:/data\" ]\ndeploy: { replicas: 2 }") + [],
      silent: store("image: redis:8\ndeploy: { replicas: 2 }")),
    Case(
      code: "W1022", place: "redis.conf:2",
      speaks: redis("/etc/redis/redis.conf", "volumes: [ \"./redis.conf:/etc/redis/redis.conf\" ]")
        + [("redis.conf", "maxmemory 200mb\nsave 900 1   # a quarter of an hour\n")],
      // The image starts its server without a file.
      silent: redis("--appendonly yes", "volumes: [ \"./redis.conf:/etc/redis/redis.conf\" ]")
        + [("redis.conf", "maxmemory 200mb\nsave 900 1   # a quarter of an hour\n")]),
  ]
}
