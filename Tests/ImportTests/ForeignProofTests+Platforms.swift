extension ForeignProofTests {
  private static func render(_ service: String, _ rest: String = "") -> (path: String, text: String) {
    ("render.yaml", "services:\n  - type: web\n    name: api\n    runtime: python\n\(service)\n\(rest)")
  }

  private static func fly(_ text: String) -> (path: String, text: String) { ("fly.toml", "app = \"shop\"\n\(text)\n") }

  private static let image = (
    "Dockerfile", "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nCMD [\"node\", \"server.js\"]\n"
  )
  private static let server = (
    "server.js",
    "const express = require(\"express\");\nconst app = express();\napp.get(\"/health\", answer);\n"
      + "app.listen(process.env.PORT);\n"
  )
  private static let application = (
    "main.py",
    "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get(\"/health\")\ndef health():\n    return 1\n"
  )
  private static let start = "    startCommand: uvicorn main:app --host 0.0.0.0 --port $PORT"
  private static let database = "databases:\n  - { name: orders }\n"
  private static func asks(_ name: String) -> String {
    "    envVars:\n      - { key: D, fromDatabase: { name: \(name), property: connectionString } }"
  }

  /// The same rules in the files of platforms, and what only those files say.
  static let ofPlatforms = ofRender + ofFly + ofProcesses

  private static let ofRender = [
    Case(
      code: "W1014", place: "render.yaml:6",
      speaks: [render("\(start)\n    healthCheckPath: /healthz"), application],
      silent: [render("\(start)\n    healthCheckPath: /health"), application]),
    // A page of the framework itself.
    Case(
      code: "W1014", place: "render.yaml:6",
      speaks: [render("\(start)\n    healthCheckPath: /doc"), application],
      silent: [render("\(start)\n    healthCheckPath: /docs"), application]),
    // The code of another repository is not here.
    Case(
      code: "W1014", place: "render.yaml:6",
      speaks: [render("\(start)\n    healthCheckPath: /healthz"), application],
      silent: [
        render("\(start)\n    healthCheckPath: /healthz\n    repo: https://git.example.com/shop/api"), application,
      ]),
    Case(
      code: "E0218", place: "render.yaml:6",
      speaks: [render("    startCommand: python main.py\n    schedule: \"0 25 * * *\"")],
      silent: [render("    startCommand: python main.py\n    schedule: \"0 3 * * 1-5\"")]),
    Case(
      code: "E0301", place: "render.yaml:6", speaks: [render(asks("order"), database)],
      silent: [render(asks("orders"), database)]),
    // A database of that name, but a service is asked for.
    Case(
      code: "E0301", place: "render.yaml:6",
      speaks: [
        render(
          "    envVars:\n      - { key: D, fromService: { type: pserv, name: orders, property: hostport } }", "")
      ],
      silent: [
        render(
          "    envVars:\n      - { key: D, fromService: { type: pserv, name: orders, property: hostport } }",
          "  - { type: pserv, name: orders, runtime: image, image: { url: \"registry.example.com/orders:1\" } }\n")
      ]),
    Case(
      code: "E0217", place: "render.yaml:6",
      speaks: [
        (
          "render.yaml",
          "services:\n  - type: web\n    name: api\n    runtime: docker\n    plan: free\n"
            + "    dockerfilePath: ./api.Dockerfile\n"
        )
      ],
      // It lies in another repository.
      silent: [
        (
          "render.yaml",
          "services:\n  - type: web\n    name: api\n    runtime: docker\n"
            + "    repo: https://git.example.com/shop/api\n    dockerfilePath: ./api.Dockerfile\n"
        )
      ]),
    // The platform's own image of Python has no server beside the program.
    Case(
      code: "E0603", place: "render.yaml:7",
      speaks: [
        render("\(start)\n    envVars:\n      - { key: REDIS_URL, value: \"redis://localhost:6379/0\" }"), application,
      ],
      silent: [
        (
          "render.yaml",
          "services:\n  - type: web\n    name: api\n    runtime: docker\n    envVars:\n"
            + "      - { key: REDIS_URL, value: \"redis://localhost:6379/0\" }\n"
        ), image, server,
      ]),
    Case(
      code: "W0733", place: "render.yaml:7",
      speaks: [
        render("\(start)\n    envVars:\n      - { key: DATABASE_URL, value: \"sqlite:////data/shop.db\" }"),
        application,
      ],
      silent: [
        render(
          "\(start)\n    disk: { name: data, mountPath: /data, sizeGB: 1 }\n    envVars:\n"
            + "      - { key: DATABASE_URL, value: \"sqlite:////data/shop.db\" }"), application,
      ]),
    Case(
      code: "W1020", place: "settings.py:3",
      speaks: [render("\(start)\n    envVars:\n      - { key: API_KEY, sync: false }"), application, settings],
      // What is entered in a dashboard is not named here: neither may this one be.
      silent: [render("\(start)\n    envVars:\n      - { key: LOG_LEVEL, value: info }"), application, settings]),
    Case(
      code: "W1020", place: "settings.py:3",
      speaks: [
        render("\(start)\n    envVars:\n      - { key: A, sync: false }\n      - fromGroup: mail", groups), application,
        settings,
      ],
      // The group was made elsewhere, and may have the variable.
      silent: [
        render("\(start)\n    envVars:\n      - { key: A, sync: false }\n      - fromGroup: mail"), application,
        settings,
      ]),
    Case(
      code: "W1005", place: "render.yaml:3",
      speaks: [render("\(start)\n    envVars:\n      - { key: A, sync: false }"), reader],
      silent: [render("\(start)\n    envVars:\n      - { key: A, value: b }"), reader]),
    Case(
      code: "E0502", place: "render.yaml:7",
      speaks: [render("\(start)\n    envVars:\n      - { key: SECRET_KEY, value: change-me }")],
      silent: [render("\(start)\n    envVars:\n      - { key: SECRET_KEY, generateValue: true }")]),
    // No file of the platform replaces a variable in a value, but a library of the code may.
    Case(
      code: "E0502", place: "render.yaml:7",
      speaks: [render("\(start)\n    envVars:\n      - { key: BROKER_URL, value: $REDIS_URL }"), application],
      silent: [
        render("\(start)\n    envVars:\n      - { key: BROKER_URL, value: $REDIS_URL }"), application,
        ("requirements.txt", "django-environ==0.12.0\n"),
      ]),
    Case(
      code: "E0503", place: "render.yaml:7",
      speaks: [render("\(start)\n    envVars:\n      - { key: VITE_STRIPE_SECRET_KEY, sync: false }")],
      silent: [render("\(start)\n    envVars:\n      - { key: VITE_STRIPE_PUBLISHABLE_KEY, sync: false }")]),
    // How infracc would build the code says nothing about how the platform does.
    Case(
      code: "W1024", place: "render.yaml:5",
      speaks: [
        render("    startCommand: npm run serve"), ("package.json", #"{ "scripts": { "start": "node a.js" } }"#),
      ],
      silent: [
        (
          "render.yaml",
          "services:\n  - { type: web, name: site, runtime: static, buildCommand: cd site && npm run build }\n"
        ),
        ("package.json", #"{ "scripts": { "start": "node a.js" } }"#),
      ]),
  ]

  private static let reader = (
    "main.py",
    "import os\n\nfrom fastapi import FastAPI\n\nSTORE = os.environ[\"STORE_URL\"]\napp = FastAPI()\n"
  )
  private static let settings = (
    "settings.py", "import os\n\nURL = os.getenv(\"STORE_URL\", \"postgresql://shop:u7Tq9xPw2Lm4@db.shop.test/shop\")\n"
  )
  private static let groups =
    "envVarGroups:\n  - { name: mail, envVars: [ { key: MAIL_FROM, value: shop@shop.test } ] }\n"

  private static let service = "[http_service]\ninternal_port = 3000"

  private static let ofFly = [
    Case(
      code: "E0611", place: "fly.toml:3", speaks: [fly("[env]\nPORT = \"8080\"\n\(service)"), image, server],
      silent: [
        // A proxy in the image may take the requests.
        fly("[env]\nPORT = \"8080\"\n\(service)"), server,
        (
          "Dockerfile",
          "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nCMD [\"/bin/proxy\", \"--\", \"node\", \"server.js\"]\n"
        ),
      ]),
    // A route by the name of its file.
    Case(
      code: "W1014", place: "fly.toml:5",
      speaks: [fly("\(service)\n[[http_service.checks]]\npath = \"/healthcheck\""), image, server],
      silent: [
        fly("\(service)\n[[http_service.checks]]\npath = \"/healthcheck\""), image, server,
        ("app/routes/healthcheck.tsx", "export const loader = () => new Response(\"OK\");\n"),
      ]),
    Case(
      code: "E0217", place: "fly.toml:3", speaks: [fly("[build]\ndockerfile = \"api/Dockerfile\""), image, server],
      silent: [fly("[build]\ndockerfile = \"api/Dockerfile\""), ("api/Dockerfile", image.1), server]),
    Case(
      code: "W0733", place: "fly.toml:3",
      speaks: [fly("[env]\nDATABASE_URL = \"sqlite:////data/shop.db\""), image, server],
      silent: [
        fly("[env]\nDATABASE_URL = \"sqlite:////data/shop.db\"\n[mounts]\nsource = \"a\"\ndestination = \"/data\""),
        image,
        server,
      ]),
    Case(
      code: "W1047", place: "fly.toml:3",
      speaks: [fly("[deploy]\nrelease_command = \"npx prisma db push --accept-data-loss\""), image, server],
      silent: [fly("[deploy]\nrelease_command = \"npx prisma migrate deploy\""), image, server]),
    // One value of the whole app is one mistake.
    Case(
      code: "W0506", place: "fly.toml:3",
      speaks: [
        fly("[env]\nMAIL_PASSWORD = \"u7Tq9xPw2Lm4\"\n[processes]\nweb = \"node server.js\"\nmail = \"node mail.js\""),
        image, server,
      ],
      silent: [fly("[env]\nMAIL_PASSWORD_FILE = \"/run/mail\""), image, server]),
    Case(
      code: "W0614", place: "fly.toml:3",
      speaks: [fly("[env]\nAPP_URL = \"https://shop.yourdomain.com\""), image, server],
      silent: [fly("[env]\nAPP_URL = \"https://shop.fly.dev\""), image, server]),
  ]

  private static let ofProcesses = [
    Case(
      code: "E0613", place: "Procfile:1", speaks: [("Procfile", "web: uvicorn main:app --port $PORT\n"), application],
      silent: [("Procfile", "web: uvicorn main:app --host 0.0.0.0 --port $PORT\n"), application]),
    // Nobody connects to another process than `web`.
    Case(
      code: "E0613", place: "Procfile:1", speaks: [("Procfile", "web: hypercorn main:app\n"), application],
      silent: [("Procfile", "web: gunicorn main:app\nmetrics: uvicorn metrics:app\n"), application]),
    Case(
      code: "W0816", place: "Procfile:2",
      speaks: [("Procfile", "# The shop.\nweb: python manage.py runserver 0.0.0.0:$PORT\n")],
      silent: [("Procfile", "# The shop.\nweb: gunicorn shop.wsgi\n")]),
    Case(
      code: "E0620", place: "Procfile:1",
      speaks: [
        ("Procfile", "worker: celery -A shop worker -B\n"),
        ("app.json", #"{ "formation": { "worker": { "quantity": 2 } } }"#),
      ],
      silent: [
        ("Procfile", "worker: celery -A shop worker\nbeat: celery -A shop beat\n"),
        ("app.json", #"{ "formation": { "worker": { "quantity": 2 } } }"#),
      ]),
    Case(
      code: "E0218", place: "app.json:1",
      speaks: [("app.json", #"{ "cron": [ { "command": "rake a", "schedule": "61 3 * * *" } ], "env": {} }"#)],
      // A word of the platform.
      silent: [("app.json", #"{ "cron": [ { "command": "rake a", "schedule": "@daily" } ], "env": {} }"#)]),
    Case(
      code: "W0814", place: "app.json:1", speaks: [("app.json", #"{ "env": { "DEBUG": "true" } }"#)],
      silent: [("app.json", #"{ "env": { "DEBUG": { "description": "Not for production.", "required": false } } }"#)]),
    Case(
      code: "W0506", place: "app.json:1",
      speaks: [("app.json", #"{ "env": { "SECRET_KEY": { "value": "u7Tq9xPw2Lm4-q8s2" } } }"#)],
      silent: [("app.json", #"{ "env": { "SECRET_KEY": { "generator": "secret" } } }"#)]),
  ]
}
