extension ForeignProofTests {
  private static func web(_ keys: String, _ file: String = "docker-compose.yml") -> (path: String, text: String) {
    (file, "services:\n  api:\n    build: .\n    \(keys)\n")
  }

  private static let python = (
    "Dockerfile",
    "FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nCMD [\"uvicorn\", \"main:app\", \"--host\", \"0.0.0.0\"]\n"
  )
  private static let node = (
    "Dockerfile", "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nCMD [\"node\", \"server.js\"]\n"
  )
  private static let fastapi = ("main.py", "from fastapi import FastAPI\n\napp = FastAPI()\n")
  private static func server(_ listen: String) -> (path: String, text: String) {
    ("server.js", "const express = require(\"express\");\nconst app = express();\napp.listen(\(listen));\n")
  }
  private static let manifest = ("package.json", #"{ "scripts": { "start": "node server.js" } }"#)

  /// What code and commands say beside what is published.
  private static func django(_ hosts: String) -> Files {
    [
      ("railway.json", #"{ "deploy": { "healthcheckPath": "/healthz/" } }"#), ("manage.py", "import django\n"),
      ("requirements.txt", "django==5.2\n"), ("shop/__init__.py", ""),
      ("shop/settings.py", "DEBUG = False\nALLOWED_HOSTS = \(hosts)\n"),
      ("shop/urls.py", "from django.urls import path\n\nurlpatterns = [path(\"healthz/\", lambda request: None)]\n"),
    ]
  }

  static let ofCode = [
    Case(
      code: "W0621", place: "shop/settings.py:2", speaks: django("[\"shop.test\", \"www.shop.test\"]"),
      silent: django("[\"shop.test\", \".railway.app\"]")),
    Case(
      code: "W0621", place: "shop/settings.py:2", speaks: django("[\n    'shop.test',\n]"),
      silent: django("[\"shop.test\"] + HOSTS")),
    Case(
      code: "W1003", place: "docker-compose.yml:4",
      speaks: [web("ports: [ \"8080:8080\" ]"), node, server("3000"), manifest],
      silent: [web("ports: [ \"8080:3000\", \"9229:9229\" ]"), node, server("3000"), manifest]),
    Case(
      code: "W1004", place: "server.js:3",
      speaks: [web("ports: [ \"3000:3000\" ]"), node, server("3000, \"127.0.0.1\""), manifest],
      // Nothing outside of it connects.
      silent: [web("restart: always"), node, server("3000, \"127.0.0.1\""), manifest]),
    Case(
      code: "E0611", place: "docker-compose.yml:5",
      speaks: [
        web("ports: [ \"8080:5000\" ]\n    command: uvicorn main:app --host 0.0.0.0 --port 8000"), python, fastapi,
      ],
      silent: [
        web("ports: [ \"8080:8000\" ]\n    command: uvicorn main:app --host 0.0.0.0 --port 8000"), python, fastapi,
      ]),
    Case(
      code: "E0613", place: "docker-compose.yml:5",
      speaks: [
        web("ports: [ \"8000:8000\" ]\n    command: uvicorn main:app --host 127.0.0.1 --port 8000"), python, fastapi,
      ],
      silent: [web("command: uvicorn main:app --host 127.0.0.1 --port 8000"), python, fastapi]),
    Case(
      code: "E0608", place: "docker-compose.yml:7",
      speaks: [
        web(
          "command: uvicorn main:app --host 0.0.0.0 --port 8000\n  web:\n    image: registry.example.com/web:1\n"
            + "    environment: { API: \"https://api:8000\" }"), python, fastapi,
      ],
      silent: [
        web(
          "command: uvicorn main:app --host 0.0.0.0 --port 8000 --ssl-keyfile k.pem\n  web:\n"
            + "    image: registry.example.com/web:1\n    environment: { API: \"https://api:8000\" }"), python, fastapi,
      ]),
    Case(
      code: "E0615", place: "docker-compose.yml:4",
      speaks: [
        web("command: sh -c \"alembic upgrade head && uvicorn main:app --host 0.0.0.0\"\n    deploy: { replicas: 3 }"),
        python, fastapi,
      ], silent: [web("command: sh -c \"alembic upgrade head && uvicorn main:app --host 0.0.0.0\""), python, fastapi]),
    Case(
      code: "E0620", place: "docker-compose.yml:4",
      speaks: [web("command: celery -A tasks worker -B\n    deploy: { replicas: 3 }"), python],
      silent: [web("command: celery -A tasks worker\n    deploy: { replicas: 3 }"), python]),
    Case(
      code: "W1005", place: "docker-compose.yml:2",
      speaks: [
        web("environment: { A: b }"), python, fastapi,
        ("settings.py", "import os\n\nTOKEN_OF_SHOP = os.environ[\"TOKEN_OF_SHOP\"]\n"),
        ("routes.py", "import settings\n"),
      ],
      // An env file may have it.
      silent: [
        web("env_file: .env"), python, fastapi,
        ("settings.py", "import os\n\nTOKEN_OF_SHOP = os.environ[\"TOKEN_OF_SHOP\"]\n"),
        ("routes.py", "import settings\n"),
      ]),
    Case(
      code: "W1018", place: "docker-compose.prod.yml:2",
      speaks: [web("command: uvicorn main:app --host 0.0.0.0 --workers 4", "docker-compose.prod.yml"), python, random],
      silent: [web("command: uvicorn main:app --host 0.0.0.0", "docker-compose.prod.yml"), python, random]),
    Case(
      code: "W1024", place: "docker-compose.yml:4",
      speaks: [web("command: npm run serve"), node, server("3000"), manifest],
      silent: [web("command: npm run serve\n    working_dir: /app/web"), node, server("3000"), manifest]),
    Case(
      code: "W1025", place: "docker-compose.prod.yml:4",
      speaks: [
        web("command: npm start", "docker-compose.prod.yml"), node,
        ("package.json", #"{ "scripts": { "start": "nodemon server.js" } }"#),
      ],
      silent: [
        web("command: npm start", "docker-compose.prod.yml"), node, server("3000"), manifest,
      ]),
    Case(
      code: "W1030", place: "docker-compose.yml:4",
      speaks: [web("command: uvicorn app:api --host 0.0.0.0"), python, fastapi],
      // Some directory of the image may be the one that it runs in.
      silent: [web("command: uvicorn app:api --host 0.0.0.0"), python, fastapi, ("src/app.py", "api = None\n")]),
    Case(
      code: "W0702", place: "db.py:5",
      speaks: [
        (
          "docker-compose.yml",
          "services:\n  db: { image: \"postgres:18\", environment: { POSTGRES_PASSWORD: \"${P:?x}\" } }\n  api:\n    build: .\n"
            + "    command: uvicorn main:app --host 0.0.0.0 --workers 4\n"
            + "    environment: { DATABASE_URL: \"postgresql+asyncpg://postgres:${P:?x}@db:5432/shop\" }\n"
        ), python, fastapi, pool(23),
      ],
      silent: [
        (
          "docker-compose.yml",
          "services:\n  db:\n    image: postgres:18\n    environment: { POSTGRES_PASSWORD: \"${P:?x}\" }\n"
            + "    command: postgres -c max_connections=300\n  api:\n    build: .\n"
            + "    command: uvicorn main:app --host 0.0.0.0 --workers 4\n"
            + "    environment: { DATABASE_URL: \"postgresql+asyncpg://postgres:${P:?x}@db:5432/shop\" }\n"
        ), python, fastapi, pool(23),
      ]),
  ]

  private static let random = (
    "settings.py",
    "import secrets\nfrom pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n"
      + "    SECRET_KEY: str = secrets.token_urlsafe(32)\n\n\nsettings = Settings()\n"
  )

  private static func pool(_ size: Int) -> (path: String, text: String) {
    (
      "db.py",
      "import os\nfrom sqlalchemy.ext.asyncio import create_async_engine\n\nurl = os.environ[\"DATABASE_URL\"]\n"
        + "engine = create_async_engine(os.environ[\"DATABASE_URL\"], pool_size=\(size), max_overflow=0)\n"
    )
  }
}
