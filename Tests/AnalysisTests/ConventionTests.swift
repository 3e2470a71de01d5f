import Analysis
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
    ("SENTRY_DSN", "url<https>"), ("STRIPE_PRICE_ID_PRO", "string"), ("OPENAI_API_KEY", "string"),
    // The longer pattern before the shorter.
    ("FEATURE_URL", "bool"), ("FEATURE_X_ENDPOINT", "url"), ("ENABLE_TIMEOUT", "int"),
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
    #expect(
      row.note(for: "DATABASE_URL")
        == "by its name `DATABASE_URL` holds a PostgreSQL URL; if not, write `DATABASE_URL: { value: …, type: string }`"
    )
  }
}
