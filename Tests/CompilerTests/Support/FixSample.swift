import Compiler
import Diagnostics
import Testing

/// A topology that gives a finding, for what `infracc fix` does about it: the failing example of every kind, and the
/// sides of a rule that its example does not show.
struct FixSample: Sendable, CustomTestStringConvertible {
  let code: String
  /// Empty for the example of the catalogue.
  let what: String
  let text: String
  var files: [DiagnosticKind.ExampleFile] = []

  var testDescription: String { code + (what.isEmpty ? "" : " " + what) }

  private init(_ kind: DiagnosticKind) {
    code = kind.code
    what = ""
    text = ExplainPage.withoutMarks(kind.failing) + "\n"
    files = kind.exampleOptions.files
  }

  private init(_ code: String, _ what: String, _ text: String, head: Bool = true) {
    self.code = code
    self.what = what
    self.text = (head ? "infracc: 1\nproject: shop\ntargets: [compose]\n" : "") + text + "\n"
  }

  private init(_ code: String, _ what: String, variable: String, besides: String = "", head: String = "") {
    self.init(
      code, what,
      "\(head)services:\n\(besides)  api: { type: fastapi, health: /health, variables: { \(variable) } }")
  }

  static let all =
    (Catalog.all.filter(\.exampleOptions.isRunnable).map { FixSample($0) } + others).sorted {
      ($0.code.dropFirst(), $0.what) < ($1.code.dropFirst(), $1.what)
    }

  private static let web = "  web: { type: nextjs, port: 3000, health: / }\n"

  private static let others: [FixSample] = [
    FixSample("E0114", "no version", "project: shop\ntargets: [compose]\nservices:\n  postgres: {}", head: false),
    FixSample("E0103", "a key without its colon", "services:\n  api\n    type: fastapi\n    health: /health"),
    FixSample("E0103", "a key without a blank", "services:\n  api:\n    type:fastapi\n    health: /health"),
    FixSample("E0103", "a text", "services:\n  api:\n    type: worker\n    start: a\n      b: c"),
    FixSample(
      "E0204", "keys beside their service",
      "services:\n  api:\n  type: fastapi\n  # asked often\n  health:\n    path: /health\n  redis: {}"),
    FixSample(
      "E0203", "variables as compose lists them",
      "services:\n  api:\n    type: fastapi\n    health: /health\n    environment:\n      - A=b\n      - B=c"),
    FixSample(
      "E0203", "variables as Render lists them",
      "services:\n  api:\n    type: fastapi\n    health: /health\n    envVars:\n      - key: A\n        value: b"),
    FixSample(
      "E0204", "variables with dashes",
      "services:\n  api:\n    type: fastapi\n    health: /health\n    variables:\n      - A: b  # why\n      - B: \"c\""
    ),
    FixSample(
      "E0204", "services with dashes below the key itself",
      "services:\n- api:\n    type: fastapi\n    health: /health\n- redis:\n    version: 7"),
    FixSample(
      "E0205", "a need without a condition",
      "services:\n  redis: {}\n  api: { type: fastapi, health: /health, needs: { redis } }"),
    FixSample(
      "E0204", "one name for a list",
      "secrets: { TOKEN: generate }\nservices:\n  api:\n    type: fastapi\n    health: /health\n    use: TOKEN"),
    FixSample(
      "E0204", "one service that is needed",
      "services:\n  redis: {}\n  api:\n    type: fastapi\n    health: /health\n    needs: redis"),
    FixSample("E0204", "a number of replicas", "services:\n  api:\n    type: fastapi\n    scale: 2"),
    FixSample("E0204", "a word that fits anywhere", "services:\n  api:\n    type: fastapi\n    build: main"),
    FixSample("E0205", "another word for true", "services:\n  api: { type: fastapi, health: /, public: yes }"),
    FixSample(
      "E0205", "compose's form of a port", "services:\n  api: { type: fastapi, health: /, port: \"8000:8000\" }"),
    FixSample("E0205", "a word for a version", "services:\n  redis: { version: latest }"),
    FixSample(
      "E0206", "a misspelt source", "secrets: { KEY: genrate }\nservices:\n  api: { type: fastapi, use: [KEY] }"),
    FixSample(
      "E0206", "the secret itself", "secrets: { KEY: letmein42 }\nservices:\n  api: { type: fastapi, use: [KEY] }"),
    FixSample(
      "E0206", "arguments without parentheses",
      "secrets: { KEY: generate 32 }\nservices:\n  api: { type: fastapi, use: [KEY] }"),
    FixSample(
      "E0603", "the host of a store", variable: "DB_HOST: localhost",
      besides: "  postgres: { backup: { schedule: \"0 3 * * *\" } }\n"),
    FixSample(
      "E0222", "a comment for a value",
      "services:\n  api:\n    type: fastapi\n    health: /\n    variables:\n      COLOR: #ff0000  # red\n      SIZE: 1"),
    FixSample(
      "E0203", "compose's conditions",
      "services:\n  redis: {}\n  api:\n    type: fastapi\n    health: /\n    depends_on:\n      redis:\n        condition: service_healthy"
    ),
    FixSample("E0203", "compose's ports", "services:\n  api: { type: fastapi, health: /, ports: [\"80:8000\"] }"),
    FixSample("E0203", "a number of replicas", "services:\n  api: { type: fastapi, health: /, replicas: 2 }"),
    FixSample("E0210", "a framework", "services:\n  app: { type: rails }"),
    FixSample("E0610", "a port", "services:\n  api: { type: fastapi, health: 8000 }"),
    FixSample("E0305", "without its sign", variable: "A: <<redis.REDIS_URL>>", besides: "  redis: {}\n"),
    FixSample("E0305", "of a service", variable: "A: \"${redis.REDIS_URL}\"", besides: "  redis: {}\n"),
    FixSample("E0204", "no mapping", variable: "A: b", besides: "  web: { type: nextjs, health: /, variables: A=b }\n"),
    FixSample(
      "E0204", "services as a list",
      "services:\n  # the code\n  - name: api  # first\n    type: fastapi\n    health: /health\n  - name: redis\n    version: 7"
    ),
    FixSample(
      "E0204", "services as a list below the key itself",
      "services:\n- type: fastapi\n  name: api\n\n  # asked often\n  health: /health\n- type: redis\n  name: cache"),
    FixSample(
      "E0204", "services in brackets", "services: [{ name: api, type: fastapi, health: /health }, { name: redis }]"),
    FixSample(
      "E0204", "a service without a name",
      "services:\n  - type: fastapi\n    health: /health\n  - name: redis\n    version: 7"),
    FixSample(
      "E0204", "variables as a list",
      "services:\n  api:\n    type: fastapi\n    health: /health\n    variables:\n      - A=b  # why\n      - B=\n      - \"C=#1\"\n      - D=x=y"
    ),
    FixSample(
      "E0204", "variables as a list of names and values",
      "services:\n  api:\n    type: fastapi\n    health: /health\n    variables:\n      - name: A\n        value: \"b\"\n      - name: B\n        value: 2"
    ),
    FixSample(
      "E0204", "variables without values",
      "services:\n  api:\n    type: fastapi\n    health: /health\n    variables:\n      - A"),
    FixSample(
      "E0204", "secrets as a list",
      "secrets:\n  - TOKEN\nservices:\n  api:\n    type: fastapi\n    health: /health\n    use: [TOKEN]"),
    FixSample(
      "E0901", "a misspelt target", "infracc: 1\nproject: shop\ntargets: [compos]\nservices: { redis: {} }", head: false
    ),
    FixSample(
      "E0208", "a project with capitals",
      "infracc: 1\nproject: My Shop\ntargets: [compose]\nservices: { redis: {} }", head: false),
    FixSample(
      "E0301", "another tool's word for what is shared",
      variable: "A: $<<secrets.TOKEN>>", head: "secrets: { TOKEN: external }\n"),
    FixSample(
      "E0301", "a pool", "services:\n  redis: {}\n  api: { type: fastapi, health: /, pools: { reds: { size: 5 } } }"),
    FixSample(
      "E0804", "the beginning of a name",
      "services: { redis: {} }\nenvironments: { production: {}, staging: { from: prod } }"),
    FixSample("E0206", "compose's word", "services:\n  api: { type: fastapi, restart: unless-stopped }"),
    FixSample(
      "E0302", "an alias in small letters", variable: "A: $<<redis.connectionString>>", besides: "  redis: {}\n"),
    FixSample("E0302", "nearly right", variable: "A: $<<redis.REDIS_ULR>>", besides: "  redis: {}\n"),
    FixSample(
      "E0302", "the variable of an image", variable: "A: $<<postgres.POSTGRES_PASSWORD>>", besides: "  postgres: {}\n"),
    FixSample("E0302", "an address of another platform", variable: "A: $<<web.host>>", besides: web),
    FixSample("E0302", "nobody's name", variable: "A: $<<redis.SENTINEL>>", besides: "  redis: {}\n"),
    FixSample("W0311", "nobody's name", variable: "A: \"${PREFIX}-1\""),
    FixSample("E0305", "with a default", variable: "NAME: shop, A: \"${NAME:-x}-1\""),
    FixSample(
      "E0305", "a template's, in other letters", variable: "A: \"{{ redis.redis_url }}\"", besides: "  redis: {}\n"),
    FixSample("W0311", "an own variable, without delimiters", variable: "NAME: shop, A: $NAME-1"),
    FixSample("E0305", "a shared variable", variable: "A: \"${REGION}\"", head: "variables: { REGION: eu }\n"),
    FixSample("W0311", "what a store offers", variable: "A: \"x ${REDIS_URL}\"", besides: "  redis: {}\n"),
    FixSample("E0314", "a misspelt name", variable: "SITE_NAME: Shop, A: \"$<<SITE_NAM>>\""),
    FixSample("E0314", "a shared name", variable: "A: \"$<<REGION>>\"", head: "variables: { REGION: eu }\n"),
    FixSample("E0314", "what a store offers", variable: "A: $<<REDIS_URL>>", besides: "  redis: {}\n"),
    FixSample("E0314", "a service", variable: "A: $<<redis>>", besides: "  redis: {}\n"),
    FixSample("W0325", "with a path", variable: "A: 'http://web:3000/api/v1'", besides: web),
    FixSample("E0622", "another port", variable: "A: 'http://web:80/api'", besides: web),
    FixSample("W0325", "Railway's zone", variable: "A: 'http://web.railway.internal:3000'", besides: web),
    FixSample(
      "W0325", "its own domain", variable: "A: https://www.example.com/shop",
      besides: "  web: { type: nextjs, public: www.example.com, health: / }\n"),
    FixSample("E0601", "by hand", variable: "NEXT_PUBLIC_A: 'http://web:3000'", besides: web),
    FixSample(
      "E0601", "by hand, of a public service", variable: "NEXT_PUBLIC_A: 'http://web:3000'",
      besides: "  web: { type: nextjs, port: 3000, health: /, public: true }\n"),
    FixSample(
      "E0601", "of a service that is not public", variable: "NEXT_PUBLIC_A: $<<web.private_url>>", besides: web),
    FixSample("E0306", "in a browser", variable: "NEXT_PUBLIC_A: $<<web.public_url>>", besides: web),
    FixSample(
      "E0507", "the same text", variable: "SECRET_KEY: h4Gq9zLw, JWT_SECRET: h4Gq9zLw"),
    FixSample(
      "E0507", "the other is itself",
      "secrets: { KEY: { source: external, differs_from: [KEY] } }\nservices:\n  api: { type: fastapi, health: /, use: [KEY] }"
    ),
    FixSample(
      "W1008", "an official image",
      "services:\n  cache:\n    type: worker\n    image: \"redis:latest\""),
    FixSample(
      "W1008", "an official image with files",
      "services:\n  cache:\n    type: worker\n    image: redis\n    volumes: { /data: 1GiB }"),
    FixSample(
      "W1008", "a store", "services:\n  postgres: { image: 'postgres:latest', backup: { schedule: \"0 3 * * *\" } }"),
    FixSample("W1008", "a copy of it", "services:\n  cache: { type: worker, image: 'bitnami/redis:latest' }"),
  ]
}
