import Resolution
import Syntax
import Testing

@Suite struct RecogniserTests {
  @Test(arguments: [
    "your-secure-random-secret-key-here", "[YOUR_KEY]", "your-secret-key-here", "sk_live_...",
    "https://xxx@sentry.io/xxx",
    "SG.xxx", "xxx", "XXXX-XXXX", "changeme", "change-me", "CHANGE_ME_IN_PRODUCTION", "please-change-me", "<api key>",
    "<your-key>", "replace-me", "YOUR_API_KEY", "...", "price_...", "https://hooks.slack.com/services/YOUR/WEBHOOK/URL",
    "postgres://<user>:<password>@host/db", "whsec_xxx", "put-key-here", "sk_live_51abc...", "placeholder", "[API KEY]",
    "change me", "your_password", "sk_test_xxxxxxxx", "sk_live_…",
  ])
  func placeholders(_ text: String) { #expect(Placeholders.isPlaceholder(text)) }

  @Test(arguments: [
    "", "a", "true", "587", "info", "smtp.sendgrid.net", "hello@tradesense.example.com", "https://api.example.com/v1",
    "Loading...", "find-your-way", "Tell us your name", "exchangemeter", "[::1]", "[\"a\",\"b\"]", "wish-you-were-here",
    "todo", "placeholder.png", "xxl", "%(asctime)s <%(name)s>", "apikey", "HS256", "production", "price_pro_test",
    "Shop <hello@shop.example>", "https://your-frontend-domain.railway.app", "s3://bucket/key", "app:create_app",
    "python -m http.server", "a < b", "[0-9]+", "https://example.com/xx", "/api/health", "maxxx", "gpt-4o-mini",
    "[info]",
    "you're welcome", "there", "changed-methods", "https://shop.example/change-password", "x", "us-east-1",
  ])
  func normalValues(_ text: String) { #expect(!Placeholders.isPlaceholder(text), "\(text)") }

  @Test func secretNamesNeedLess() {
    #expect(Placeholders.isPlaceholder("abc...", isSecretName: true))
    #expect(Placeholders.isPlaceholder("todo", isSecretName: true))
    #expect(!Placeholders.isPlaceholder("abc...", isSecretName: false))
  }

  @Test(
    arguments: [
      ("your-frontend-domain.railway.app", Placeholders.DomainProblem.placeholder), ("yourdomain.com", .placeholder),
      ("api.your-site.dev", .placeholder), ("<host>", .placeholder),
      ("gayed-backend.railway.app", .outsideOfZone(platform: "Railway", zone: ".up.railway.app")),
      ("gayed-backend.up.railway.app", nil), ("docs.railway.app", nil), ("app.example.com", nil), ("a.example", nil),
      ("backend.railway.internal", nil), ("railway.app", nil), ("yourwelcome.org", nil),
    ] as [(String, Placeholders.DomainProblem?)])
  func domains(_ host: String, _ expected: Placeholders.DomainProblem?) {
    #expect(Placeholders.placeholderDomain(host) == expected)
  }

  @Test(arguments: [
    ("localhost", true), ("LOCALHOST", true), ("127.0.0.1", true), ("127.1.2.3", true), ("[::1]", true),
    ("app.localhost", true), ("0.0.0.0", false), ("127.example.com", false), ("example.com", false),
    ("localhost.de", false),
    ("127.0.0.x", false),
  ])
  func loopback(_ host: String, _ expected: Bool) { #expect(Placeholders.isLoopback(host) == expected) }

  /// Put together here, so that no scanner takes this file for a leak.
  static let tail = "a8Kd93kfLq0Zx7Vb2Nm5Qw1Er4Ty6Ui0"

  @Test(arguments: [
    ("sk_" + "live_51" + tail, "a Stripe live key"), ("rk_" + "test_" + tail, "a Stripe test key"),
    ("gh" + "p_" + tail + "abcd", "a GitHub token"), ("AK" + "IAIOSFODNN7EXAMPLE", "an AWS access key"),
    ("sk-" + "ant-api03-" + tail, "an Anthropic key"), ("sk-" + "proj-" + tail, "an OpenAI key"),
    ("SG" + "." + tail + "." + tail, "a SendGrid key"), ("xo" + "xb-12345-" + tail, "a Slack token"),
    ("-----BEGIN RSA PRIVATE KEY-----\nabc", "a private key"),
    ("key=" + "AI" + "za" + tail + "xyz", "a Google API key"),
  ])
  func credentials(_ text: String, _ what: String) throws {
    let match = try #require(Credentials.find(in: text))
    #expect(match.what == what)
    #expect(match.range.upperBound == text.utf8.count && match.visible <= 4)
  }

  @Test(arguments: [
    "sk_live_...", "sk_test_xxxxxxxxxxxxxxxx", "price_pro_test", "SGML.dtd", "risk-assessment-of-the-new-shop-frontend",
    "AKIAB", "task_live_" + "1234567890abcdef", "https://eyJ.example.com", "key-value", "postgres", "hf_hub",
    "disk-based-storage-for-everything-we-have", "-----BEGIN CERTIFICATE-----\nabc", "", "npm_config_loglevel",
  ])
  func noCredentials(_ text: String) { #expect(Credentials.find(in: text) == nil) }

  @Test func randomness() {
    #expect(Credentials.looksRandom(Self.tail))
    #expect(!Credentials.looksRandom("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"))
    #expect(!Credentials.looksRandom("short8Kd93kf"))
    #expect(!Credentials.looksRandom("/var/lib/app/Keys_2024-Backup-Jq9"))
    #expect(!Credentials.looksRandom("https://a8Kd93kfLq0Zx7Vb2Nm5Qw1.example"))
    #expect(!Credentials.looksRandom("the quick brown fox jumps over it"))
    // 16 different characters, each twice: exactly 4 bits.
    #expect(Credentials.looksRandom("0123456789abcdef0123456789abcdef"))
    #expect(!Credentials.looksRandom("0123456789abcde00123456789abcde0"))
  }

  @Test func livenessOfKeys() {
    #expect(Credentials.liveness(of: "sk_live_x") == "live")
    #expect(Credentials.liveness(of: "rk_test_x") == "test")
    #expect(Credentials.liveness(of: "other") == nil)
  }

  @Test(arguments: [
    ("$API_URL", "$API_URL", "$<<API_URL>>"), ("http://${HOST}:80", "${HOST}", "$<<HOST>>"),
    ("${X:-y\"z}", "${X:-y\"z}", "$<<X ?? \"y\\\"z\">>"), ("${X-}", "${X-}", "$<<X ?? \"\">>"),
    ("${X:?needed}", "${X:?needed}", "$<<X>>"), ("{{ X }}", "{{ X }}", "$<<X>>"),
    ("{{.Values.x}}", "{{.Values.x}}", "$<<Values.x>>"),
    ("$(MY_VAR)", "$(MY_VAR)", "$<<MY_VAR>>"), ("a %APPDATA% b", "%APPDATA%", "$<<APPDATA>>"),
    ("$<X>", "$<X>", "$<<X>>"),
    ("${db.HOST}", "${db.HOST}", "$<<db.HOST>>"), ("é $X", "$X", "$<<X>>"),
  ])
  func foreignReferences(_ text: String, _ place: String, _ translation: String) throws {
    let found = ForeignReferences.find(in: text)
    #expect(found.count == 1)
    let reference = try #require(found.first)
    #expect(String(decoding: Array(text.utf8)[reference.range], as: UTF8.self) == place)
    #expect(reference.translation == translation)
    #expect(ReferenceText.parse(reference.translation).1.isEmpty)
  }

  @Test(arguments: [
    "pre $$<<not.a.ref>> $$${{nor.this}} $$x $5", "$2b$12$KIXQabcdefghijklmnopqu", "$argon2id$v=19$m=65536$abc$def",
    "$5", "100%", "%E2%82%AC", "%H%M%S", "%(asctime)s", "a $ b", "$", "${", "{{", "{{}}", "$()", "$<", "50%OFF", "",
    "$${X}",
    "{\"a\": {\"b\": 1}}",
  ])
  func noForeignReferences(_ text: String) { #expect(ForeignReferences.find(in: text) == [], "\(text)") }

  @Test func realReferencesAreLeftOut() {
    let text = "$<<a.b ?? \"$X\">> $Y"
    let excluded = ReferenceText.parse(text).0.references.map(\.range)
    #expect(ForeignReferences.find(in: text, excluding: excluded).map(\.name) == ["Y"])
  }

  @Test func anyTextIsScanned() {
    let pieces = [
      "$", "{", "}", "%", "X", "(", ")", "<", ">", ":", "-", " ", "é", "$$", "sk_", "...", "@", "//", "xxx",
    ]
    var state: UInt64 = 3
    for _ in 0..<4_000 {
      var text = ""
      for _ in 0..<8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int((state >> 33) % UInt64(pieces.count))]
      }
      let found = ForeignReferences.find(in: text)
      var last = 0
      for reference in found {
        #expect(reference.range.lowerBound >= last && reference.range.upperBound <= text.utf8.count)
        last = reference.range.upperBound
      }
      _ = Placeholders.isPlaceholder(text)
      _ = Credentials.find(in: text)
      _ = Credentials.looksRandom(text)
    }
  }
}
