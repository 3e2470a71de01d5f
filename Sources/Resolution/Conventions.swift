package import Model

/// What the name of a variable says about its value, where nobody wrote a type.
package struct NameConvention: Sendable {
  /// A regular expression that belongs to the name, and how people write it.
  package struct BuiltInPattern: Sendable, Hashable {
    package let expression: String
    package let shape: String
  }

  /// The name, or a pattern with one `*` at its beginning or end.
  package let name: String
  /// What is expected; a value of any of these types passes. The first one is named in messages.
  package let types: [ValueType]
  package var pattern: BuiltInPattern?
  /// The words of an enumeration may be written in capitals.
  package var ignoresCase = false
  /// Where a driver may follow the scheme, if Python may read the value.
  package var allowsDriver = false
  /// What the value is, where that is shorter than all of its types: `the URL of a database`.
  package var meaning: String?
  /// Where the row comes from, for those that rest on a provider's rule.
  package var source = ""

  /// The expected types for one reader of the value.
  package func types(isPythonConsumer: Bool) -> [ValueType] {
    guard allowsDriver, isPythonConsumer else { return types }
    return types.map { type in
      guard case .url(let schemes) = type else { return type }
      return .url(schemes + schemes.map { URLScheme($0.name, driver: "*") })
    }
  }

  /// How findings name it.
  /// - Parameter found: what the value is instead, where that is known and has a name.
  package func note(for variable: String, found: ValueType? = nil) -> String {
    let words = meaning ?? types.map(\.inWords).joined(separator: " or ")
    let type = found.map { $0 == .never ? ValueType.string : $0 } ?? .string
    return "by its name `\(variable)` holds \(words); if not, write `\(variable): { value: …, type: \(type) }`"
  }
}

/// The table of names. Exact names come before patterns, longer patterns before shorter ones.
package enum Conventions {
  package static func convention(for name: String) -> NameConvention? {
    if let row = exact[name] { return row }
    var best: NameConvention?
    if let last = name.utf8.lastIndex(of: UInt8(ascii: "_")), last != name.startIndex {
      // The rows of one ending are in order of length, and all of an ending's names end with that word.
      best = bySuffix[String(name[last...])]?.first { row in
        let ending = row.name.utf8.dropFirst()
        return name.utf8.count > ending.count && name.utf8.suffix(ending.count).elementsEqual(ending)
      }
    }
    for row in prefixes where name.utf8.count >= row.name.utf8.count && name.utf8.starts(with: row.name.utf8.dropLast())
    {
      if row.name.utf8.count > best?.name.utf8.count ?? 0 { best = row }
    }
    return best
  }

  private static let exact: [String: NameConvention] = Dictionary(
    uniqueKeysWithValues: all.filter { !$0.name.contains("*") }.map { ($0.name, $0) })

  /// By the last word of the ending: `*_DATABASE_URL` and `*_URL` stand under `_URL`, the longer one first.
  private static let bySuffix: [String: [NameConvention]] = {
    var table: [String: [NameConvention]] = [:]
    for row in all where row.name.hasPrefix("*") {
      guard let last = row.name.lastIndex(of: "_") else { continue }
      table[String(row.name[last...]), default: []].append(row)
    }
    return table.mapValues { rows in rows.sorted { $0.name.utf8.count > $1.name.utf8.count } }
  }()

  private static let prefixes = all.filter { $0.name.hasSuffix("*") }

  /// Every row, in the order of the printed table.
  package static let all: [NameConvention] = databases + network + switches + providers

  private static func rows(_ names: [String], _ types: ValueType...) -> [NameConvention] {
    names.map { NameConvention(name: $0, types: types) }
  }

  private static func url(_ schemes: String...) -> ValueType { .url(schemes.map { URLScheme($0) }) }

  /// Any driver may follow the scheme: `db+postgresql://`.
  private static func url(anyDriverOf scheme: String) -> ValueType {
    .url([URLScheme(scheme), URLScheme(scheme, driver: "*")])
  }

  private static func withDrivers(_ rows: [NameConvention]) -> [NameConvention] {
    rows.map { row in
      var row = row
      row.allowsDriver = true
      return row
    }
  }

  private static let otherDatabases: [ValueType] = [
    url("mysql", "mariadb"), url("mongodb", "mongodb+srv"), url("sqlite"), url("sqlserver", "mssql"),
  ]

  private static func meaning(_ meaning: String, _ rows: [NameConvention]) -> [NameConvention] {
    rows.map { row in
      var row = row
      row.meaning = meaning
      return row
    }
  }

  private static func database(_ names: [String]) -> [NameConvention] {
    meaning(
      "the URL of a database", names.map { NameConvention(name: $0, types: [.url("postgresql")] + otherDatabases) })
  }

  /// Of databases the code chooses which; what Celery takes is in its documentation (5.5, "Backends and Brokers" and
  /// "Result backend settings", 2025).
  private static let databases: [NameConvention] =
    withDrivers(
      database(["DATABASE_URL", "*_DATABASE_URL", "DB_URL", "SQLALCHEMY_DATABASE_URI", "DATABASE_READ_URL_*"])
        + rows(["POSTGRES_URL"], .url("postgresql"))
        + rows(["MYSQL_URL", "*_MYSQL_URL", "MYSQL_DATABASE_URL", "MARIADB_URL"], url("mysql", "mariadb")))
    + rows(
      [
        "MONGO_URL", "MONGO_URI", "MONGODB_URL", "MONGODB_URI", "*_MONGO_URL", "*_MONGO_URI", "MONGO_DATABASE_URL",
        "MONGODB_DATABASE_URL",
      ], url("mongodb", "mongodb+srv"))
    + rows(["REDIS_URL", "*_REDIS_URL"], url("redis", "rediss"))
    + rows(["AMQP_URL", "*_AMQP_URL", "RABBITMQ_URL", "CLOUDAMQP_URL"], url("amqp", "amqps"))
    + meaning(
      "the URL of a broker",
      rows(
        ["CELERY_BROKER_URL", "BROKER_URL"], url("redis", "rediss"), url("amqp", "amqps", "pyamqp"),
        url("sqs", "sentinel", "kafka", "confluentkafka", "gcpubsub", "filesystem", "memory"),
        url(anyDriverOf: "sqla"), url("mongodb")))
    + meaning(
      "the address of a result backend",
      rows(
        ["CELERY_RESULT_BACKEND", "RESULT_BACKEND"], url("redis", "rediss"), url("amqp", "amqps", "rpc"),
        url("sentinel", "mongodb", "mongodb+srv", "s3", "gs", "file", "elasticsearch", "cassandra", "dynamodb", "riak"),
        url(anyDriverOf: "db"), url(anyDriverOf: "cache"),
        .enumeration(["rpc", "django-db", "django-cache", "cache", "disabled"])))

  private static let network: [NameConvention] =
    rows(["PORT", "*_PORT"], .port)
    + rows(
      [
        "ALLOWED_ORIGINS", "CORS_ORIGINS", "CORS_ORIGINS_STR", "*_CORS_ORIGINS", "CORS_ALLOWED_ORIGINS", "CORS_ORIGIN",
      ], .list(.origin))
    + rows(["ALLOWED_HOSTS"], .list(.host))
    + rows(["*_URL", "*_URI"], .url([]))
    + rows(["*_ENDPOINT"], .url([]), .hostport)
    + rows(["*_HOST", "*_HOSTNAME"], .host)
    + rows(["*_EMAIL", "EMAIL_FROM"], .email)
    + [
      NameConvention(
        name: "SENTRY_DSN", types: [.url("https")], source: "Sentry's documentation of the DSN, as of 2025")
    ]

  private static let switches: [NameConvention] =
    rows(["DEBUG", "FEATURE_*", "*_ENABLED", "ENABLE_*"], .bool)
    + [
      NameConvention(
        name: "LOG_LEVEL",
        types: [.enumeration(["trace", "debug", "info", "warning", "warn", "error", "critical"])], ignoresCase: true)
    ]
    + rows(["NODE_ENV"], .enumeration(["production", "development", "test"]))
    + rows(["ENVIRONMENT", "APP_ENV", "RAILS_ENV"], .string)
    + rows(
      ["*_TIMEOUT", "*_MINUTES", "*_SECONDS", "*_MB", "WEB_CONCURRENCY", "*_POOL_SIZE", "*_MAX_OVERFLOW"], .int)
    + rows(["*_SCHEDULE", "*_CRON"], .cron)

  private static func provider(
    _ name: String, _ expression: String, _ shape: String, _ source: String
  ) -> NameConvention {
    NameConvention(
      name: name, types: [.string], pattern: NameConvention.BuiltInPattern(expression: expression, shape: shape),
      source: source)
  }

  private static let providers: [NameConvention] = [
    provider(
      "STRIPE_SECRET_KEY", "(sk|rk)_(live|test)_[A-Za-z0-9]+", "sk_live_…", "Stripe: API keys, as of 2025"),
    provider("STRIPE_PUBLISHABLE_KEY", "pk_(live|test)_[A-Za-z0-9]+", "pk_live_…", "Stripe: API keys, as of 2025"),
    provider(
      "STRIPE_WEBHOOK_SECRET", "whsec_[A-Za-z0-9+/=_-]+", "whsec_…", "Stripe: webhook signatures, as of 2025"),
    provider("STRIPE_PRICE_ID_*", "price_[A-Za-z0-9_]+", "price_…", "Stripe: the Price object, as of 2025"),
    provider("OPENAI_API_KEY", "sk-[A-Za-z0-9_-]+", "sk-…", "OpenAI: API keys, as of 2025"),
    provider("ANTHROPIC_API_KEY", "sk-ant-[A-Za-z0-9_-]+", "sk-ant-…", "Anthropic: API keys, as of 2025"),
    provider(
      "SENDGRID_API_KEY", "SG\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+", "SG.…", "Twilio SendGrid: API keys, as of 2025"),
    provider("AWS_ACCESS_KEY_ID", "(AKIA|ASIA)[A-Z0-9]{16}", "AKIA…", "AWS IAM: unique identifiers, as of 2025"),
    provider("SLACK_BOT_TOKEN", "xoxb-[A-Za-z0-9-]+", "xoxb-…", "Slack: token types, as of 2025"),
  ]
}

extension Conventions {
  /// Whether the name of a variable sounds like a secret, see `SecretNames`.
  package static func soundsSecret(_ name: String) -> Bool { SecretNames.soundSecret(name) }
}
