/// Applications that are in the module of the topology, or elsewhere.
extension ProbeTests {
  private static let fastapi = "from fastapi import FastAPI\napp = FastAPI()\n"
  private static let moved: [String: String] = [
    "api/app/main.py": fastapi, "api/requirements.txt": "fastapi==0.115.6\nuvicorn==0.34.0\n",
  ]
  private static let celery: [String: String] = [
    "api/shop/celery.py": "from celery import Celery\napp = Celery(\"shop\")\n",
    "api/requirements.txt": "celery==5.7.0\n",
  ]
  private static func django(_ settings: String, _ more: [String: String] = [:]) -> [String: String] {
    [
      "api/manage.py": "import os\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"portal.settings\")\n",
      "api/portal/settings.py": settings,
      "api/portal/wsgi.py": "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n",
      "api/requirements.txt": "django==5.2.19\ngunicorn==27.0.1\n",
    ].merging(more) { _, new in new }
  }
  private static func image(_ lines: String...) -> [String: String] {
    [
      "api/Dockerfile": "FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n"
        + lines.joined(separator: "\n") + "\n"
    ]
  }
  private static let demanding = "import os\nSECRET_KEY = os.environ[\"SECRET_KEY\"]\nSTATIC_ROOT = \"static\"\n"
  private static let given = "variables: { SECRET_KEY: { source: external }, SITE_NAME: { source: external } }"

  static let applications: [Case] = [
    Case("an application in a package", api, moved, "W1030", shown: "app"),
    Case("its name, written", "  api: { type: fastapi, root: api, app: app.main:app }", moved),
    Case("another name, written", "  api: { type: fastapi, root: api, app: src.main:app }", moved, "W1030"),
    Case(
      "in a command", "  api: { type: fastapi, root: api, start: uvicorn main:app --host 0.0.0.0 --port $PORT }", moved,
      "W1030", shown: "app"),
    Case(
      "in a command that is right",
      "  api: { type: fastapi, root: api, start: uvicorn app.main:app --host 0.0.0.0 --port $PORT }", moved),
    Case(
      "in another directory",
      "  api: { type: fastapi, root: api, start: 'cd app && uvicorn main:app --host 0.0.0.0 --port $PORT' }", moved),
    Case(
      "after a flag for the directory",
      "  api: { type: fastapi, root: api, start: uvicorn --app-dir app main:app --host 0.0.0.0 --port $PORT }", moved),
    Case(
      "where the path of imports is set", "  api: { type: fastapi, root: api, variables: { PYTHONPATH: app } }", moved),
    Case(
      "in `src`", api,
      [
        "api/src/main.py": fastapi, "api/pyproject.toml": "",
        "api/requirements.txt": moved["api/requirements.txt"] ?? "",
      ]),
    Case("a package of Celery", "  api: { type: celery, root: api, app: shop }", celery),
    Case("its module", "  api: { type: celery, root: api, app: shop.celery }", celery),
    Case("Celery's usual name", "  api: { type: celery, root: api }", celery, "W1030", shown: "app"),
    Case(
      "Celery in a command",
      "  api: { type: worker, root: api, build: { dockerfile: api/Dockerfile }, start: celery -A jobs worker -c 2 }",
      celery.merging(image()) { a, _ in a }, "W1030"),
    Case("a finished image has its own command", "  api: { type: fastapi, image: \"a/b:1\", health: none }", moved),
    Case(
      "Django's usual name", "  api: { type: django, root: api, \(given) }", django(demanding), "W1030",
      shown: "application"),
    Case(
      "what settings demand", "  api: { type: django, root: api, app: 'portal.wsgi:application', \(given) }",
      django(demanding + "SITE_NAME = os.environ[\"SITE_NAME\"]\n"), "W1037", shown: "SITE_NAME"),
    Case(
      "settings that demand what is given",
      "  api: { type: django, root: api, app: 'portal.wsgi:application', \(given) }",
      django(demanding)),
    Case(
      "settings without a directory", "  api: { type: django, root: api, app: 'portal.wsgi:application', \(given) }",
      django("import os\nSECRET_KEY = os.environ[\"SECRET_KEY\"]\n"), "W1037"),
    Case(
      "a Dockerfile that collects",
      "  api: { type: web, root: api, port: 8000, build: { dockerfile: api/Dockerfile }, \(given) }",
      django(demanding, image("RUN python manage.py collectstatic --noinput", "CMD [\"gunicorn\", \"portal.wsgi\"]")),
      "W1037", shown: "RUN python manage.py collectstatic --noinput"),
    Case(
      "with a value for the command",
      "  api: { type: web, root: api, port: 8000, build: { dockerfile: api/Dockerfile }, \(given) }",
      django(
        demanding,
        image("RUN SECRET_KEY=x python manage.py collectstatic --noinput", "CMD [\"gunicorn\", \"portal.wsgi\"]"))),
    Case(
      "with an argument before it",
      "  api: { type: web, root: api, port: 8000, build: { dockerfile: api/Dockerfile }, \(given) }",
      django(
        demanding,
        image("ARG SECRET_KEY=x", "RUN python manage.py collectstatic --noinput", "CMD [\"gunicorn\", \"portal.wsgi\"]")
      )),
  ]

  // MARK: Processes

  private static let store = "  postgres: { version: 17, backup: { schedule: \"0 3 * * *\" } }\n"
  private static let url = "variables: { DATABASE_URL: $<<postgres.url>> }"
  private static func flask(_ files: [String: String]) -> [String: String] {
    [
      "api/app.py": "import os\nfrom flask import Flask\napp = Flask(__name__)\nURL = os.environ[\"DATABASE_URL\"]\n",
      "api/requirements.txt": "flask==3.1.0\ngunicorn==27.0.1\ncelery==5.7.0\n",
    ].merging(files) { _, new in new }
  }
  private static let wsgi = store + "  api: { type: flask, root: api, health: none, workers: 2, \(url) }"

  static let processes: [Case] = [
    Case(
      "a literal of gunicorn's file", wsgi, flask(["api/gunicorn.conf.py": "workers = 6\n"]), "W0736", shown: "workers"),
    Case("the same number", wsgi, flask(["api/gunicorn.conf.py": "workers = 2\n"])),
    Case(
      "one for each processor", wsgi,
      flask(["api/gunicorn.conf.py": "import multiprocessing\nworkers = multiprocessing.cpu_count() * 2 + 1\n"]),
      "W0736"),
    Case(
      "a variable", wsgi,
      flask(["api/gunicorn.conf.py": "import os\nworkers = int(os.environ.get(\"WEB_CONCURRENCY\", 2))\n"])),
    Case(
      "a flag that is stronger",
      store + "  api: { type: flask, root: api, health: none, start: gunicorn app:app -b 0.0.0.0:$PORT -w 3, \(url) }",
      flask(["api/gunicorn.conf.py": "workers = 6\n"])),
    Case(
      "a file by its name",
      store
        + "  api: { type: flask, root: api, health: none, start: gunicorn app:app -b 0.0.0.0:$PORT -c conf/g.py, \(url) }",
      flask(["api/conf/g.py": "workers = 6\n"]), "W0736"),
    Case(
      "the command of an image",
      store + "  api: { type: flask, root: api, health: none, build: { dockerfile: api/Dockerfile }, \(url) }",
      flask(image("CMD [\"gunicorn\", \"-w\", \"4\", \"app:app\"]")), "W0736",
      shown: "CMD [\"gunicorn\", \"-w\", \"4\", \"app:app\"]"),
    Case(
      "the command of a worker's image",
      store + "  api: { type: worker, root: api, build: { dockerfile: api/Dockerfile }, \(url) }",
      flask(image("CMD exec celery -A app worker")), "W0736"),
    Case(
      "a number that nothing counts",
      "  api: { type: flask, root: api, health: none, build: { dockerfile: api/Dockerfile }, variables: { DATABASE_URL: { source: external } } }",
      flask(image("CMD [\"gunicorn\", \"-w\", \"4\", \"app:app\"]"))),
    Case(
      "pm2's file",
      store
        + "  api: { type: web, root: api, port: 3000, health: none, build: { dockerfile: api/Dockerfile }, start: pm2-runtime ecosystem.config.js, pools: { postgres: { size: 2 } }, \(url) }",
      [
        "api/Dockerfile": "FROM node:22-bookworm-slim\nCOPY . .\nRUN npm install --global pm2@5\n",
        "api/ecosystem.config.js": "module.exports = { apps: [{ script: './server.js', instances: 4 }] }\n",
        "api/server.js": "const url = process.env.DATABASE_URL\n",
      ], "W0736", shown: "instances"),
  ]
}
