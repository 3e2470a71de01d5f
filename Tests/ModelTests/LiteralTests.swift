import Diagnostics
import Model
import Testing

@Suite struct LiteralTests {
  /// The literal after the replacement.
  static func repaired(_ text: String, _ replacement: ValueProblem.Replacement) -> String {
    var bytes = Array(text.utf8)
    bytes.replaceSubrange(replacement.range ?? 0..<bytes.count, with: replacement.text.utf8)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("port", "587"), ("bool", "true"), ("bool", "false"), ("bool", "1"), ("bool", "0"), ("int", "-5"),
    ("float", "1.5e3"),
    ("host", "smtp.sendgrid.net"), ("host", "10.0.0.1"), ("host", "[::1]"), ("host", "my_db"), ("domain", "a.example"),
    ("hostport", "a:1"), ("email", "a.b+c@example.com"), ("uuid", "123e4567-e89b-12d3-a456-426614174000"),
    ("json", #"{"a": [1, -2.5e3, "x\n", null]}"#), ("origin", "*"), ("origin", "https://app.example.com"),
    ("origin", "http://localhost:3000"), ("list<origin>", "https://a.example, https://b.example"),
    ("list<origin>", "*"),
    ("list<origin>", #"["https://a.example", "https://b.example"]"#), ("url", "https://a.example/x?y#z"),
    ("url", "sqlite:///./x.db"), ("url<postgresql>", "postgres://u:p@h/db"), ("url<redis|rediss>", "rediss://h:6379/0"),
    ("enum(a, b)", "b"), ("duration", "30s"), ("cron", "0 3 * * *"), ("list<host>", "a.example,b.example"),
    ("url<mongodb+srv>", "mongodb+srv://c.example"), ("string", "anything"),
  ])
  func accepts(_ type: String, _ text: String) {
    #expect(ValueTypeTests.type(type).check(literal: text, LiteralContext(name: "X"))?.message == nil)
  }

  @Test(
    arguments: [
      ("port", "587x", "E0405", "x", nil), ("port", "70000", "E0405", "70000", nil), ("port", "x", "E0405", "x", nil),
      ("bool", "True", "W0411", "True", "true"), ("bool", "yes", "W0411", "yes", "true"),
      ("bool", "on", "W0411", "on", "true"),
      ("bool", "off", "W0411", "off", "false"), ("bool", "maybe", "E0405", "maybe", nil),
      ("int", "12a", "E0405", "a", nil),
      ("int(1..5)", "6", "E0405", "6", nil), ("int", "-", "E0405", "-", nil), ("int", "", "E0405", "", nil),
      ("host", "https://a.example", "E0405", "https://a.example", nil), ("host", "a.example:80", "E0405", ":80", nil),
      ("duration", "5 min", "E0405", "5 min", "5m"), ("enum(a, b)", "A", "E0405", "A", "a"),
      ("origin", "https://a.example/", "E0408", "/", "https://a.example"),
      ("origin", "https://a.example/app?x", "E0408", "/app?x", "https://a.example"),
      ("origin", "https://A.example", "E0408", "https://A.example", "https://a.example"),
      ("origin", "a.example", "E0408", "a.example", "https://a.example"),
      ("origin", "localhost:3000", "E0408", "localhost:3000", "http://localhost:3000"),
      ("origin", "ftp://a.example", "E0408", "ftp", nil), ("origin", "https://u@a.example", "E0408", "u", nil),
      ("origin", "https://a.example:99999", "E0408", "99999", nil), ("origin", "https://", "E0408", "https://", nil),
      (
        "list<origin>", "https://tradesense.ai,https://www.tradesense.ai/", "E0408", "/",
        "https://tradesense.ai,https://www.tradesense.ai"
      ),
      ("list<origin>", "https://a.example,*", "E0408", "*", nil),
      ("list<int>", "1, 2x,3", "E0405", "x", nil),
      ("url", "example.com", "E0405", "example.com", nil), ("url", "/x", "E0405", "/x", nil),
      ("url", "https://", "E0405", "https://", nil), ("url", "https://h:x/", "E0405", "x", nil),
      ("url<postgresql>", "redis://h", "E0402", "redis", nil),
      ("url<postgresql>", "postgresql+asyncpg://h/d", "E0402", "postgresql+asyncpg", nil),
      (
        "url<postgresql+asyncpg>", "postgresql+asyncpg://h/d?a=b&sslmode=require", "E0404", "sslmode=require",
        "postgresql+asyncpg://h/d?a=b&ssl=require"
      ),
      ("json", "{a}", "E0405", "{a}", nil), ("uuid", "x", "E0405", "x", nil), ("email", "a@", "E0405", "a@", nil),
    ] as [(String, String, String, String, String?)])
  func refuses(_ type: String, _ text: String, _ code: String, _ place: String, _ fixed: String?) throws {
    let problem = try #require(ValueTypeTests.type(type).check(literal: text, LiteralContext(name: "X")))
    #expect(problem.kind.code == code)
    #expect(String(decoding: Array(text.utf8)[problem.range], as: UTF8.self) == place)
    #expect(problem.replacement.map { Self.repaired(text, $0) } == fixed)
    if let fixed { #expect(ValueTypeTests.type(type).check(literal: fixed, LiteralContext(name: "X"))?.message == nil) }
  }

  @Test func pythonDoesNotTakeThePostgresScheme() throws {
    let python = LiteralContext(name: "READ_URL", isByConvention: true, isPythonConsumer: true)
    let text = "postgres://replica.internal:5432/tradesense"
    for type in ["url", "url<postgresql>"] {
      let problem = try #require(ValueTypeTests.type(type).check(literal: text, python))
      #expect(problem.kind.code == "E0403")
      #expect(problem.range == 0..<8)
      #expect(problem.replacement.map { Self.repaired(text, $0) } == "postgresql://replica.internal:5432/tradesense")
    }
    #expect(ValueType.url("redis").check(literal: text, python)?.kind.code == "E0402")
  }

  @Test func conventionsAreLenient() {
    let context = LiteralContext(name: "X", isByConvention: true, ignoresCase: true)
    for (type, text) in [
      ("port", ""), ("url", "/static/"), ("list<host>", "*,.example.com,*.example.com"), ("enum(info)", "INFO"),
      ("email", "Shop <a@b.example>"),
    ] {
      #expect(ValueTypeTests.type(type).check(literal: text, context)?.message == nil, "\(text)")
    }
    #expect(ValueTypeTests.type("enum(info)").check(literal: "Info", context) != nil)
  }

  @Test func messagesNameBothKinds() {
    let problem = ValueType.url("postgresql").check(literal: "redis://h", LiteralContext(name: "DATABASE_URL"))
    #expect(problem?.message == "`DATABASE_URL` expects a PostgreSQL URL, found a Redis URL")
    #expect(ValueType.port.check(literal: "587x", LiteralContext(name: "X"))?.message == "`587x` is not a port")
  }

  @Test func urlsAreTakenApart() throws {
    let url = try #require(URLText("postgresql+asyncpg://u:p@h.example:5432/db?a=1&b#f"))
    #expect(url.scheme == URLScheme("postgresql", driver: "asyncpg"))
    #expect(url.host == "h.example" && url.port == "5432")
    #expect(url.userRange == 21..<24 && url.pathRange == 39..<42)
    #expect(url.parameters.map(\.name) == ["a", "b"])
    #expect(URLText("http://[::1]:80/")?.host == "[::1]")
    #expect(URLText("http://[::1]/")?.port == nil)
    #expect(URLText("mailto:x") == nil)
  }
}
