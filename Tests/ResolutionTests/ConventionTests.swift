import Resolution
import Model
import Testing

@Suite struct ConventionTests {
  @Test(arguments: [
    ("DATABASE_URL", "url<postgresql>"), ("SHOP_DATABASE_URL", "url<postgresql>"),
    ("DATABASE_READ_URL_1", "url<postgresql>"), ("REDIS_URL", "url<redis|rediss>"),
    ("CACHE_REDIS_URL", "url<redis|rediss>"), ("NEXT_PUBLIC_API_URL", "url"), ("SMTP_PORT", "port"), ("PORT", "port"),
    ("MY_CORS_ORIGINS", "list<origin>"), ("ALLOWED_HOSTS", "list<host>"), ("DB_HOSTNAME", "host"), ("DEBUG", "bool"),
    ("FEATURE_X", "bool"), ("ENABLE_MAIL", "bool"), ("MAIL_ENABLED", "bool"), ("FROM_EMAIL", "email"),
    ("ENVIRONMENT", "string"), ("DB_POOL_SIZE", "int"), ("DB_MAX_OVERFLOW", "int"), ("BACKUP_CRON", "cron"),
    ("CELERY_BROKER_URL", "url<redis|rediss>"), ("MYSQL_URL", "url<mysql|mariadb>"),
    ("MONGO_DATABASE_URL", "url<mongodb|mongodb+srv>"), ("SHOP_MONGO_URL", "url<mongodb|mongodb+srv>"),
    ("RABBITMQ_URL", "url<amqp|amqps>"), ("SHOP_AMQP_URL", "url<amqp|amqps>"),
    ("PG_DSN", "url<postgresql>"), ("POSTGRES_DSN", "url<postgresql>"), ("DATABASE_DSN", "url<postgresql>"),
    ("BROKER_DSN", "url"), ("SENTRY_DSN", "url<https>"), ("STRIPE_PRICE_ID_PRO", "string"),
    ("OPENAI_API_KEY", "string"),
    // The longer pattern before the shorter.
    ("FEATURE_URL", "bool"), ("FEATURE_X_ENDPOINT", "url"), ("ENABLE_TIMEOUT", "int"),
    ("FEATURE_SEARCH_PERCENT", "int(0..100)"), ("FEATURE_SEARCH_ROLLOUT", "int(0..100)"),
    ("CHECKOUT_ROLLOUT", "int(0..100)"), ("FEATURE_PERCENT", "bool"), ("FEATURE_PERCENT_SHOWN", "bool"),
  ])
  func expects(_ name: String, _ type: String) {
    #expect(Conventions.convention(for: name)?.types.first?.description == type)
  }

  @Test(arguments: [
    "X", "URL", "_URL", "SMTP_USER", "JWT_ALGORITHM", "ENABLED", "FEATURE_", "PORTAL", "", "database_url",
  ])
  func expectsNothing(_ name: String) {
    let row = Conventions.convention(for: name)
    #expect(row == nil || name == "FEATURE_", "\(row?.name ?? "")")
  }

  @Test func everyRowIsFoundByItsOwnName() {
    #expect(Set(Conventions.all.map(\.name)).count == Conventions.all.count)
    for row in Conventions.all {
      #expect(Conventions.convention(for: row.name.replacing("*", with: "QZ"))?.name == row.name)
      if let pattern = row.pattern { #expect(throws: Never.self) { try Pattern.parse(pattern.expression).get() } }
    }
  }

  @Test func aDriverPassesWherePythonReads() throws {
    let row = try #require(Conventions.convention(for: "DATABASE_URL"))
    let context = LiteralContext(name: "DATABASE_URL", isByConvention: true, isPythonConsumer: true)
    let python = row.types(isPythonConsumer: true)
    let node = row.types(isPythonConsumer: false)
    let text = "postgresql+asyncpg://h/d"
    #expect(python.contains { $0.check(literal: text, context)?.message == nil })
    #expect(!node.contains { $0.check(literal: text, context)?.message == nil })
    #expect(ValueType.url([URLScheme("postgresql", driver: "asyncpg")]).isSubtype(of: python[0]))
    #expect(!ValueType.url([URLScheme("postgresql", driver: "asyncpg")]).isSubtype(of: node[0]))
    let note = row.note(for: "DATABASE_URL", found: .url("amqp"))
    #expect(
      note
        == "by its name `DATABASE_URL` holds the URL of a database; if not, write `DATABASE_URL: { value: …, type: url<amqp> }`"
    )
  }

  /// What a variable takes by its name, as SQLAlchemy, Prisma and Celery do.
  @Test(arguments: [
    ("DATABASE_URL", "sqlite:////data/app.db"), ("DATABASE_URL", "sqlite+aiosqlite:///app.db"),
    ("DATABASE_URL", "sqlite://"), ("DATABASE_URL", "file:./dev.db"), ("DATABASE_URL", "mysql+pymysql://h/d"),
    ("DATABASE_URL", "mongodb+srv://h.example/d"), ("MONGO_DATABASE_URL", "mongodb://h/d"),
    ("CELERY_BROKER_URL", "amqp://h:5672"), ("CELERY_BROKER_URL", "sqs://"), ("CELERY_BROKER_URL", "rediss://h"),
    ("CELERY_BROKER_URL", "sqla+sqlite:///x.db"), ("CELERY_RESULT_BACKEND", "rpc://"),
    ("CELERY_RESULT_BACKEND", "db+postgresql://h/d"), ("CELERY_RESULT_BACKEND", "django-db"),
    ("CELERY_RESULT_BACKEND", "cache+memcached://h:11211"), ("CELERY_RESULT_BACKEND", "mongodb://h/d"),
    // Some schemes say enough alone; django-environ's `EMAIL_URL` has several.
    ("EMAIL_URL", "consolemail://"), ("CACHE_URL", "memory://"), ("STORAGE_URL", "file:///x"), ("X_DSN", "dummy://"),
    ("EMAIL_URL", "smtp://user@mail.example.com:25"), ("DATABASE_DSN", "postgresql:///app"),
    // S3-compatible stores number their keys as they like.
    ("AWS_ACCESS_KEY_ID", "GK31c2f218a2e44f485b94239e"), ("AWS_ACCESS_KEY_ID", "DO00ABCDEFGHIJKLMNOP"),
  ])
  func accepts(_ name: String, _ text: String) throws {
    #expect(try problems(name, text).contains(nil), "\(name)=\(text)")
  }

  @Test(arguments: [
    ("DATABASE_URL", "redis://h"), ("DATABASE_URL", "amqp://h"), ("DATABASE_URL", "hello"),
    ("CELERY_BROKER_URL", "https://h"), ("CELERY_BROKER_URL", "postgresql://h/d"), ("MONGO_URL", "redis://h"),
    ("CELERY_RESULT_BACKEND", "django"), ("EMAIL_URL", "https://"), ("PG_DSN", "postgresql://"), ("PG_DSN", "hello"),
    ("EMAIL_URL", "smtp://"),
  ])
  func refuses(_ name: String, _ text: String) throws {
    #expect(try !problems(name, text).contains(nil), "\(name)=\(text)")
  }

  private func problems(_ name: String, _ text: String) throws -> [String?] {
    guard let row = Conventions.convention(for: name) else { return [nil] }
    let context = LiteralContext(name: name, isByConvention: true, isPythonConsumer: true)
    return row.types(isPythonConsumer: true).map { $0.check(literal: text, context)?.message }
  }
}
