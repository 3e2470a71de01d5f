package import Model

/// What other platforms and libraries call the outputs of a service. Names are compared without letter case and without
/// `_` and `-`, so `connectionString` and `CONNECTION_STRING` are one.
///
/// Sources (2025): the variables of Vercel's Postgres and KV stores (`POSTGRES_URL`, `KV_URL`), the properties of Render's
/// blueprints (`connectionString`, `hostport`), Flask-SQLAlchemy's `SQLALCHEMY_DATABASE_URI`, Railway's older
/// `DATABASE_PRIVATE_URL`, and the variables of the official images of PostgreSQL and Redis.
package enum ForeignOutputs {
  /// The output that surely is meant; nil where the name is nobody's.
  package static func output(_ name: String, of service: ServiceSymbol) -> OutputDefinition? {
    let table =
      service.traits.contains(.postgres)
      ? postgres : service.traits.contains(.redis) ? redis : service.traits.contains(.web) ? web : [:]
    return table[fold(name)].flatMap(service.type.output)
  }

  private static func fold(_ name: String) -> String {
    String(
      decoding: name.lowercased().utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }, as: UTF8.self)
  }

  private static let postgres = index([
    "url": [
      "uri", "dsn", "connectionString", "connection_uri", "connection_url", "private_url", "POSTGRES_URL",
      "POSTGRES_URI",
      "POSTGRES_DSN", "POSTGRESQL_URL", "POSTGRESQL_URI", "POSTGRES_PRISMA_URL", "PG_URL", "PG_URI", "PG_DSN", "DB_URL",
      "DB_URI", "DB_DSN", "DATABASE_URI", "DATABASE_DSN", "DATABASE_PRIVATE_URL", "SQLALCHEMY_DATABASE_URI",
      "SQLALCHEMY_DATABASE_URL", "DATABASE_CONNECTION_STRING",
    ],
    "host": ["hostname", "private_host", "POSTGRES_HOST", "PG_HOST", "DB_HOST", "DATABASE_HOST"],
    "port": ["POSTGRES_PORT", "PG_PORT", "DB_PORT", "DATABASE_PORT"],
    "user": ["username", "POSTGRES_USER", "PG_USER", "DB_USER", "DB_USERNAME", "DATABASE_USER"],
    "password": ["POSTGRES_PASSWORD", "PG_PASSWORD", "DB_PASSWORD", "DB_PASS", "DATABASE_PASSWORD"],
    "database": [
      "dbname", "database_name", "POSTGRES_DB", "POSTGRES_DATABASE", "PG_DATABASE", "DB_NAME", "DB_DATABASE",
    ],
  ])

  private static let redis = index([
    "url": [
      "uri", "dsn", "connectionString", "connection_uri", "connection_url", "private_url", "REDIS_URI", "REDIS_DSN",
      "REDIS_PRIVATE_URL", "REDIS_CONNECTION_STRING", "REDIS_CONNECTION_URL", "KV_URL", "CACHE_URL", "VALKEY_URL",
    ],
    "host": ["hostname", "private_host", "REDIS_HOST", "REDIS_HOSTNAME", "VALKEY_HOST"],
    "port": ["REDIS_PORT", "VALKEY_PORT"],
    "user": ["username", "REDIS_USER", "REDIS_USERNAME"],
    "password": ["REDIS_PASSWORD", "REDIS_PASS", "REDIS_AUTH", "VALKEY_PASSWORD"],
  ])

  private static let web = index([
    "private_url": ["internal_url", "private_uri"],
    "private_host": ["host", "hostname", "internal_host", "private_domain"],
    "public_url": ["external_url", "RENDER_EXTERNAL_URL"],
    "public_domain": ["domain", "external_hostname", "RENDER_EXTERNAL_HOSTNAME"],
  ])

  private static func index(_ names: [String: [String]]) -> [String: String] {
    var outputs: [String: String] = [:]
    for (output, foreign) in names { for name in foreign { outputs[fold(name)] = output } }
    return outputs
  }
}
