import IR

private let mebibyte = 1 << 20
private let gibibyte = 1 << 30

extension ServiceType {
  package static let postgres: ServiceType = {
    var type = ServiceType(
      "postgres", summary: "PostgreSQL", category: .postgres, traits: .postgres, cpuMilli: 1000, memory: gibibyte)
    type.aliases = ["postgresql", "pg", "psql", "postgis"]
    type.isImpliedByName = true
    type.defaultPort = 5432
    type.defaultStorage = 10 * gibibyte
    type.defaultVersion = Defaults.postgres
    type.serverImages = [
      .init("postgres"), .init("pgvector/pgvector", prefix: "pg"), .init("postgis/postgis"),
      .init("timescale/timescaledb", prefix: "pg"), .init("timescale/timescaledb-ha", prefix: "pg"),
    ]
    @Sendable func url(_ service: String, host: Expression, port: Expression) -> Expression {
      .url(
        URLExpression(
          scheme: "postgresql", user: .output(service: service, name: "user"),
          password: .secret(id: service + "/app_password"), host: host, port: port,
          path: .joined([.literal("/"), .output(service: service, name: "database")])))
    }
    type.outputs = [
      OutputDefinition("url", aliases: ["DATABASE_URL"], type: .url("postgresql"), isSecret: true, reach: .private) {
        url($0, host: .output(service: $0, name: "host"), port: .output(service: $0, name: "port"))
      },
      OutputDefinition(
        "public_url", aliases: ["DATABASE_PUBLIC_URL"], type: .url("postgresql"), isSecret: true, reach: .public,
        requires: .isPublicTCP
      ) {
        url($0, host: .output(service: $0, name: "public_host"), port: .output(service: $0, name: "public_port"))
      },
      OutputDefinition(
        "unpooled_url", aliases: ["DATABASE_UNPOOLED_URL"], type: .url("postgresql"), isSecret: true,
        reach: .private, requires: .pooler
      ) {
        url($0, host: .output(service: $0, name: "unpooled_host"), port: .output(service: $0, name: "port"))
      },
      part("host", "PGHOST", .host, reach: .private), part("port", "PGPORT", .port, phase: .compile),
      part("user", "PGUSER", .string, phase: .compile), part("database", "PGDATABASE", .string, phase: .compile),
      OutputDefinition("password", aliases: ["PGPASSWORD"], type: .string, isSecret: true) {
        .secret(id: $0 + "/app_password")
      },
    ]
    return type
  }()

  package static let redis: ServiceType = {
    var type = ServiceType(
      "redis", summary: "Redis", category: .redis, traits: .redis, cpuMilli: 500, memory: 256 * mebibyte)
    type.aliases = ["valkey", "keydb", "cache"]
    type.isImpliedByName = true
    type.defaultPort = 6379
    type.defaultVersion = Defaults.redis
    type.serverImages = [.init("redis")]
    @Sendable func url(_ service: String, host: Expression, port: Expression) -> Expression {
      .url(
        URLExpression(
          scheme: "redis", user: .literal("default"), password: .secret(id: service + "/password"),
          host: host, port: port))
    }
    type.outputs = [
      OutputDefinition("url", aliases: ["REDIS_URL"], type: .url("redis"), isSecret: true, reach: .private) {
        url($0, host: .output(service: $0, name: "host"), port: .output(service: $0, name: "port"))
      },
      OutputDefinition(
        "public_url", aliases: ["REDIS_PUBLIC_URL"], type: .url("redis"), isSecret: true, reach: .public,
        requires: .isPublicTCP
      ) {
        url($0, host: .output(service: $0, name: "public_host"), port: .output(service: $0, name: "public_port"))
      },
      part("host", "REDISHOST", .host, reach: .private), part("port", "REDISPORT", .port, phase: .compile),
      OutputDefinition("user", aliases: ["REDISUSER"], type: .string, phase: .compile) { _ in .literal("default") },
      OutputDefinition("password", aliases: ["REDISPASSWORD"], type: .string, isSecret: true) {
        .secret(id: $0 + "/password")
      },
    ]
    return type
  }()

  private static func part(
    _ name: String, _ alias: String, _ type: ValueType, reach: Marks.Reach? = nil, phase: Marks.Phase = .provision
  ) -> OutputDefinition {
    OutputDefinition(name, aliases: [alias], type: type, reach: reach, phase: phase) {
      .output(service: $0, name: name)
    }
  }
}
