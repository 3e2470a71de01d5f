import Diagnostics
import Foundation
import TestSupport
import Testing

/// One mistake in a clean example gives exactly the findings of that mistake: no other finding follows from it.
@Suite struct MutationTests {
  struct Mutation: Sendable, CustomTestStringConvertible {
    let example: Int
    let what: String
    let from: String
    let to: String
    let codes: [String]
    /// The file that is changed, below the folder of the example.
    var file = "topology.yaml"
    /// The text under the first finding; nil: not looked at.
    var marked: String?

    var testDescription: String { what }

    /// The same in a file of the code.
    func `in`(_ file: String) -> Mutation {
      var mutation = self
      mutation.file = file
      return mutation
    }

    /// Changes one of the files, and gives the topology.
    func applied(to code: inout [(path: String, text: String)]) throws -> String {
      if from.isEmpty {
        code.append((file, to))
      } else {
        let index = try #require(code.firstIndex { $0.path == file }, "the example has no such file any more")
        if from == Self.gone {
          code.remove(at: index)
        } else {
          let place = try #require(code[index].text.range(of: from), "the example has no such text any more")
          code[index].text.replaceSubrange(place, with: to)
        }
      }
      return try #require(code.first { $0.path == "topology.yaml" }).text
    }

    /// As `from`: the whole file.
    static let gone = "\u{0}"

    static func gayed(_ what: String, _ from: String, _ to: String, _ codes: String..., marked: String? = nil)
      -> Mutation
    {
      Mutation(example: 0, what: what, from: from, to: to, codes: codes, marked: marked)
    }

    static func tradesense(_ what: String, _ from: String, _ to: String, _ codes: String..., marked: String? = nil)
      -> Mutation
    {
      Mutation(example: 1, what: what, from: from, to: to, codes: codes, marked: marked)
    }
  }

  static let references: [Mutation] = [
    .gayed(
      "a service renamed in a reference", "$<<redis.REDIS_URL>>", "$<<rediss.REDIS_URL>>", "E0301", marked: "rediss"),
    .gayed(
      "a service renamed where it is declared", "  backtrader:\n", "  trader:\n", "E0301", "E0301", marked: "backtrader"
    ),
    .gayed("a Redis URL to a PostgreSQL driver", "postgres.DATABASE_URL", "redis.REDIS_URL", "E0416", marked: "driver"),
    .gayed("a PostgreSQL URL for Redis", "$<<redis.REDIS_URL>>", "$<<postgres.DATABASE_URL>>", "E0402"),
    .gayed("an unknown output", "redis.REDIS_URL", "redis.REDIS_URI", "E0302", marked: "REDIS_URI"),
    .gayed("wrong case", "postgres.DATABASE_URL", "postgres.Database_URL", "E0307", marked: "Database_URL"),
    .gayed("an unknown filter", "driver(", "drvier(", "E0309", marked: "drvier"),
    .gayed("an unknown driver", "\"asyncpg\"", "\"asyncpgg\"", "E0310"),
    .gayed("a reference that is never closed", "$<<redis.REDIS_URL>>", "$<<redis.REDIS_URL", "E0304"),
    .gayed("the other closing delimiter", "$<<redis.REDIS_URL>>", "$<<redis.REDIS_URL}}", "E0304"),
    .gayed("which network?", "$<<backtrader.private_url>>", "$<<backtrader.url>>", "E0317", marked: "url"),
    .gayed("itself in shell syntax", "$<<redis.REDIS_URL>>", "${REDIS_URL}", "E0316"),
    .gayed("another variable in shell syntax", "$<<backtrader.private_url>>", "$BT_URL", "W0311"),
    .gayed(
      "a service that is public nowhere in staging",
      "    public: true                      # a platform domain; production names its own\n", "", "E0306"),
    .gayed("a private address in the browser", "$<<backend.public_url>>", "$<<backend.private_url>>", "E0601"),
    .gayed("a secret in the browser", "$<<backend.public_url>>", "$<<shared.FRED_KEY>>", "E0503"),
    .tradesense("the store of another kind, inherited twice", "postgres.DATABASE_URL", "redis.REDIS_URL", "E0402"),
    .tradesense(
      "libpq's word for asyncpg", "with(sslmode=\"require\")>>", "driver(\"asyncpg\") | with(sslmode=\"require\")>>",
      "E0404", marked: "sslmode"),
    .tradesense(
      "self in a child without an address, which means its parent", "[$<<backend.origin>>]", "[$<<self.origin>>]"),
    .tradesense(
      "a variable that is not there", "SMTP_USER: apikey", "SMTP_USER: $<<SMTP_PASS>>", "E0314", marked: "SMTP_PASS"),
    .tradesense(
      "a reference cut by a flow mapping", "{ value: true, type: bool }", "{ value: ${{backend.X}}, type: bool }",
      "E0104"),
    .tradesense(
      "a disabled store", "      backup: { enabled: false }",
      "      backup: { enabled: false }\n      redis: { enabled: false }", "E0803"),
  ]

  static let schema: [Mutation] = [
    .gayed("no type", "    type: flask\n", "", "E0202", marked: "backtrader"),
    .gayed("an unknown type", "    type: fastapi", "    type: fastpai", "E0210", marked: "fastpai"),
    .gayed("a typo in a key", "    workers: 2 ", "    wokers: 2 ", "E0201", marked: "wokers"),
    .gayed("a typo in a key below", "max_connections: 100", "max_connection: 100", "E0201", marked: "max_connection"),
    .gayed("a typo in a key of the top", "\nservices:", "\nservces:", "E0201", marked: "servces"),
    .gayed(
      "a typo in a resource", "    resources: { cpu: 1, memory: 1GiB }\n    scale",
      "    resorces: { cpu: 1, memory: 1GiB }\n    scale", "E0201"),
    .tradesense(
      "a typo in a key of a secret", "{ source: external, pattern: \"sk_", "{ sorce: external, pattern: \"sk_", "E0201"),
    .tradesense(
      "a source as the key of a secret", "{ source: optional, type: url<https> }",
      "{ optional: true, type: url<https> }",
      "E0201", marked: "optional"),
    .gayed(
      "another tool's key", "    port: 8000\n", "    port: 8000\n    depends_on: [postgres]\n", "E0203",
      marked: "depends_on"),
    .gayed(
      "a health path in Railway's words", "    health: /health\n    objectives",
      "    healthcheckPath: /health\n    objectives", "E0203"),
    .gayed("a unit that is none", "memory: 1GiB, storage", "memory: 1G, storage", "E0213", marked: "1G"),
    .gayed("no unit", "memory: 1GiB, storage", "memory: 1024, storage", "E0211", marked: "1024"),
    .gayed("a duration without a unit", "statement_timeout: 25s", "statement_timeout: 25", "E0211", marked: "25"),
    .gayed("a word for a number", "    port: 5000", "    port: five", "E0205", marked: "five"),
    .gayed("a key twice", "    port: 5000", "    port: 5000\n    port: 5001", "E0107"),
    .gayed("a tab", "    port: 5000", "\tport: 5000", "E0106"),
    .gayed("a quote lost", "save: [\"900 1\"", "save: [\"900 1", "E0103"),
    .gayed("a quote lost at the end", "schedule: \"0 3 * * *\"", "schedule: \"0 3 * * *", "E0103"),
    .gayed("four fields of cron", "\"0 3 * * *\"", "\"0 3 * *\"", "E0218"),
    .gayed("an unknown target", "compose, procfile,", "composer, procfile,", "E0901", marked: "composer"),
    .gayed("no language version", "infracc: 1\n", "", "E0114"),
    .gayed("a language version to come", "infracc: 1\n", "infracc: 2\n", "E0114", marked: "2"),
    .gayed("no project", "project: gayed-signals\n", "", "E0202"),
    .gayed("a project with blanks", "project: gayed-signals\n", "project: Gayed Signals\n", "E0208"),
    .gayed(
      "an overlay of a service that is not there", "    services:\n      postgres:", "    services:\n      postgress:",
      "E0801", marked: "postgress"),
    .tradesense(
      "a parent that is not there", "    extends: backend                 #", "    extends: backnd                 #",
      "E0219", marked: "backnd"),
    .tradesense("no schedule", "    schedule: \"30 3 * * *\"\n", "", "E0202", marked: "backup"),
    .tradesense(
      "a misspelt schedule", "    schedule: \"30 3 * * *\"\n", "    shedule: \"30 3 * * *\"\n", "E0201",
      marked: "shedule"),
    .tradesense("an unknown policy", "policy: on-failure", "policy: on_failure", "E0206", marked: "on_failure"),
    .tradesense("an unknown kind", "kind: preview ", "kind: previews ", "E0206", marked: "previews"),
    .tradesense("a base that is not there", "from: staging", "from: stagin", "E0804", marked: "stagin"),
    .tradesense(
      "a typo in a long form", "{ value: false, type: bool }", "{ valu: false, type: bool }", "E0201", marked: "valu"),
    .tradesense("a long form without a value", "{ value: false, type: bool }", "{ type: bool }", "E0222"),
    .tradesense(
      "an unknown secret beside a secret", "differs_from: [SECRET_KEY]", "differs_from: [SECRET_KEYY]", "E0302",
      marked: "SECRET_KEYY"),
  ]

  static let meaning: [Mutation] = [
    .gayed(
      "a secret that is declared no more", "  FRED_KEY: external\n", "", "E0220", "E0220", "E0220", marked: "FRED_KEY"),
    .gayed("a name in use misspelt", "use: [SECRET_KEY, JWT", "use: [SECRET_KEYS, JWT", "E0220", marked: "SECRET_KEYS"),
    .gayed(
      "a secret that nothing uses", "  FRED_KEY: external\n", "  FRED_KEY: external\n  OTHER_KEY: external\n", "W0324",
      marked: "OTHER_KEY"),
    .gayed("a level that is none", "LOG_LEVEL: debug", "LOG_LEVEL: verbose", "E0405", marked: "verbose"),
    .gayed(
      "an environment by hand", "ENVIRONMENT: $<<environment.name>>", "ENVIRONMENT: production", "W0808",
      marked: "production"),
    .gayed("an address by hand", "$<<backtrader.private_url>>", "http://backtrader.railway.internal:5000", "W0325"),
    .gayed("a placeholder", "ENVIRONMENT: $<<environment.name>>", "API_TOKEN: your-api-token-here", "E0502"),
    .gayed("needs nobody", "    port: 8000\n", "    port: 8000\n    needs: [postgrs]\n", "E0301", marked: "postgrs"),
    .gayed(
      "services that wait for each other", "    port: 5000\n", "    port: 5000\n    needs: [frontend]\n", marked: nil),
    .gayed("memory that is not there", "work_mem: 2MiB\n", "work_mem: 8MiB\n", "E0705", "E0705"),
    .gayed("Redis without headroom", "maxmemory: auto  ", "maxmemory: 512MiB", "E0703"),
    .gayed(
      "keys and literal", "    variables:\n      DATABASE_URL", "    variables:\n      PORT: 8000\n      DATABASE_URL",
      "E0312", marked: "8000"),
    .tradesense(
      "no number", "ACCESS_TOKEN_EXPIRE_MINUTES: 30", "ACCESS_TOKEN_EXPIRE_MINUTES: soon", "E0405", marked: "soon"),
    .tradesense("no port", "SMTP_PORT: 587", "SMTP_PORT: 587x", "E0405"),
    .tradesense("no boolean", "{ value: true, type: bool }", "{ value: yep, type: bool }", "E0405", marked: "yep"),
    .tradesense("a pattern that is not met", "value: price_pro_test", "value: prod_test", "E0409"),
    .tradesense(
      "an origin with a path", "https://www.tradesense.example.com]", "https://www.tradesense.example.com/]", "E0408"),
    .tradesense("debugging in production", "DEBUG: false", "DEBUG: true", "W0814", marked: "true"),
    .tradesense(
      "a cycle of variables", "SMTP_USER: apikey", "SMTP_USER: $<<SMTP_HOST>>\n      SMTP_HOST: $<<SMTP_USER>>", "E0320"
    ),
  ]

  /// Mistakes that show only beside the code. An empty `from` adds a file.
  static let repository: [Mutation] = [
    .gayed("a name that the code does not know", "ALLOWED_ORIGINS: $", "ALLOWED_ORIGIN: $", "W1005"),
    .gayed(
      "a secret that the code needs", "TIINGO_API_KEY, ALPHA_VANTAGE_KEY, FRED_KEY,\n", "TIINGO_API_KEY, FRED_KEY,\n",
      "W1005"),
    .gayed("a path without a route", "health: /api/health", "health: /api/healthz", "W1014", marked: "/api/healthz"),
    .gayed(
      "a name that Flask forgot", "    workers: 2\n    resources: { cpu: 1, memory: 1GiB }\n    use",
      "    workers: 2\n    variables: { FLASK_ENV: production }\n    use", "W1011", marked: "FLASK_ENV"),
    .gayed(
      "no backup", "  production:\n    services:\n",
      "  production:\n    services:\n      postgres: { backup: null }\n", "W1010", marked: "backup"),
    .gayed("a version that has ended", "version: 15", "version: 13", "W1013", marked: "13"),
    .gayed("a name misspelt in code", "os.environ[\"LOG_LEVEL\"]", "os.environ[\"LOG_LEVELS\"]", "W1005").in(
      "backend/config.py"),
    .gayed("no uvicorn", "uvicorn==0.54.0\n", "", "W1007", marked: "backend").in("backend/requirements.txt"),
    .gayed("no alembic", "alembic==1.20.1\n", "", "W1007", marked: "alembic upgrade head").in(
      "backend/requirements.txt"),
    .gayed("no version", "fastapi==0.165.0", "fastapi", "W1001", marked: "./backend").in("backend/requirements.txt"),
    .gayed("no route", "@app.get(\"/health\")", "@app.get(\"/ready\")", "W1014", marked: "/health").in(
      "backend/main.py"),
    .gayed("no requirements", Mutation.gone, "", "W1002", marked: "./python-services/backtrader-analysis").in(
      "python-services/backtrader-analysis/requirements.txt"),
    .gayed("no lock file", Mutation.gone, "", "W1002", marked: ".").in("package-lock.json"),
    .gayed("no file for the route", Mutation.gone, "", "W1014", marked: "/api/health").in("app/api/health/route.js"),
    .gayed("no standalone output", "standalone", "export", "W1026", marked: ".").in("next.config.js"),
    .gayed("no script for the build", "\"build\"", "\"bild\"", "W1024").in("package.json"),
    .tradesense("a variable that settings demand", "      DEBUG: false\n", "", "W1005", marked: "backend"),
    .tradesense(
      "a name that settings do not know", "FROM_EMAIL: hello", "FROM_MAIL: hello", "W1005", marked: "FROM_MAIL"),
    .tradesense("a field more", "    SMTP_HOST: str\n", "    SMTP_HOST: str\n    SMTP_TIMEOUT: int\n", "W1005").in(
      "src/backend/settings.py"),
    .tradesense(
      "a default that everybody knows", "STRIPE_WEBHOOK_SECRET: SecretStr | None = None",
      "STRIPE_WEBHOOK_SECRET: str = \"whsec_dev\"", "W1020"
    ).in("src/backend/settings.py"),
    .tradesense("metrics for everybody", "@app.get(\"/features\")", "@app.get(\"/metrics\")", "W1016").in(
      "src/backend/main.py"),
    .tradesense("a Procfile", "", "web: gunicorn main:app\nclock: python clock.py\nflower: celery flower\n").in(
      "src/backend/Procfile"),
  ]

  static let judgement: [Mutation] = [
    .gayed("no health", "    health: /api/health\n", "", "W0609", marked: "frontend"),
    .gayed(
      "a health path without its slash", "health: /health\n    objectives", "health: health\n    objectives", "E0610"),
    .gayed("snapshots without storage", "memory: 512MiB, storage: 1GiB", "memory: 512MiB", "E0710"),
    .gayed(
      "the public address where the private one would do", "FASTAPI_BASE_URL: $<<backend.private_url>>",
      "FASTAPI_BASE_URL: $<<backend.public_url>>", "W0602"),
    .gayed(
      "the origin of somebody else", "$<<frontend.origins>>", "https://admin.gayed-signals.example.com", "W0619"),
    .gayed("a placeholder for an origin", "$<<frontend.origins>>", "https://your-domain.com", "W0614"),
    .gayed("localhost", "$<<backtrader.private_url>>", "http://localhost:5000", "E0603"),
    .gayed("all of the cache", "effective_cache_size: 75%", "effective_cache_size: 1GiB", "W0707"),
    .gayed("a key that may be absent", "  SECRET_KEY: generate ", "  SECRET_KEY: optional ", "E0510"),
    .gayed("a short key", "  JWT_SECRET: generate\n", "  JWT_SECRET: generate(hex, 16)\n", "W0509", marked: "16"),
    .gayed(
      "a secret on the command line", "release: alembic upgrade head  ", "release: seed $<<shared.FRED_KEY>>  ",
      "E0514"),
    .gayed("less than the replicas", "autoscale: { max: 3,", "autoscale: { max: 2,", "E0718", marked: "2"),
    .tradesense("a query as long as a worker lives", "statement_timeout: 25s", "statement_timeout: 30s", "E0712"),
    .tradesense("an idle connection that ends early", "keepalive: 2m", "keepalive: 5s", "W0713", marked: "5s"),
    .tradesense("a preview for ever", "    ttl: 7d\n", "", "W0812", marked: "preview"),
    .tradesense(
      "a sealed variable in a preview", "      SMTP_PASSWORD: optional\n", "", "E0809", marked: "SMTP_PASSWORD"),
    .tradesense(
      "another version in staging", "postgres:\n        resources: { memory: 512MiB",
      "postgres:\n        version: 15\n        resources: { memory: 512MiB", "W0806", marked: "15"),
    .tradesense("yes", "DEBUG: false", "DEBUG: no", "W0111", marked: "no"),
    .tradesense(
      "an override that is none", "FEATURE_ADVANCED_ANALYTICS: true\n", "FEATURE_ADVANCED_ANALYTICS: false\n", "W0810"),
  ]

  @Test(arguments: references + schema + meaning + repository + judgement)
  func mutation(_ mutation: Mutation) throws {
    // With its code beside it: a mistake is found once, not in the code again.
    var code = try Examples.code(Examples.sampled[mutation.example])
    var text = try mutation.applied(to: &code)
    if mutation.what == "a cycle of variables" {
      text = text.replacing("      SMTP_HOST: smtp.sendgrid.net\n", with: "")
    }
    let checked = Checked(text, beside: code)
    // The cron job of the second example is only approximated on two targets, which is said in any case.
    #expect(checked.allCodes.filter { $0 != "W0903" } == mutation.codes, "\(checked.places)")
    if let marked = mutation.marked, let code = mutation.codes.first { #expect(checked.marked(code) == marked) }
  }
}
