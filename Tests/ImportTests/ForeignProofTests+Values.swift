extension ForeignProofTests {
  private static func compose(_ text: String) -> (path: String, text: String) { ("docker-compose.yml", text) }
  private static func production(_ text: String) -> (path: String, text: String) { ("docker-compose.prod.yml", text) }

  private static func api(_ keys: String, _ file: String = "docker-compose.yml") -> (path: String, text: String) {
    (file, "services:\n  api:\n    build: .\n    \(keys)\n")
  }

  private static let image = ("Dockerfile", "FROM python:3.13-slim\nCOPY . .\nCMD [\"python\", \"main.py\"]\n")
  private static let engine = (
    "db.py",
    "import os\nfrom sqlalchemy.ext.asyncio import create_async_engine\n\n"
      + "engine = create_async_engine(os.environ[\"DATABASE_URL\"])\n"
  )
  private static let packages = ("requirements.txt", "sqlalchemy==2.0.36\nasyncpg==0.30.0\n")

  /// What is written under `environment`, beside the code that reads it.
  static let ofValues = [
    Case(
      code: "E0403", place: "docker-compose.yml:4",
      speaks: [
        api("environment: { DATABASE_URL: \"postgres://u:p@db.shop.test:5432/shop\" }"), image, engine, packages,
      ],
      // The code has a word about it.
      silent: [
        api("environment: { DATABASE_URL: \"postgres://u:p@db.shop.test:5432/shop\" }"), image, packages,
        ("db.py", engine.1 + "# postgres:// is changed by a validator\n"),
      ]),
    Case(
      code: "E0404", place: "docker-compose.yml:4",
      speaks: [
        api("environment: { DATABASE_URL: \"postgresql+asyncpg://u:p@db.shop.test/shop?sslmode=require\" }"), image,
        engine,
        packages,
      ],
      silent: [
        api("environment: { DATABASE_URL: \"postgresql+asyncpg://u:p@db.shop.test/shop?ssl=require\" }"), image, engine,
        packages,
      ]),
    Case(
      code: "E0408", place: "docker-compose.yml:4",
      speaks: [
        api("environment: { ORIGINS: \"https://shop.test,https://www.shop.test/\" }"), image,
        (
          "main.py",
          "import os\nfrom fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\n\napp = FastAPI()\n"
            + "app.add_middleware(CORSMiddleware, allow_origins=os.environ[\"ORIGINS\"].split(\",\"))\n"
        ),
      ],
      silent: [
        api("environment: { ORIGINS: \"https://shop.test,https://www.shop.test/\" }"), image,
        (
          "main.py",
          "import os\nfrom fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\n\napp = FastAPI()\n"
            + "app.add_middleware(\n    CORSMiddleware,\n"
            + "    allow_origins=[o.rstrip(\"/\") for o in os.environ[\"ORIGINS\"].split(\",\")])\n"
        ),
      ]),
    Case(
      code: "W0418", place: "docker-compose.yml:4",
      speaks: [
        api("environment: { CELERY_RESULT_BACKEND: \"rediss://:p@cache.shop.test:6380/0\" }"), image,
        ("tasks.py", "from celery import Celery\n\napp = Celery(\"shop\")\n"),
      ],
      silent: [
        api("environment: { CELERY_RESULT_BACKEND: \"rediss://:p@cache.shop.test:6380/0?ssl_cert_reqs=CERT_NONE\" }"),
        image,
        ("tasks.py", "from celery import Celery\n\napp = Celery(\"shop\")\n"),
      ]),
    Case(
      code: "W1031", place: "docker-compose.yml:4",
      speaks: [
        api("environment: { DATABASE_URL: \"postgresql://u:p@db.shop.test:5432/shop\" }"), image, engine, packages,
      ],
      // Another driver may be what the code means.
      silent: [
        api("environment: { DATABASE_URL: \"postgresql://u:p@db.shop.test:5432/shop\" }"), image, engine,
        ("requirements.txt", "sqlalchemy==2.0.36\n"),
      ]),
    Case(
      code: "W1032", place: "docker-compose.yml:4",
      speaks: [
        api("environment: { ALLOWED: \"a.test,b.test\" }"), image,
        (
          "settings.py",
          "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    ALLOWED: list[str]\n\n\n"
            + "settings = Settings()\n"
        ),
      ],
      silent: [
        api("environment: { ALLOWED: '[\"a.test\", \"b.test\"]' }"), image,
        (
          "settings.py",
          "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    ALLOWED: list[str]\n\n\n"
            + "settings = Settings()\n"
        ),
      ]),
    Case(
      code: "W0808", place: "docker-compose.prod.yml:4",
      speaks: [api("environment: { NODE_ENV: development }", "docker-compose.prod.yml"), image],
      // An operator may set it.
      silent: [api("environment: { NODE_ENV: \"${NODE_ENV:-development}\" }", "docker-compose.prod.yml"), image]),
    Case(
      code: "W0814", place: "docker-compose.prod.yml:4",
      speaks: [api("environment: { DEBUG: \"true\" }", "docker-compose.prod.yml"), image],
      silent: [api("environment: { DEBUG: \"true\" }"), image]),
    Case(
      code: "W1011", place: "docker-compose.yml:4",
      speaks: [api("environment: { FLASK_ENV: production }"), image, ("requirements.txt", "flask==3.1.0\n")],
      silent: [api("environment: { FLASK_ENV: production }"), image, ("requirements.txt", "flask==2.2.5\n")]),
    Case(
      code: "E0501", place: "docker-compose.yml:4",
      speaks: [api("environment: { STRIPE_KEY: \(token) }"), image],
      silent: [
        api("environment: { STRIPE_KEY: \"${STRIPE_KEY:?set it in .env}\" }"), image,
        (".env.example", "STRIPE_KEY=sk_live_your_key_here_0000000000\n"),
      ]),
    Case(
      code: "W0733", place: "docker-compose.prod.yml:4",
      speaks: [
        api("environment: { DATABASE_URL: \"sqlite:////app/data/shop.db\" }", "docker-compose.prod.yml"), image,
        ("main.py", "from fastapi import FastAPI\n\napp = FastAPI()\n"),
      ],
      silent: [
        api(
          "environment: { DATABASE_URL: \"sqlite:////app/data/shop.db\" }\n    volumes: [ \"data:/app/data\" ]",
          "docker-compose.prod.yml"), image, ("main.py", "from fastapi import FastAPI\n\napp = FastAPI()\n"),
      ]),
    Case(
      code: "W1041", place: "docker-compose.yml:4",
      speaks: [
        compose(
          "services:\n  api:\n    build: .\n    environment: { DATABASE_URL: \"mongodb://db:27017/shop\" }\n"
            + "  db: { image: \"mongo:8\" }\n"), ("Dockerfile", "FROM node:24-slim\nCMD [\"node\", \"x.js\"]\n"),
        ("prisma/schema.prisma", prisma),
      ],
      silent: [
        compose(
          "services:\n  api:\n    build: .\n    environment: { DATABASE_URL: \"mongodb://db:27017/shop\" }\n"
            + "  db: { image: \"mongo:8\", command: \"--replSet rs0\" }\n"),
        ("Dockerfile", "FROM node:24-slim\nCMD [\"node\", \"x.js\"]\n"), ("prisma/schema.prisma", prisma),
      ]),
    Case(
      code: "E0502", place: "docker-compose.prod.yml:4",
      speaks: [api("environment: { SECRET_KEY: your-secret-key-here }", "docker-compose.prod.yml"), image],
      silent: [api("environment: { SECRET_KEY: your-secret-key-here }"), image]),
    Case(
      code: "W0614", place: "docker-compose.prod.yml:4",
      speaks: [api("environment: { SITE_URL: \"https://yourdomain.com\" }", "docker-compose.prod.yml"), image],
      silent: [
        api("environment: { SITE_URL: \"${SITE_URL:-https://yourdomain.com}\" }", "docker-compose.dev.yml"), image,
      ]),
    Case(
      code: "W1015", place: ".env.example:2",
      speaks: [api("env_file: .env"), image, tracked, (".env", "A=1\n"), (".env.example", "A=1\nSECRET_KEY=\n")],
      silent: [api("env_file: .env"), image, tracked, (".env", "A=1\n"), (".env.example", "A=1\nB=2\n")]),
  ]

  /// In two parts, so that no scanner takes this file for a leak.
  private static let token = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"

  private static let prisma = """
    datasource db {
      provider = "mongodb"
      url      = env("DATABASE_URL")
    }

    """

  /// A list of git with the one path `.env`: header, count, sixty bytes of a file, flags, name.
  private static let tracked = (
    ".git/index",
    "DIRC" + String(repeating: "\u{0}", count: 69) + "\u{4}" + ".env" + String(repeating: "\u{0}", count: 8)
  )
}
