/// What the code does with a value, compared with what it is given.
extension ProbeTests {
  private static func given(_ variables: String) -> String {
    "  api: { type: fastapi, root: api, variables: { \(variables) } }"
  }

  private static func settings(_ body: String) -> [String: String] {
    python("from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n" + body)
  }

  private static func packages(_ lines: String, _ main: String) -> [String: String] {
    python(main, ["api/requirements.txt": "fastapi==0.115.6\nuvicorn==0.34.0\n" + lines])
  }

  private static let engine =
    "import os\nfrom sqlalchemy.ext.asyncio import create_async_engine\nengine = create_async_engine(os.environ[\"DATABASE_URL\"])\n"

  static let lists: [Case] = [
    Case(
      "a list that pydantic reads as JSON", given("NAMES: [a, b]"), settings("    names: list[str] = []\n"), "W1032",
      shown: "names"),
    Case("the same as JSON", given("NAMES: { value: [a, b], format: json }"), settings("    names: list[str] = []\n")),
    Case("a text that is JSON", given("NAMES: '[\"a\"]'"), settings("    names: list[str] = []\n")),
    Case("a text that is none", given("NAMES: \"a,b\""), settings("    names: list[str] = []\n"), "W1032"),
    Case("an empty text", given("NAMES: \"\""), settings("    names: list[str] = []\n"), "W1032"),
    Case("a field that takes both", given("NAMES: [a, b]"), settings("    names: list[str] | str = []\n")),
    Case(
      "JSON that is split at commas", given("NAMES: { value: [a, b], format: json }"),
      python("import os\nnames = os.environ[\"NAMES\"].split(\",\")"), "W1032"),
    Case(
      "NoDecode with a validator", given("NAMES: { value: [a, b], format: json }"),
      settings(
        "    names: Annotated[list[str], NoDecode] = []\n    @field_validator(\"names\", mode=\"before\")\n    def f(cls, v):\n        return v.split(\",\")\n"
      ), "W1032"),
    Case(
      "NoDecode alone", given("NAMES: { value: [a, b], format: json }"),
      settings("    names: Annotated[list[str], NoDecode] = []\n"), "W1032"),
    Case(
      "two readers of two kinds", given("NAMES: [a, b]"),
      python(
        "import os\nnames = os.environ[\"NAMES\"].split(\",\")",
        ["api/b.py": "class S(BaseSettings):\n    names: list[str] = []\n"])),
    Case(
      "another name in the same letters", given("database_name: x"),
      settings("    model_config = {\"case_sensitive\": True}\n    DATABASE_NAME: str\n"), "W1005", "W0225"),
    Case(
      "a schema demands", node, express("const env = z.object({ STORE_NAME: z.string() }).parse(process.env);"), "W1005"
    ),
  ]

  static let drivers: [Case] = [
    Case(
      "an async engine of a plain URL", given("DATABASE_URL: \"postgresql://u@db.example.com/x\""),
      packages("asyncpg==0.30.0\nsqlalchemy==2.0.36\n", engine), "W1031", shown: "create_async_engine"),
    Case(
      "with a driver", given("DATABASE_URL: \"postgresql+asyncpg://u@db.example.com/x\""),
      packages("asyncpg==0.30.0\nsqlalchemy==2.0.36\n", engine)),
    Case(
      "by way of a field in another file", given("DATABASE_URL: \"postgresql://u@db.example.com/x\""),
      packages(
        "asyncpg==0.30.0\nsqlalchemy==2.0.36\n",
        "from config import settings\nengine = create_async_engine(str(settings.database_url), echo=True)\n"
      ).merging(["api/config.py": "class Settings(BaseSettings):\n    database_url: str\nsettings = Settings()\n"]) {
        a, _ in a
      },
      "W1031"),
    Case(
      "by way of a name", given("DATABASE_URL: \"postgresql://u@db.example.com/x\""),
      packages(
        "asyncpg==0.30.0\nsqlalchemy==2.0.36\n",
        "import os\nurl = os.getenv(\"DATABASE_URL\", \"postgresql+asyncpg://localhost/x\")\nengine = create_async_engine(url)\n"
      ),
      "W1031"),
    Case(
      "code that writes the driver", given("DATABASE_URL: \"postgresql://u@db.example.com/x\""),
      packages(
        "asyncpg==0.30.0\nsqlalchemy==2.0.36\n",
        "import os\nurl = os.environ[\"DATABASE_URL\"].replace(\"postgresql://\", \"postgresql+asyncpg://\")\nengine = create_async_engine(url)\n"
      )),
    Case(
      "psycopg, which newer versions choose", given("DATABASE_URL: \"postgresql://u@db.example.com/x\""),
      packages("psycopg[binary]==3.2.3\nsqlalchemy\n", engine), "W1001"),
    Case(
      "psycopg with an older version", given("DATABASE_URL: \"postgresql://u@db.example.com/x\""),
      packages("psycopg[binary]==3.2.3\nsqlalchemy==2.0.36\n", engine), "W1031"),
    Case(
      "requirements that are not all known", given("DATABASE_URL: \"postgresql://u@db.example.com/x\""),
      packages("-e ../shared\nasyncpg==0.30.0\n", engine)),
    Case(
      "an ordinary engine", given("DATABASE_URL: \"postgresql://u@db.example.com/x\""),
      packages(
        "psycopg2-binary==2.9.10\nsqlalchemy==2.0.36\n",
        "import os\nengine = create_engine(os.environ[\"DATABASE_URL\"])\n")),
    Case(
      "parameters of libpq", given("DATABASE_URL: \"postgresql+asyncpg://u@db.example.com/x?channel_binding=require\""),
      python("x = 1"), "E0404"),
    Case(
      "the code speaks to another database", given("DATABASE_URL: \"mysql://u@db.example.com/x\""),
      settings("    database_url: PostgresDsn\n"), "E0402"),
    Case(
      "so does a schema of Prisma",
      "  api: { type: web, root: api, port: 8080, build: { dockerfile: api/Dockerfile }, start: node server.js, variables: { DATABASE_URL: \"mysql://u@db.example.com/x\" } }",
      express(
        "",
        ["api/prisma/schema.prisma": "datasource db {\n  provider = \"postgresql\"\n  url = env(\"DATABASE_URL\")\n}\n"]
      ),
      "E0402", shown: "postgresql"),
    Case(
      "SQLite of Prisma",
      "  api: { type: web, root: api, port: 8080, build: { dockerfile: api/Dockerfile }, start: node server.js, variables: { DATABASE_URL: \"file:./dev.db\" } }",
      express(
        "", ["api/prisma/schema.prisma": "datasource db {\n  provider = \"sqlite\"\n  url = env(\"DATABASE_URL\")\n}\n"]
      ), "W0733"),
  ]

  private static func store(_ name: String, _ variables: String) -> String {
    "  \(name): { backup: { schedule: \"0 3 * * *\" } }\n"
      + "  api: { type: web, root: api, port: 8080, build: { dockerfile: api/Dockerfile }, start: run, "
      + "variables: { \(variables) } }"
  }

  private static func prisma(_ provider: String) -> [String: String] {
    express(
      "",
      ["api/prisma/schema.prisma": "datasource db {\n  provider = \"\(provider)\"\n  url = env(\"DATABASE_URL\")\n}\n"])
  }

  static let stores: [Case] = [
    Case(
      "a bare address of MySQL, and another client", store("mysql", "DATABASE_URL: $<<mysql.url>>"),
      [
        "api/Dockerfile": "FROM python:3.12-slim\n", "api/requirements.txt": "pymysql==1.1.1\nsqlalchemy==2.0.36\n",
        "api/main.py": "import os\nengine = create_engine(os.environ[\"DATABASE_URL\"])\n",
      ], "W1031"),
    Case(
      "with the client that it means", store("mysql", "DATABASE_URL: $<<mysql.url>>"),
      [
        "api/Dockerfile": "FROM python:3.12-slim\n",
        "api/requirements.txt": "mysqlclient==2.2.6\nsqlalchemy==2.0.36\n",
        "api/main.py": "import os\nengine = create_engine(os.environ[\"DATABASE_URL\"])\n",
      ]),
    Case(
      "Prisma for another store", store("mysql", "DATABASE_URL: $<<mysql.url>>"), prisma("postgresql"), "E0402",
      shown: "postgresql"),
    Case("Prisma for this one", store("mysql", "DATABASE_URL: $<<mysql.url>>"), prisma("mysql")),
    Case("Prisma for a single server", store("mongodb", "DATABASE_URL: $<<mongodb.url>>"), prisma("mongodb"), "W1041"),
    Case(
      "the provider in one file, the address in another", store("mysql", "DATABASE_URL: $<<mysql.url>>"),
      express(
        "",
        [
          "api/prisma/schema.prisma": "datasource db {\n  provider = \"postgresql\"\n}\n",
          "api/prisma.config.ts": "export default defineConfig({ datasource: { url: env(\"DATABASE_URL\") } });",
        ]), "E0402"),
  ]

  private static func sibling(_ value: String, _ other: String = "port: 3223") -> String {
    "  rainbow: { type: web, image: \"acme/r:1\", health: none, \(other) }\n"
      + "  api: { type: worker, image: \"acme/a:1\", variables: { RAINBOW: \"\(value)\" } }"
  }

  static let addresses: [Case] = [
    Case("no port", sibling("http://rainbow/v1"), [:], "E0622"),
    Case("a reference without a port", sibling("http://$<<rainbow.private_host>>/v1"), [:], "E0622"),
    Case("another port", sibling("http://rainbow:9000"), [:], "E0622"),
    Case("the name of a platform", sibling("http://${{rainbow.RAILWAY_PRIVATE_DOMAIN}}"), [:], "E0622"),
    Case("the port, written by hand", sibling("http://rainbow:3223"), [:], "W0325"),
    Case("a reference for the port", sibling("http://$<<rainbow.private_host>>:$<<rainbow.port>>/v1"), [:]),
    Case("port 80", sibling("http://$<<rainbow.private_host>>/v1", "port: 80"), [:]),
    Case("TLS is another mistake", sibling("https://$<<rainbow.private_host>>"), [:], "E0608"),
    Case("a host of the internet", sibling("http://example.org"), [:]),
  ]

  private static func worker(_ variables: String) -> String {
    "  jobs: { type: worker, root: api, build: { dockerfile: api/Dockerfile }, start: celery -A tasks worker -c 2, "
      + "variables: { \(variables) } }"
  }

  private static func celery(_ text: String) -> [String: String] {
    ["api/Dockerfile": "FROM python:3.12-slim\nCOPY . .\n", "api/tasks.py": text]
  }

  static let results: [Case] = [
    Case(
      "results over TLS", worker("CELERY_RESULT_BACKEND: \"rediss://c.example.com/0\""),
      celery("from celery import Celery\n"), "W0418"),
    Case(
      "with the parameter", worker("CELERY_RESULT_BACKEND: \"rediss://c.example.com/0?ssl_cert_reqs=required\""),
      celery("from celery import Celery\n")),
    Case(
      "a name that the code hands on", worker("CACHE_URL: \"rediss://c.example.com/0\""),
      celery("import os\nfrom celery import Celery\napp = Celery(\"t\", backend=os.environ[\"CACHE_URL\"])\n"), "W0418"),
    Case(
      "a broker needs none", worker("CELERY_BROKER_URL: \"rediss://c.example.com/0\""),
      celery("import os\nfrom celery import Celery\napp = Celery(\"t\", broker=os.environ[\"CELERY_BROKER_URL\"])\n")),
    Case(
      "the code sets it", worker("CELERY_RESULT_BACKEND: \"rediss://c.example.com/0\""),
      celery("from celery import Celery\napp = Celery(\"t\")\napp.conf.redis_backend_use_ssl = {}\n")),
  ]

  // MARK: - Servers and probes

  private static func health(_ command: String, _ dockerfile: String) -> Case {
    Case(
      dockerfile,
      "  api: { type: web, root: api, port: 80, build: { dockerfile: api/Dockerfile }, start: run, "
        + "health: { path: /, command: \(command) } }", ["api/Dockerfile": dockerfile])
  }

  private static func health(_ command: String, _ dockerfile: String, missing: String) -> Case {
    Case(
      "missing: " + dockerfile,
      "  api: { type: web, root: api, port: 80, build: { dockerfile: api/Dockerfile }, start: run, "
        + "health: { path: /, command: \(command) } }", ["api/Dockerfile": dockerfile], "W1033")
  }

  /// The check of the image itself.
  private static func check(_ health: String, _ command: String, missing: Bool = false) -> Case {
    let line = "HEALTHCHECK --interval=10s CMD \(command)"
    let name = "\(missing ? "missing: " : "")\(line), \(health)"
    let service =
      "  api: { type: web, root: api, port: 80, build: { dockerfile: api/Dockerfile }, start: run, \(health) }"
    let files = ["api/Dockerfile": "FROM node:22-slim\nCOPY . .\n\(line)\n"]
    return missing ? Case(name, service, files, "W1033", shown: line) : Case(name, service, files)
  }

  static let tools: [Case] = [
    health("curl -f http://localhost/", "FROM node:22-slim\nCOPY . .", missing: "curl"),
    health("curl -f http://localhost/", "FROM node:22\nCOPY . ."),
    health("curl -f http://localhost/", "FROM python:3.12-alpine\nCOPY . .", missing: "curl"),
    health("wget -q http://localhost/", "FROM python:3.12-alpine\nCOPY . ."),
    health("curl -f http://localhost/", "FROM python:3.12-slim\nRUN apt-get update && apt-get install -y curl"),
    health(
      "curl -f http://localhost/",
      "FROM node:22-slim AS base\nRUN apt-get install -y curl\nFROM base AS run\nCOPY . ."),
    health(
      "curl -f http://localhost/", "FROM node:22 AS build\nFROM node:22-slim\nCOPY --from=build /app /app",
      missing: "curl"),
    health("curl -f http://localhost/", "ARG V=1\nFROM node:$V-slim\nCOPY . ."),
    health("curl -f http://localhost/", "FROM acme/base:1\nCOPY . ."),
    health("[sh, -c, \"curl -f http://localhost/ || exit 1\"]", "FROM node:22-slim\nCOPY . .", missing: "curl"),
    health("curl -f http://localhost/", "FROM gcr.io/distroless/nodejs22-debian12:nonroot\nCOPY . .", missing: "curl"),
    health("./check", "FROM node:22-slim\nCOPY . ."),
    check("volumes: {}", "curl -f http://localhost/ || exit 1", missing: true),
    check("volumes: {}", "[\"curl\", \"-f\", \"http://localhost/\"]", missing: true),
    check("volumes: {}", "node check.js"),
    check("volumes: {}", "cd /app && CHECK=1 curl -f http://localhost/", missing: true),
    check("health: none", "curl -f http://localhost/"),
    check("health: { path: /, command: [node, check.js] }", "curl -f http://localhost/"),
    Case(
      "an image",
      "  api: { type: web, image: \"python:3.12-slim\", port: 80, start: x, health: { command: \"pg_isready\" } }",
      [:], "W1033"),
    Case(
      "an image that is not known",
      "  api: { type: web, image: \"acme/api:1\", port: 80, health: { command: curl x } }",
      [:]),
    Case(
      "a package that is installed",
      "  api: { type: fastapi, root: api, build: { packages: [curl] }, health: { path: /, command: curl http://localhost } }",
      python("")),
    Case(
      "mysqladmin ping",
      "  db: { type: worker, image: \"acme/mysql:8.4\", health: { command: mysqladmin ping -h localhost } }",
      [:], "W1023"),
    Case(
      "a mode of development",
      "  api: { type: web, image: \"acme/api:1\", port: 80, health: none, variables: { NODE_ENV: development } }",
      [:], "W0808"),
    Case(
      "a mode of tests",
      "  api: { type: web, image: \"acme/api:1\", port: 80, health: none, variables: { SENTRY_ENVIRONMENT: qa } }",
      [:]),
  ]

  private static func hono(_ text: String) -> [String: String] {
    express("const { serve } = require(\"@hono/node-server\");\n" + text)
  }

  private static func bun(_ start: String) -> String {
    "  api: { type: web, root: api, port: 8080, build: { dockerfile: api/Dockerfile }, start: \(start) server.js }"
  }

  static let listeners: [Case] = [
    Case("Hono", node, hono("serve({ fetch: app.fetch, port: 3000, hostname: \"localhost\" });"), "W1004", "W1003"),
    Case(
      "Hono with the port that it is given", node, hono("serve({ fetch: app.fetch, port: Number(process.env.PORT) });")),
    Case("a function of that name", node, express("serve({ port: 3000 });")),
    Case(
      "Bun.serve", bun("bun"), express("Bun.serve({ port: 3000, fetch(r) { return f({ port: 1 }); } });"), "W1003",
      shown: "3000"),
    Case("what Bun exports", bun("bun run"), express("export default { port: 3000, fetch: app.fetch };"), "W1003"),
    Case(
      "Deno.serve", bun("deno run -A"), express("Deno.serve({ hostname: \"127.0.0.1\", port: 8080 }, handler);"),
      "W1004"),
    Case(
      "Fastify without a host", node,
      express("const app = require(\"fastify\")();\napp.listen({ port: process.env.PORT });"), "W1004"),
    Case(
      "Fastify with one", node,
      express("const app = require(\"fastify\")();\napp.listen({ port: process.env.PORT, host: \"0.0.0.0\" });")),
    Case("node:http", node, express("http.createServer(app).listen(3000);"), "W1003"),
    Case(
      "Elysia", bun("bun"),
      express("new Elysia().get(\"/\", () => \"x\").listen({ port: 3000, hostname: \"0.0.0.0\" });"), "W1003"),
  ]
}
