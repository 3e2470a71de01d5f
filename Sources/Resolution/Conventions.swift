import Engines
import IR
package import Model

/// What the name of a variable says about its value, where no type is written. An object: every variable refers to one.
package final class NameConvention: Sendable {
  /// A regular expression that belongs to the name, and how people write it.
  package struct BuiltInPattern: Sendable, Hashable {
    package let expression: String
    package let shape: String
  }

  /// The name, or a pattern with one `*` at its beginning or end.
  package let name: String
  /// What is expected; a value of any of these types passes. The first one is named in messages.
  package let types: [ValueType]
  package let pattern: BuiltInPattern?
  /// The words of an enumeration may be written in capitals.
  package let ignoresCase: Bool
  /// Where a driver may follow the scheme, if Python may read the value.
  package let allowsDriver: Bool
  /// What the value is, where that is shorter than all of its types: `the URL of a database`.
  package let meaning: String?
  /// Where the row comes from, for those that rest on a provider's rule.
  package let source: String

  init(
    name: String, types: [ValueType], pattern: BuiltInPattern? = nil, ignoresCase: Bool = false,
    allowsDriver: Bool = false, meaning: String? = nil, source: String = ""
  ) {
    self.name = name
    self.types = types
    self.pattern = pattern
    self.ignoresCase = ignoresCase
    self.allowsDriver = allowsDriver
    self.meaning = meaning
    self.source = source
  }

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
    var name = name
    let index: Int? = name.withUTF8 { bytes in
      var best: Int?
      var bestRank = 0
      for (index, form) in forms.enumerated() where form.rank > bestRank && form.holds(bytes) {
        (best, bestRank) = (index, form.rank)
      }
      return best
    }
    return index.map { all[$0] }
  }

  /// What a row asks of a name.
  private struct Form {
    private enum Place {
      case whole
      case end
      case beginning
      /// As many bytes precede the `*`; the others follow it.
      case around(Int)
    }

    private let place: Place
    /// Without the `*`.
    private let bytes: [UInt8]
    /// Of several rows that a name has, the one with the largest rank counts: a whole name before the longest part,
    /// and an ending before a beginning of the same length.
    let rank: Int

    init(_ row: String) {
      bytes = row.utf8.filter { $0 != UInt8(ascii: "*") }
      let before = row.utf8.prefix { $0 != UInt8(ascii: "*") }.count
      switch before {
      case row.utf8.count: (place, rank) = (.whole, .max)
      case 0: (place, rank) = (.end, bytes.count * 2 + 1)
      case bytes.count: (place, rank) = (.beginning, bytes.count * 2)
      default: (place, rank) = (.around(before), bytes.count * 2)
      }
    }

    func holds(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
      switch place {
      case .whole: name.count == bytes.count && name.elementsEqual(bytes)
      case .end: name.count > bytes.count && name[(name.count - bytes.count)...].elementsEqual(bytes)
      case .beginning: name.count > bytes.count && name[..<bytes.count].elementsEqual(bytes)
      case .around(let before):
        name.count > bytes.count && name[..<before].elementsEqual(bytes[..<before])
          && name[(name.count - bytes.count + before)...].elementsEqual(bytes[before...])
      }
    }
  }

  private static let forms = all.map { Form($0.name) }

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
      NameConvention(name: row.name, types: row.types, allowsDriver: true, meaning: row.meaning)
    }
  }

  /// Any database: those of the engines, and those without one.
  private static let anyDatabase: [ValueType] =
    StoreEngines.all.filter { $0.abilities.contains(.databases) }.compactMap(\.scheme).map {
      .url($0.accepted.map { URLScheme($0) })
    } + [url("sqlite", "file"), url("sqlserver", "mssql")]

  private static func meaning(_ meaning: String, _ rows: [NameConvention]) -> [NameConvention] {
    rows.map { row in
      NameConvention(name: row.name, types: row.types, meaning: meaning)
    }
  }

  /// Names that speak of the stores of one engine.
  private static func urls(of isMeant: (StoreEngine.Scheme) -> Bool) -> [NameConvention] {
    StoreEngines.all.flatMap { engine -> [NameConvention] in
      guard let scheme = engine.scheme else {
        // Without a scheme of its own it speaks HTTP.
        return isMeant(StoreEngine.Scheme("http")) ? rows(engine.urlNames, url("http", "https")) : []
      }
      guard isMeant(scheme) else { return [] }
      return rows(engine.urlNames, .url(scheme.accepted.map { URLScheme($0) }))
    }
  }

  /// URLs of stores where jobs can wait.
  private static let queues = ValueType.url(
    StoreEngines.all.filter { $0.abilities.contains(.queue) }.flatMap { $0.scheme?.all ?? [] }.map { URLScheme($0) })

  private static func database(_ names: [String]) -> [NameConvention] {
    meaning(
      "the URL of a database", names.map { NameConvention(name: $0, types: anyDatabase) })
  }

  /// Of databases the code chooses which; what Celery takes is in its documentation (5.5, "Backends and Brokers" and
  /// "Result backend settings", 2025).
  private static let databases: [NameConvention] =
    withDrivers(
      database([
        "DATABASE_URL", "*_DATABASE_URL", "DB_URL", "SQLALCHEMY_DATABASE_URI", "DATABASE_READ_URL_*", "DATABASE_DSN",
      ])
        + urls(of: { !$0.drivers.isEmpty }))
    + urls(of: { $0.drivers.isEmpty })
    + meaning(
      "the URL of a broker",
      rows(
        ["CELERY_BROKER_URL", "BROKER_URL"], queues, url("amqp", "amqps", "pyamqp"),
        url("sqs", "sentinel", "kafka", "confluentkafka", "gcpubsub", "filesystem", "memory", "mongodb"),
        url(anyDriverOf: "sqla")))
    + meaning(
      "the address of a result backend",
      rows(
        ["CELERY_RESULT_BACKEND", "RESULT_BACKEND"], queues, url("amqp", "amqps", "rpc"),
        url("sentinel", "mongodb", "mongodb+srv", "s3", "gs", "file", "elasticsearch", "cassandra", "dynamodb", "riak"),
        url(anyDriverOf: "db"), url(anyDriverOf: "cache"),
        .enumeration(["rpc", "django-db", "django-cache", "cache", "disabled"])))

  private static let network: [NameConvention] =
    rows(["PORT", "*_PORT"], .port)
    + rows(
      [
        "ALLOWED_ORIGINS", "CORS_ORIGINS", "CORS_ORIGINS_STR", "*_CORS_ORIGINS", "CORS_ALLOWED_ORIGINS", "CORS_ORIGIN",
      ], .list(.origin))
    + rows(["CSRF_TRUSTED_ORIGINS", "*_TRUSTED_ORIGINS"], .list(.origin))
    + rows(["ALLOWED_HOSTS", "*_ALLOWED_HOSTS"], .list(.host))
    + rows(["*_URL", "*_URI", "*_DSN"], .url([]))
    + rows(["*_ENDPOINT"], .url([]), .hostport)
    + rows(["S3_ENDPOINT*", "AWS_ENDPOINT_URL*"], url("http", "https"))
    + buckets
    + rows(["*_HOST", "*_HOSTNAME"], .host)
    + rows(["*_EMAIL", "EMAIL_FROM"], .email)
    + [
      NameConvention(
        name: "SENTRY_DSN", types: [.url("https")], source: "Sentry's documentation of the DSN, as of 2025")
    ]

  /// AWS, "General purpose bucket naming rules", as of 2025; Google's buckets may have `_` as well.
  private static let buckets = ["S3_BUCKET", "*_S3_BUCKET", "AWS_BUCKET", "*_BUCKET_NAME"].map { name in
    NameConvention(
      name: name, types: [.string],
      pattern: NameConvention.BuiltInPattern(expression: "[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]", shape: "my-bucket"),
      source: "AWS: bucket naming rules, as of 2025")
  }

  private static let switches: [NameConvention] =
    rows(["DEBUG", "FEATURE_*", "*_ENABLED", "ENABLE_*"], .bool)
    // Shares of users that a feature is switched on for.
    + rows(["FEATURE_*_PERCENT", "*_ROLLOUT"], .int(0...100))
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
    provider("SLACK_BOT_TOKEN", "xoxb-[A-Za-z0-9-]+", "xoxb-…", "Slack: token types, as of 2025"),
  ]
}

extension Conventions {
  /// Whether the name of a variable sounds like a secret, see `SecretNames`.
  package static func soundsSecret(_ name: String) -> Bool { SecretNames.soundSecret(name) }
}
