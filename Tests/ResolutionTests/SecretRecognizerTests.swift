import Resolution
import Testing

/// What counts as a secret, both ways: by the words of a name, by the form of a value, and in parts of a value.
@Suite struct SecretRecognizerTests {
  @Test(arguments: [
    "SECRET_KEY", "ADMIN_TOKEN", "SENTRY_DSN", "DB_PASSWORD", "SMTP_PASS", "DB_PASS", "RABBITMQ_DEFAULT_PASS", "PASS",
    "PASSPHRASE", "SSH_KEY_PASSPHRASE", "GITHUB_PAT", "AZURE_DEVOPS_PAT", "SESSION_COOKIE_SECRET", "COOKIE_SECRET",
    "PGPASSWORD", "MYSQLPASSWORD", "STRIPE_KEY2", "API_KEY_2", "PASSWORD1", "SENTRY_AUTH_TOKEN", "MYSQL_PWD", "DB_PW",
    "CLIENTSECRET", "TS_AUTHKEY", "BOTTOKEN", "AWS_CREDS", "apiKey", "AccountKey", "access_token", "api-key",
    "SECRET_KEY_BASE", "AWS_SECRET_ACCESS_KEY", "DB_USER_PASSWORD",
  ])
  func soundsSecret(_ name: String) { #expect(SecretNames.soundSecret(name)) }

  @Test(arguments: [
    "", "_", "2", "STRIPE_PRICE_ID_PRO", "NEXT_PUBLIC_KEY", "ACCESS_TOKEN_EXPIRE_MINUTES", "JWT_ALGORITHM", "KEYBOARD",
    "PASSWORD_FILE", "MONKEY_NAME", "TOKEN_ID", "BYPASS", "COMPASS_URL", "PATH", "PAT_ID", "PAT_COUNT", "PASS_RATE",
    "PASSENGERS", "PASSPORT_URL", "PWD", "OLDPWD", "HOTKEY", "MONKEY", "STRIPE_PUBLISHABLE_KEY", "MAX_TOKENS",
    "SPATIAL", "GDPAT", "AUTHOR", "TOKENIZER", "DATABASE_URL", "LOG_LEVEL", "KEYS", "SECRETARY", "PATTERN", "COMPAT",
  ])
  func soundsLikeNoSecret(_ name: String) { #expect(!SecretNames.soundSecret(name)) }

  @Test(arguments: [
    ("JWT_SECRET_ALGORITHM", true), ("TOKEN_COOKIE_NAME", true), ("AUTH_USER", true), ("PASSWORD_HASHERS", true),
    ("S3_ACCESS_KEY", true), ("SESSION_COOKIE_SECRET", false), ("DB_USER_PASSWORD", false), ("URL_SIGNING_KEY", false),
    ("S3_SECRET_ACCESS_KEY", false), ("DB_PASS", false),
  ])
  func settings(_ name: String, _ expected: Bool) { #expect(SecretNames.nameSetting(name) == expected) }

  /// The parts of a text, with what is secret in braces.
  private static func shown(_ text: String, _ name: String = "") -> String {
    var bytes = Array(text.utf8)
    for match in SecretRecognizer.matches(in: text, named: name).sorted(by: {
      $0.range.lowerBound > $1.range.lowerBound
    }) {
      bytes.insert(UInt8(ascii: "}"), at: match.range.upperBound)
      bytes.insert(UInt8(ascii: "{"), at: match.range.lowerBound)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    "postgresql://u:{secret}@h/db", "amqps://user:{S3cretPassw0rd}@fish.example.net/user", "redis://:{pw}@h",
    "mongodb+srv://u:{p@ss}@h.example.net/db", "jdbc:postgresql://u:{p}@h/d", "clickhouse+native://a:{b}@h1,h2/x",
    "postgres://u:{pa/ss}@host/db", "tcp://a:{b}@h, tcp://c:{d}@h", "https://{u:p}@h".replacing("{u:p}", with: "u:{p}"),
    "https://api.example.com/v1?token={abcd1234}", "https://a.example/x?a=1&api_key={abcd1234}&b=2",
    "host=db user=app password={hunter2}", "Server=db;Password={hunter2};Database=shop",
    "DefaultEndpointsProtocol=https;AccountName=x;AccountKey={AAAABBBBCCCC==}", "app --api-key={abcd1234}",
    "smtp://a:{b}@h?password={cdef}", "x://$<<a.user>>:{pw}@$<<a.host>>/",
  ])
  func inValues(_ marked: String) {
    let text = marked.replacing("{", with: "").replacing("}", with: "")
    #expect(Self.shown(text) == marked)
  }

  @Test(arguments: [
    "postgresql://u@h/db", "postgresql://u:@h:1/db", "http://host:8080/path@x", "https://a.example/x?token=",
    "amqp://app:$<<shared.P>>@$<<nope.private_host>>", "amqp://app:${{shared.P}}@h", "amqp://app:$<<shared.P>@h",
    "amqp://app:$<<shared.P ?? \"a@b\">>@h/", "https://h/x?token=$<<shared.T>>", "https://h/x?key=shop&sort=asc",
    "https://h/cb?token_type=bearer", "postgres://h/db?sslmode=require&sslkey=/etc/key", "a=b c=d", "hello", "",
    "host=db password=<password>", "https://h/x?token=${TOKEN}", "https://h/?max_tokens=4096", "user@example.com",
  ])
  func notInValues(_ text: String) { #expect(Self.shown(text) == text) }

  @Test(
    "a line of code that reads a secret is shown, one that sets it is not",
    arguments: [
      ("SECRET_KEY=os.environ[\"SECRET_KEY\"]", ""), ("API_TOKEN=os.getenv('API_TOKEN')", ""),
      ("SECRET_KEY=hunter2hunter2", "hunter2hunter2"), ("SECRET_KEY=hunter2(hunter2", "hunter2(hunter2"),
    ])
  func lines(_ line: String, _ hidden: String) {
    let bytes = Array(line.utf8)
    #expect(WrittenSecrets.ranges(in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) }.joined() == hidden)
  }

  @Test func byName() {
    #expect(Self.shown("hunter2", "SMTP_PASS") == "{hunter2}")
    #expect(Self.shown("hunter2", "SESSION_COOKIE_SECRET") == "{hunter2}")
    #expect(Self.shown("hunter2", "COMPASS") == "hunter2")
    for harmless in ["true", "off", "3600", "/run/secrets/x", "https://id.example.com", "pk_live_x", "$<<shared.X>>"] {
      #expect(Self.shown(harmless, "API_TOKEN") == harmless)
    }
    #expect(Self.shown("<<redis.URL>>", "DSN") == "<<redis.URL>>")
    let address = "https://0123456789abcdef0123@o1.ingest.sentry.io/1"
    #expect(
      Self.shown(address, "SENTRY_DSN") == address.replacing("0123456789abcdef0123", with: "{0123456789abcdef0123}"))
    #expect(Self.shown("https://shop@h.example", "SENTRY_DSN") == "https://shop@h.example")
    let tail = RecogniserTests.tail
    #expect(SecretRecognizer.matches(in: tail, named: "API_TOKEN").map(\.ground) == [.random])
    #expect(SecretRecognizer.holdsSecret("guest:x", named: "RABBITMQ_DEFAULT_PASS"))
  }

  @Test func theReadersOwnMachine() {
    #expect(SecretRecognizer.matches(in: "amqp://guest:guest@localhost:5672").map(\.isLocal) == [true])
    #expect(SecretRecognizer.matches(in: "amqp://guest:guest@rabbit:5672").map(\.isLocal) == [false])
  }

  @Test func rangesLieInTheText() {
    let pieces = [
      "://", "u:", "p@", "@", "$<<", ">>", "a.b", "?token=", "&", "=", "é", "\"", "x", "/", " ", "localhost",
    ]
    var state: UInt64 = 11
    for _ in 0..<6_000 {
      var text = ""
      for _ in 0..<9 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int((state >> 33) % UInt64(pieces.count))]
      }
      let references = ReferenceRanges.find(in: text)
      for match in SecretRecognizer.matches(in: text, named: "TOKEN") {
        #expect(!match.range.isEmpty && match.range.upperBound <= text.utf8.count, "\(text)")
        #expect(!references.contains { $0.overlaps(match.range) }, "\(text)")
      }
    }
  }
}
