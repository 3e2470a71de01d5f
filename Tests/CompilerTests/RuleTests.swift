import Compiler
import Diagnostics
import Testing

/// The sides of each rule that its two examples do not show.
@Suite struct RuleTests {
  private static let site = "  site: { type: nextjs, public: true, health: / }\n"
  private static let postgres = "  postgres: { resources: { memory: 2GiB } }\n"

  static let network: [RuleCase] = [
    .init("an address that people see", .variables("SITE_URL: $<<site.public_url>>", besides: site)),
    .init("a list of origins", .variables("ALLOWED_ORIGINS: [$<<site.origin>>]", besides: site)),
    .init("a domain alone", .variables("COOKIE: $<<site.public_domain>>", besides: site)),
    .init(
      "a URL made of a domain", .variables("NEXTJS_URL: \"https://$<<site.public_domain>>/x\"", besides: site),
      "W0602"),
    .init("its own address", .api("public: true, variables: { SELF: $<<self.public_url>> }")),
    .init(
      "where nothing is deployed",
      .variables("NEXTJS_URL: $<<site.public_url>>", besides: site)
        + "\nenvironments: { production: { enabled: false }, dev: { kind: local } }"),
    .init("localhost in a URL", .variables("SEARCH_URL: http://127.0.0.1:7700"), "E0603"),
    .init("localhost as the host of a store", .variables("DB_HOST: localhost"), "E0603", marked: "localhost"),
    .init("localhost as an address to bind", .variables("HOST: localhost, BIND_ADDRESS: '127.0.0.1:9000'")),
    .init("its own port on localhost", .variables("HOOK_URL: http://localhost:8000/hook")),
    .init(
      "localhost where it is right",
      .variables("SEARCH_URL: http://localhost:7700")
        + "\nenvironments: { production: { enabled: false }, dev: { kind: local } }"),
    .init("localhost among origins", .variables("ALLOWED_ORIGINS: http://localhost:3000")),
    .init(
      "http for an origin of the project",
      .variables(
        "ALLOWED_ORIGINS: http://shop.example.com",
        besides: "  site: { type: nextjs, public: shop.example.com, health: / }\n"), "E0608", marked: "http"),
    .init("http for an origin of somebody else", .variables("ALLOWED_ORIGINS: http://intranet.example.com")),
    .init(
      "http before a public domain", .variables("SITE_URL: \"http://$<<site.public_domain>>\"", besides: site),
      "E0608", marked: "http"),
    .init("a placeholder in a link", .variables("SITE_URL: https://your-app.com/x"), "W0614"),
    .init(
      "a placeholder as a domain of one's own", .api("public: your-domain.com"), "W0614", marked: "your-domain.com"),
    .init("a domain of documentation", .variables("SITE_URL: https://app.example.com")),
    .init("no health, on purpose", "services:\n  api: { type: fastapi, public: true, health: none }"),
    .init(
      "another tool's word for health", "services:\n  api: { type: fastapi, public: true, healthCheckPath: /h }",
      "E0203"),
    .init("no health and not public", "services:\n  api: { type: fastapi }"),
    .init("a health check of a worker", "services:\n  job: { type: worker, start: run, health: /health }", "E0610"),
    .init(
      "a URL for a health path", "services:\n  api: { type: fastapi, health: 'http://localhost:8000/health' }", "E0610"),
    .init("a redis on the internet", "services:\n  redis: { public: tcp }", "W0607"),
    .init(
      "a redis on a laptop's network",
      "services:\n  redis: { public: tcp }\nenvironments: { production: { enabled: false }, dev: { kind: local } }"),
  ]

  static let commands: [RuleCase] = [
    .init(
      "the port behind an equals sign", .api("start: 'uvicorn main:app --host=0.0.0.0 --port=9000'"), "E0611",
      marked: "9000"),
    .init("the port behind an address", .api("start: 'gunicorn main:app -b 0.0.0.0:9000'"), "E0611", marked: "9000"),
    .init("the port in a list", .api("start: [uvicorn, 'main:app', --host, 0.0.0.0, --port, '9000']"), "E0611"),
    .init("the right port", .api("start: 'uvicorn main:app --host 0.0.0.0 --port 8000'")),
    .init("no port but a number", .api("start: 'gunicorn main:app -b 0.0.0.0:$PORT --workers 4 --timeout 120'")),
    .init("a silent uvicorn", .api("start: 'uvicorn main:app --port $PORT'"), "E0613", marked: "uvicorn"),
    .init(
      "a silent uvicorn with its variable",
      .api("start: 'uvicorn main:app --port $PORT', variables: { UVICORN_HOST: 0.0.0.0 }")),
    .init("uvicorn as a class of gunicorn", .api("start: 'gunicorn -k uvicorn.workers.UvicornWorker main:app'")),
    .init("a socket", .api("start: 'uvicorn main:app --uds /tmp/x'")),
    .init("a loopback to bind", .api("start: 'gunicorn main:app --bind localhost:8000'"), "E0613", marked: "localhost"),
    .init("one replica migrates", .api("start: 'alembic upgrade head && python main.py'")),
    .init(
      "as many as autoscaling wants",
      "lints: { W0904: off }\n"
        + .api("start: 'flask db upgrade; python main.py', scale: { autoscale: { max: 3, cpu: 70% } }"), "E0615"),
    .init(
      "a worker migrates",
      "services:\n  w: { type: worker, start: 'python manage.py migrate && run', scale: { replicas: 2 } }", "E0615"),
    .init(
      "a development server of Node", "services:\n  site: { type: nextjs, start: npm run dev }", "W0816",
      marked: "npm run dev"),
    .init(
      "a development server of Django",
      "services:\n  w: { type: web, port: 8000, image: 'a:1', start: 'python manage.py runserver 0.0.0.0:8000' }",
      "W0816"),
    .init(
      "a development server on a laptop",
      "services:\n  site: { type: nextjs, start: npm run dev }\nenvironments: { production: { enabled: false }, dev: { kind: local } }"
    ),
    .init(
      "a build that only generates",
      "services:\n  s: { type: static, build: { command: npx prisma generate && npm run build } }"),
    .init(
      "a secret in a health path",
      "secrets: { KEY: generate }\nservices:\n  api: { type: fastapi, health: '/h?k=$<<shared.KEY>>' }", "E0514"),
    .init(
      "a secret in a release",
      "secrets: { KEY: generate }\nservices:\n  api: { type: fastapi, release: 'seed $<<shared.KEY>>' }", "E0514"),
    .init(
      "a probe that logs in",
      "services:\n  r: { type: worker, image: 'redis:7', start: 'redis-server --requirepass x', health: { command: redis-cli -a x ping } }"
    ),
  ]

  /// What newcomers write first, and what they are told: one finding for each mistake.
  static let firstSteps: [RuleCase] = [
    .init(
      "a color without quotes", "services:\n  api:\n    type: fastapi\n    variables:\n      COLOR: #ff0000", "E0222",
      marked: "#ff0000"),
    .init("a comment", "services:\n  api:\n    type: fastapi\n    variables:\n      COLOR: # to do", "E0222"),
    .init("a tag for a value", "services:\n  api:\n    type: fastapi\n    variables:\n      X: !important", "E0110"),
    .init(
      "a mapping for a value", .variables("CONFIG: { a: 1, b: { c: 2 } }"), "E0204", marked: "{ a: 1, b: { c: 2 } }"),
    .init("a mapping for a shared value", "variables: { CONFIG: { a: 1 } }\n" + .api("use: [CONFIG]"), "E0204"),
    .init("a framework as a type", "services:\n  app: { type: rails, public: true }", "E0210", marked: "rails"),
    .init(
      "a framework as a type, extended",
      "services:\n  app: { type: rails, root: ./app }\n  mails: { type: worker, extends: app, start: run }", "E0210"),
    .init("a store as a type", "services:\n  mongo: { type: mongo }", "E0210"),
    .init(
      "a need for oneself", .api("needs: [api]"), "E0321", marked: "api"),
    .init(
      "compose's conditions",
      "services:\n  redis: {}\n  api: { type: fastapi, depends_on: { redis: { condition: service_healthy } } }", "E0203"
    ),
    .init(
      "a service beside `services`", "services:\n  redis: {}\napi:\n  type: fastapi", "E0201", marked: "api"),
    .init(
      "a broker of Celery's own",
      .variables("CELERY_BROKER_URL: amqp://mq.example.com, CELERY_RESULT_BACKEND: 'rpc://'")),
    .init("SQLite", .variables("DATABASE_URL: 'sqlite:////data/app.db'"), "W0733"),
    .init(
      "placeholders in addresses", .variables("A: 'http://YOUR_VPS_IP:8080', B: 'https://<tenant>.example.com/x'"),
      "E0502", "E0502"),
    .init("capitals in an address", .variables("A: 'http://HOST:8080', B: 'https://API.example.com'")),
    .init(
      "a worker with a server's image",
      "services:\n  api: { type: fastapi, health: / }\n  w: { type: worker, extends: api }\n  v: { type: job, extends: w }",
      "W0632", "W0632"),
    .init(
      "a worker with an image of its own",
      "services:\n  api: { type: web, image: 'a/b:1', port: 80 }\n  w: { type: worker, extends: api, image: 'a/w:1' }"
    ),
    .init(
      "a variable that the server's container has already",
      "services:\n  postgres: { init: [a.sql], variables: { POSTGRES_DB: other, MODE: x } }\n"
        + "  api: { type: fastapi, health: /, variables: { DATABASE_URL: $<<postgres.url>> } }",
      "E0312", marked: "POSTGRES_DB"),
  ]

  @Test(arguments: firstSteps)
  func firstStep(_ rule: RuleCase) { rule.run() }

  static let secrets: [RuleCase] = [
    .init(
      "a password in a URL", .variables("MQ_URL: amqp://shop:hunter22@mq.example.com/"), "E0501", marked: "hunter22"),
    .init("a password in a URL of any scheme", .variables("A: x+y://u:hunter22@h/"), "E0501", marked: "hunter22"),
    .init("a token in a query", .variables("A: https://h.example/x?token=abcd1234"), "E0501", marked: "abcd1234"),
    .init("a password in settings", .variables("A: host=db password=hunter22"), "E0501", marked: "hunter22"),
    .init(
      "a password in an output",
      "services:\n  far: { type: external, outputs: { amqp: { type: url<amqp>, value: 'amqp://u:hunter22@h.example' } } }",
      "E0501", marked: "hunter22"),
    .init("a password in a command", .api("start: 'app --broker=amqp://u:hunter22@h'"), "E0501", marked: "hunter22"),
    .init(
      "a password in a part that only one target reads",
      .api("raw: { compose: { labels: { a: 'amqp://u:hunter22@h' } } }"), "E0501", marked: "hunter22"),
    .init("the password of one's own machine", .variables("A: 'x://u:hunter22@db.localhost/'"), "E0603", "W0506"),
    .init(
      "a reference is no password",
      "secrets: { P: { source: external, charset: url } }\n"
        + .variables("A: 'amqp://u:$<<shared.P>>@h.example?token=$<<shared.P>>'")),
    .init("a name that ends in PASS", .variables("SMTP_PASS: hunter22"), "W0506", marked: "hunter22"),
    .init(
      "a shared variable that a service uses",
      "variables: { SMTP_PASS: hunter22 }\n" + .api("use: [SMTP_PASS]"), "W0506", marked: "hunter22"),
    .init(
      "a shared placeholder", "variables: { API_KEY: changeme }\n" + .api("use: [API_KEY]"), "E0502", marked: "changeme"
    ),
    .init(
      "a shared reference without its sign",
      "variables: { STORE: '<<redis.REDIS_URL>>', NAME: x, B: '${NAME}' }\n"
        + .api("use: [STORE, NAME, B]", besides: "  redis: {}\n"), "E0305", "E0305", marked: "<<redis.REDIS_URL>>"),
    .init("a passphrase", .variables("PASSPHRASE: hunter22"), "W0506", marked: "hunter22"),
    .init("a personal access token", .variables("GITHUB_PAT: hunter22"), "W0506", marked: "hunter22"),
    .init("the secret of a cookie", .variables("SESSION_COOKIE_SECRET: hunter22"), "W0506", marked: "hunter22"),
    .init("names that only look alike", .variables("BYPASS: a1, COMPASS_URL: 'https://a.example', PAT_ID: a1")),
    .init(
      "settings of secrets",
      .variables(
        "JWT_ALGORITHM: HS256, TOKEN_TTL: 3600, AUTH_ENABLED: true, PASSWORD_MIN_LENGTH: 12, AUTH_URL: https://id.example.com"
      )),
    .init(
      "a key that is published",
      .variables("STRIPE_PUBLISHABLE_KEY: pk_test_4f8kQz71LmXw")
        + "\nenvironments: { staging: {}, production: { services: { api: { variables: { STRIPE_PUBLISHABLE_KEY: pk_live_4f8kQz71LmXw } } } } }"
    ),
    .init(
      "a live key everywhere",
      .variables("STRIPE_PUBLISHABLE_KEY: pk_live_4f8kQz71LmXw") + "\nenvironments: { staging: {}, production: {} }",
      "E0511"),
    .init("a default in shell syntax", .variables("API_TOKEN: '${API_TOKEN:-letmein}'"), "E0316"),
    .init("a default for another secret", .variables("KEY_COPY: '${ADMIN_TOKEN:-letmein}'"), "W0506"),
    .init("no secret with a default", .variables("SITE_TITLE: '${TITLE:-Shop}'"), "W0311"),
    .init(
      "something to fall back on",
      "secrets: { API_KEY: optional }\n" + .variables("API_TOKEN: $<<shared.API_KEY ?? \"letmein\">>"), "W0506"),
    .init(
      "nothing to fall back on",
      "secrets: { API_KEY: optional }\n" + .variables("API_TOKEN: $<<shared.API_KEY ?? \"\">>")),
    .init(
      "one key under two names",
      "secrets: { AUTH_SECRET: generate }\n"
        + .api("use: [AUTH_SECRET], variables: { NEXTAUTH_SECRET: $<<shared.AUTH_SECRET>> }")),
    .init(
      "a secret that differs from itself",
      "secrets: { KEY: { source: external, differs_from: [KEY] } }\n" + .api("use: [KEY]"), "E0507"),
    .init(
      "a password that two variables hold",
      "secrets: { DB_PASSWORD: external }\n"
        + .api("use: [DB_PASSWORD], variables: { PGPASSWORD: $<<shared.DB_PASSWORD>> }")),
    .init(
      "a weak password is no key", "secrets: { DB_PASSWORD: \"generate(hex, 16)\" }\n" + .api("use: [DB_PASSWORD]")),
    .init("one process with its own key", "secrets: { SECRET_KEY: optional }\n" + .api("use: [SECRET_KEY]")),
    .init(
      "a key that need not be there",
      .api("workers: 2, variables: { SECRET_KEY: { source: external, required: false } }"), "E0510"),
    .init(
      "a secret of the frontend alone", "secrets: { KEY: external }\nservices:\n  site: { type: nextjs, use: [KEY] }"),
    .init("words of YAML 1.1 that are quoted", .variables("FEATURE_X: 'yes'"), "W0411"),
    .init("yes where text is wanted", .variables("ANSWER: yes")),
    .init(
      "names with small letters that are right",
      .variables("http_proxy: 'http://proxy.example.com:3128', npm_config_loglevel: warn")),
    .init(
      "an overlay may define what the base uses",
      "variables: { LOG_LEVEL: info }\n" + .api("use: [LOG_LEVEL]")
        + "\nenvironments: { production: {}, staging: { services: { api: { variables: { LOG_LEVEL: debug } } } } }"),
  ]

  static let shapes: [RuleCase] = [
    .init(
      "a service of an environment beside `services`",
      .api("port: 8000") + "\nenvironments: { staging: { api: { workers: 2 } } }", "E0201", marked: "api"),
    .init("secrets of a service", "secrets: { K: generate }\n" + .api("use: [K], secrets: [K]"), "E0204"),
    .init("a variable beside `variables`", .api("LOG_LEVEL: info"), "E0201", marked: "LOG_LEVEL"),
    .init("keys beside their service", "services:\n  api:\n  type: fastapi\n  health: /", "E0204", marked: "api"),
    .init(
      "a service that bears the name of a key", "services:\n  api:\n  start: { type: worker, image: 'a:1' }", "E0204"),
    .init(
      "a pool of nobody", .api("pools: { cache: { size: 5 } }", besides: "  redis: {}\n"), "E0301", marked: "cache"),
    .init(
      "an environment by the beginning of its name",
      .api("port: 8000") + "\nenvironments: { production: {}, staging: { from: prod } }", "E0804", marked: "prod"),
    .init("the word of a source as a value", .variables("REGION: optional"), "W0519", marked: "optional"),
    .init("the word of a source behind a mark", .variables("REGION?: external"), "W0519", marked: "external"),
    .init("the word of a source for a browser", .variables("THEME: generate"), "W0519", marked: "generate"),
    .init(
      "the word of a source that is one of several",
      .variables("MODE: { value: external, type: \"enum(external, local)\" }")),
    .init("the word of a source behind what sounds like a secret", .variables("API_TOKEN: generate"), "W0506"),
    .init("a word that only begins like one", .variables("REGION: externally")),
    .init("a shift in a text", .variables("A: 'x << y.z >> 2'")),
    .init("an image that says the type", "services:\n  db: { image: 'postgres:16' }", "E0202"),
  ]

  /// What stands where the source of a secret belongs may be the secret.
  @Test func aValueUnderSecretsIsNotShown() {
    let text = "infracc: 1\nproject: shop\ntargets: [compose]\nsecrets:\n  KEY: letmein42\n"
    let checked = Checked(text + "services:\n  api: { type: fastapi, use: [KEY] }\n")
    #expect(checked.codes == ["E0206"])
    #expect(!checked.report.contains("letmein42"), "\(checked.report)")
    for renderer in Renderers.all {
      let output = renderer.render(RenderRequest(checked.diagnostics, sources: checked.compilation.sources))
      #expect(!output.contains("letmein42"), "\(renderer.name)")
    }
  }

  @Test(arguments: network + commands + secrets + shapes)
  func rule(_ rule: RuleCase) { rule.run() }
}
