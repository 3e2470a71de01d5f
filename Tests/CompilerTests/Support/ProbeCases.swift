/// What probes find in little repositories, and what they leave alone.
extension ProbeTests {
  // MARK: Variables

  static let variables: [Case] = [
    Case(
      "subscripts are demands", api, python("import os\nkey = os.environ[\"STORE_NAME\"]"), "W1005", shown: "STORE_NAME"
    ),
    Case("a default is none", api, python("import os\nkey = os.environ.get(\"STORE_NAME\", \"x\")")),
    Case(
      "nor is a question", api,
      python("import os\nif \"STORE_NAME\" in os.environ:\n    x = os.environ[\"STORE_NAME\"]")),
    Case(
      "nor is an exception that is caught", api,
      python("import os\ntry:\n    x = os.environ[\"STORE_NAME\"]\nexcept KeyError:\n    x = 1")),
    Case(
      "what the code sets is there", api,
      python("import os\nos.environ[\"STORE_NAME\"] = \"1\"\nx = os.environ[\"STORE_NAME\"]")),
    Case(
      "comments read nothing", api,
      python("import os\n# os.environ[\"STORE_NAME\"]\n\"\"\"os.environ['STORE_NAME']\"\"\"")),
    Case(
      "the platform's are there", api,
      python("import os\nx = os.environ[\"PORT\"] + os.environ[\"RAILWAY_PUBLIC_DOMAIN\"]")),
    Case(
      "tests need other things", api,
      python(
        "",
        [
          "api/tests/test_a.py": "import os\nx = os.environ[\"A_KEY\"]",
          "api/test_b.py": "import os\nos.environ[\"B\"]",
        ])),
    Case("so do scripts", api, python("", ["api/scripts/seed.py": "import os\nx = os.environ[\"SEED_FILE\"]"])),
    Case(
      "so do other projects", api,
      python("", ["api/tool/pyproject.toml": "", "api/tool/a.py": "import os\nos.environ[\"TOOL_X\"]"])),
    Case(
      "packages of others are not read", api,
      python(
        "",
        [
          "api/env/pyvenv.cfg": "", "api/env/a.py": "import os\nos.environ[\"A_B\"]",
          "api/.x/a.py": "import os\nos.environ[\"A_B\"]",
        ])),
    Case(
      "fields of settings are demands", api,
      python(
        "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    store_name: str\n    debug: bool = False\n"
      ),
      "W1005", shown: "store_name"),
    Case(
      "a docstring hides no field", api,
      python(
        "import secrets\nfrom pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n"
          + "    \"\"\"Production-ready settings with validation\"\"\"\n\n    # Security\n"
          + "    SECRET_KEY: str = secrets.token_urlsafe(32)\n    # Database\n    STORE_NAME: str\n"
      ), "W1005", "W1018", shown: "STORE_NAME"),
    Case(
      "nor does one of several lines, or a raw one", api,
      python(
        "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n"
          + "    r\"\"\"\n  Settings.\n    More.\n    \"\"\"\n    store_name: str\n"), "W1005", shown: "store_name"),
    Case(
      "a name that only looks like the platform's", api,
      python("import os\nx = os.environ[\"RAILWAY_API_TOKEN\"]"), "W1005", shown: "RAILWAY_API_TOKEN"),
    Case(
      "all that the platform sets", api,
      python("import os\nx = [os.environ[\"RAILWAY_PROJECT_ID\"], os.environ[\"RAILWAY_SERVICE_WEB_URL\"]]")),
    Case(
      "fields with defaults, optional and composed ones are none", api,
      python(
        """
        from pydantic_settings import BaseSettings, SettingsConfigDict
        class Settings(BaseSettings):
            model_config = SettingsConfigDict(env_prefix="SHOP_")
            KINDS: ClassVar[list[str]] = []
            a: str | None
            b: Optional[int] = None
            c: str = Field("x")
            d: int = Field(default_factory=lambda: 3)
            database: DatabaseSettings
            @property
            def e(self) -> str:
                return self.c
        class Other(BaseModel):
            f: str
        """)),
    Case(
      "a prefix is a part of the name",
      "  api: { type: fastapi, root: api, variables: { SHOP_NAME: x, SHOP_CITY: y } }",
      python(
        """
        class Settings(BaseSettings):
            name: str
            city: str = Field(...)
            region: str = Field(alias="SHOP_REGION")

            class Config:
                env_prefix = "SHOP_"
        """), "W1005", shown: "region"),
    Case(
      "several are one finding", api,
      python("import os\na = os.environ[\"A_NAME\"]\nb = os.environ[\"B_NAME\"]\nc = os.environ[\"A_NAME\"]"), "W1005"),
    Case(
      "readers of libraries count", api,
      python("from decouple import config\nx = config(\"STORE_NAME\")\ny = config(\"OTHER\", default=1)"),
      "W1005", shown: "STORE_NAME"),
    Case(
      "services that share a folder share what it needs",
      "  api: { type: fastapi, root: api }\n  worker: { extends: api, type: worker, start: python w.py, variables: { QUEUE_NAME: q } }",
      python("import os\nx = os.environ[\"QUEUE_NAME\"]")),
    Case(
      "a Dockerfile may set it", node,
      express("console.log(process.env.STORE_NAME!)", ["api/Dockerfile": dockerfile + "ENV STORE_NAME=x"])),
    Case(
      "an env file that is loaded, too", node,
      express("console.log(process.env.STORE_NAME!)", ["api/.env.production": "STORE_NAME=x"])),
    Case(
      "TypeScript says that it is there", node, express("", ["api/a.ts": "const x: string = process.env.STORE_NAME!;"]),
      "W1005"),
    Case("a comparison says nothing", node, express("if (process.env.STORE_NAME !== \"x\") run();")),
    Case("methods need a value", node, express("const list = process.env.STORE_NAMES.split(\",\");"), "W1005"),
    Case(
      "unless it is asked for", node,
      express("const list = process.env.STORE_NAMES ? process.env.STORE_NAMES.split() : [];")),
    Case(
      "a part of a text needs a value", node, express("fetch(`${process.env.STORE_URL}/x`)"), "W1005",
      shown: "STORE_URL"),
    Case("with a default it does not", node, express("fetch(`${process.env.STORE_URL ?? \"http://x\"}/x`)")),
    Case("patterns ask", node, express("const { STORE_URL, NAME = \"x\" } = process.env;")),
    Case(
      "nearly the same name", "  api: { type: fastapi, root: api, variables: { CACHE_TIMES: 3 } }",
      python("import os\nx = os.getenv(\"CACHE_TIME\")"), "W1005", shown: "CACHE_TIME"),
    Case(
      "both names are read", "  api: { type: fastapi, root: api, variables: { CACHE_TIMES: 3 } }",
      python("import os\nx = os.getenv(\"CACHE_TIME\") or os.getenv(\"CACHE_TIMES\")")),
    Case(
      "names that are computed can be any", "  api: { type: fastapi, root: api, variables: { CACHE_TIMES: 3 } }",
      python("import os\nx = os.getenv(\"CACHE_TIME\")\ny = os.environ[f\"CACHE_{x}\"]")),
    Case(
      "what a service with mistakes has says nothing",
      "  api: { type: fastapi, root: api, variabels: { STORE_NAME: x } }",
      python("import os\nx = os.environ[\"STORE_NAME\"]"), "E0201"),
  ]

  // MARK: Dependencies and builds

  static let builds: [Case] = [
    Case("constraints hold the versions", api, python("", ["api/requirements.txt": "-c all.txt\nfastapi\nuvicorn\n"])),
    Case(
      "every form of a version", api,
      python(
        "",
        [
          "api/requirements.txt":
            "fastapi>=0.1 # x\nuvicorn[standard] ~= 0.3\nx @ https://a/b.whl\ny; python_version < '3'\n\\\n"
        ]),
      "W1001", shown: "y"),
    Case("the code lies elsewhere", "  api: { type: fastapi, root: api }", ["api/README.md": "x"]),
    Case(
      "the lock file of another tool", "  site: { type: nextjs, root: site }",
      [
        "site/package.json": "{\"scripts\":{\"build\":\"next build\"}}", "site/pnpm-lock.yaml": "",
        "site/next.config.js": "standalone",
      ], "W1038"),
    Case("a server that brings its program", api, python("", ["api/requirements.txt": "fastapi[standard]==0.1\n"])),
    Case(
      "requirements elsewhere may bring it", api, python("", ["api/requirements.txt": "-r base.txt\nfastapi==0.1\n"])),
    Case(
      "the worker class of gunicorn", "  api: { type: fastapi, root: api, server: { kind: gunicorn } }",
      python("", ["api/requirements.txt": "fastapi==0.1\ngunicorn==23.0.0\nuvicorn==0.54.0\n"]), "W1007"),
    Case(
      "the project of the worker class", "  api: { type: fastapi, root: api, server: { kind: gunicorn } }",
      python("", ["api/requirements.txt": "fastapi==0.1\ngunicorn==23.0.0\nuvicorn-worker==0.4.0\n"])),
    Case(
      "a worker class by hand",
      "  api: { type: fastapi, root: api, server: { kind: gunicorn, worker_class: uvicorn.workers.UvicornWorker } }",
      python("", ["api/requirements.txt": "fastapi==0.1\ngunicorn==23.0.0\nuvicorn==0.54.0\n"])),
    Case(
      "a worker class of gunicorn without its library",
      "  api: { type: fastapi, root: api, server: { kind: gunicorn, worker_class: gevent } }",
      python("", ["api/requirements.txt": "fastapi==0.1\ngunicorn==23.0.0\n"]), "W1007"),
    Case(
      "a library by way of gunicorn's extra",
      "  api: { type: fastapi, root: api, server: { kind: gunicorn, worker_class: gevent } }",
      python("", ["api/requirements.txt": "fastapi==0.1\ngunicorn[gevent]==23.0.0\n"])),
    Case(
      "programs in shell text",
      "  api: { type: fastapi, root: api, release: \"alembic upgrade head && python seed.py\" }",
      python(""), "W1007"),
    Case(
      "modules that are run",
      "  api: { type: fastapi, root: api }\n  worker: { extends: api, type: worker, start: python -m celery -A tasks worker -c 2 }",
      python(""), "W1007"),
    Case(
      "a Dockerfile that installs it by name",
      "  api: { type: web, root: api, port: 8000, build: { dockerfile: api/Dockerfile }, start: gunicorn main:app }",
      [
        "api/Dockerfile": "FROM python:3.12-slim\nRUN pip install -r requirements.txt gunicorn",
        "api/requirements.txt": "flask==3.1\n",
      ]),
    Case(
      "an argument in front of the first stage",
      "  site: { type: web, root: site, port: 80, build: { dockerfile: site/Dockerfile, args: { V: x } } }",
      ["site/Dockerfile": "ARG V=1\nFROM node:$V\nRUN x"], "W1012", shown: "ARG V=1"),
    Case(
      "declared with others, in another stage",
      "  site: { type: web, root: site, port: 80, build: { dockerfile: site/Dockerfile, args: { V: x } } }",
      ["site/Dockerfile": "FROM node:22 AS a\n# ARG no\nARG U=1 \\\n  V\nFROM a"]),
    Case(
      "a moving base", "  site: { type: web, root: site, port: 80, build: { dockerfile: site/Dockerfile } }",
      ["site/Dockerfile": "FROM --platform=linux/amd64 node AS build\nFROM build\nFROM scratch"], "W1008"),
    Case(
      "a secret as the default of an argument",
      "  site: { type: web, root: site, port: 80, build: { dockerfile: site/Dockerfile } }",
      [
        "site/Dockerfile":
          "FROM node:22\nARG API_TOKEN=dummy-for-build\nENV JWT_SECRET $JWT_SECRET\nENV DB_PASSWORD hunter22"
      ], "W1021"),
    Case(
      "no configuration of Next.js", "  site: { type: nextjs, root: site }",
      ["site/package.json": "{\"scripts\":{\"build\":\"next build\"}}", "site/package-lock.json": "{}"], "W1026"),
    Case(
      "no script for the build", "  site: { type: nextjs, root: site }",
      [
        "site/package.json": "{\"scripts\":{\"buidl\":\"next build\"}}", "site/package-lock.json": "{}",
        "site/next.config.mjs": "standalone",
      ], "W1024"),
    Case(
      "scripts of a workspace",
      "  api: { type: web, root: api, port: 8080, build: { dockerfile: api/Dockerfile }, start: npm run serve -w packages/x }",
      express("", ["api/package.json": "{}"])),
    Case(
      "a server for developers",
      "  api: { type: web, root: api, port: 8080, build: { dockerfile: api/Dockerfile }, start: pnpm run site }",
      express("", ["api/package.json": "{\"scripts\":{\"site\":\"cross-env X=1 next dev -p 3000\"}}"]), "W1025",
      shown: "\"site\""),
  ]

  // MARK: Servers and routes

  static let servers: [Case] = [
    Case("the port that it should be", node, express("app.listen(8080)")),
    Case("a constant", node, express("const PORT = 3000;\napp.listen(PORT, () => {})"), "W1003", shown: "3000"),
    Case("a constant that may be another", node, express("const PORT = process.env.PORT || 3000;\napp.listen(PORT)")),
    Case("an object", node, express("app.listen({ port: 3000, host: \"127.0.0.1\" })"), "W1004", "W1003"),
    Case("loopback", node, express("app.listen(process.env.PORT, \"localhost\")"), "W1004", shown: "localhost"),
    Case("another file that nobody starts", node, express("app.listen(8080)", ["api/mock.js": "app.listen(1234)"])),
    Case(
      "regular expressions hold quotes", node, express("const a = x.replace(/['\"`]/g, \"\");\napp.listen(3000)"),
      "W1003"),
    Case(
      "uvicorn for developers", api,
      python("import uvicorn\nif __name__ == \"__main__\":\n    uvicorn.run(app, port=1234)")),
    Case(
      "uvicorn by default",
      "  api: { type: web, root: api, port: 8000, build: { dockerfile: api/Dockerfile }, start: python main.py }",
      [
        "api/main.py": "import uvicorn\nuvicorn.run(app, port=int(os.environ[\"PORT\"]))",
        "api/Dockerfile": "FROM python:3.12",
      ], "W1004"),
    Case(
      "uvicorn with settings from elsewhere",
      "  api: { type: web, root: api, port: 8000, build: { dockerfile: api/Dockerfile }, start: python -m main }",
      ["api/main.py": "import uvicorn\nuvicorn.run(app, **options)", "api/Dockerfile": "FROM python:3.12"]),
    Case(
      "the command of a Dockerfile",
      "  api: { type: web, root: api, port: 8080, build: { dockerfile: api/Dockerfile } }",
      [
        "api/Dockerfile":
          "FROM python:3.12\nCMD [\"uvicorn\", \"main:app\", \"--host\", \"127.0.0.1\", \"--port\", \"8000\"]"
      ], "W1004", "W1003"),
    Case(
      "is not used when there is a start",
      "  api: { type: web, root: api, port: 8080, build: { dockerfile: api/Dockerfile }, start: ./run }",
      ["api/Dockerfile": "FROM python:3.12\nCMD uvicorn main:app --port 8000"]),
    Case(
      "a route with a prefix", "  api: { type: fastapi, root: api, health: /api/v1/health }",
      python("@router.get(\"/health\")\ndef f(): pass")),
    Case(
      "a route of Django", "  api: { type: fastapi, root: api, health: /status/ }",
      python("urlpatterns = [path(\"status/\", view)]\n@app.get(\"/x\")\ndef f(): pass")),
    Case(
      "routes that are somewhere else", "  api: { type: fastapi, root: api, health: /status }",
      python("from shared import app")),
    Case(
      "routes of Next.js", "  site: { type: nextjs, root: site, health: /api/live }",
      [
        "site/package.json": "{\"scripts\":{\"build\":\"next build\"}}", "site/package-lock.json": "{}",
        "site/next.config.js": "standalone",
        "site/src/app/(site)/api/live/route.ts": "export function GET() {}",
      ]),
    Case(
      "no route of Next.js", "  site: { type: nextjs, root: site, health: /api/live }",
      [
        "site/package.json": "{\"scripts\":{\"build\":\"next build\"}}", "site/package-lock.json": "{}",
        "site/next.config.js": "standalone",
        "site/app/page.tsx": "export default function Page() { return <p>Don't</p>; }",
      ], "W1014"),
    Case(
      "a route for anything", "  site: { type: nextjs, root: site, health: /api/live }",
      [
        "site/package.json": "{\"scripts\":{\"build\":\"next build\"}}", "site/package-lock.json": "{}",
        "site/next.config.js": "standalone",
        "site/pages/api/[...all].js": "export default handler",
      ]),
    Case(
      "metrics by a library", "  api: { type: fastapi, root: api, public: true, health: none }",
      python(
        "from prometheus_fastapi_instrumentator import Instrumentator\nInstrumentator().instrument(app).expose(app)"),
      "W1016"),
    Case(
      "guarded metrics", "  api: { type: fastapi, root: api, public: true, health: none }",
      python("@app.get(\"/metrics\")\nasync def metrics(user=Depends(admin)):\n    pass")),
    Case("metrics of a private service", api, python("@app.get(\"/metrics\")\ndef metrics(): pass")),
  ]

  // MARK: Secrets, Procfiles, redis.conf

  static let others: [Case] = [
    Case(
      "a default that is never used", "  api: { type: fastapi, root: api, use: [SECRET_KEY] }",
      python("import os\nSECRET_KEY = os.getenv(\"SECRET_KEY\", \"dev\")"), secrets: ["SECRET_KEY"]),
    Case("an empty default", api, python("import os\nSECRET_KEY = os.getenv(\"SECRET_KEY\", \"\")")),
    Case(
      "a default behind or", api, python("import os\nSECRET_KEY = os.getenv(\"SECRET_KEY\") or \"dev-only\""), "W1020"),
    Case("a default of JavaScript", node, express("const secret = process.env.JWT_SECRET || \"dev-only\";"), "W1020"),
    Case("no secret", api, python("import os\nx = os.getenv(\"SECRET_KEY_LENGTH\", \"12\")")),
    Case("random in JavaScript", node, express("const s = process.env.JWT_SECRET ?? crypto.randomBytes(32);"), "W1018"),
    Case(
      "random in a factory", api,
      python("class S(BaseSettings):\n    SECRET_KEY: str = Field(default_factory=lambda: secrets.token_hex(32))"),
      "W1018"),
    Case(
      "a Procfile whose processes are all there",
      "  api: { type: fastapi, root: api, release: python migrate.py }\n  jobs: { extends: api, type: worker, start: python w.py }",
      python("", ["api/Procfile": "web: x\nrelease: python migrate.py\nworker: python w.py\n"])),
    Case(
      "a Procfile with a release", api, python("", ["api/Procfile": "web: x\nrelease: python migrate.py\n"]), "W0906",
      shown: "release"),
    Case("a Procfile that was generated", api, python("", ["api/Procfile": "# Generated by infracc 1.0\nworker: x\n"])),
    Case(
      "comments of redis.conf where they may stand",
      "  cache: { type: worker, image: \"redis:7\", files: { /r.conf: r.conf } }",
      ["r.conf": "# a\n  # b\nrequirepass \"a # b\"\nsave 900 1\n"]),
    Case(
      "a health check with a password",
      "  cache: { type: worker, image: \"redis:7\", files: { /r.conf: r.conf }, health: { command: redis-cli -a x ping } }",
      ["r.conf": "requirepass x1\n"]),
  ]
}
