extension ForeignProofTests {
  private static func built(_ keys: String = "") -> (path: String, text: String) {
    ("docker-compose.yml", "services:\n  web:\n    build:\n      context: .\n" + keys)
  }

  private static let next = #"{ "dependencies": { "next": "16.0.0" }, "scripts": { "build": "next build" } }"#
  private static let standalone =
    "FROM node:24-slim AS build\nWORKDIR /app\nCOPY . .\nRUN npm run build\nFROM node:24-slim\n"
    + "COPY --from=build /app/.next/standalone ./\nCMD [\"node\", \"server.js\"]\n"
  private static let compiled =
    #"{ "scripts": { "build": "tsc" }, "devDependencies": { "typescript": "5.9.0" } }"#
  private static let postinstall = #"{ "scripts": { "postinstall": "node scripts/setup.js" } }"#

  private static func install(_ command: String) -> String {
    "FROM node:24-slim\nENV NODE_ENV=production\nWORKDIR /app\nCOPY . .\nRUN \(command)\nRUN npm run build\n"
      + "CMD [\"node\", \"dist/main.js\"]\n"
  }

  private static let django =
    "import os\n\nSECRET_KEY = os.environ[\"SECRET_KEY\"]\nSTATIC_ROOT = \"static\"\n"
  private static let manage = "import os\n\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.settings\")\n"

  /// What Dockerfiles do, beside what they are given.
  static let ofImages = [
    Case(
      code: "E0504", place: "docker-compose.yml:6",
      speaks: [
        built("      args:\n        STRIPE_SECRET_KEY: ${STRIPE_SECRET_KEY}\n"),
        ("Dockerfile", "FROM node:24-slim\nARG STRIPE_SECRET_KEY\nRUN npm run build\nCMD [\"node\", \"x.js\"]\n"),
      ],
      silent: [
        built("      args:\n        STRIPE_PUBLISHABLE_KEY: ${STRIPE_PUBLISHABLE_KEY}\n"),
        ("Dockerfile", "FROM node:24-slim\nARG STRIPE_PUBLISHABLE_KEY\nRUN npm run build\nCMD [\"node\", \"x.js\"]\n"),
      ]),
    Case(
      code: "W1012", place: "docker-compose.yml:6",
      speaks: [
        built("      args:\n        API_URL: https://api.shop.test\n"),
        ("Dockerfile", "FROM node:24-slim\nRUN npm run build\nCMD [\"node\", \"x.js\"]\n"),
      ],
      silent: [
        built("      args:\n        NODE_VERSION: 24-slim\n"),
        ("Dockerfile", "ARG NODE_VERSION=24-slim\nFROM node:${NODE_VERSION}\nCMD [\"node\", \"x.js\"]\n"),
      ]),
    Case(
      code: "W1021", place: "Dockerfile:2",
      speaks: [
        built(), ("Dockerfile", "FROM node:24-slim\nENV API_TOKEN=b8f1c09d77aa43e1\nCMD [\"node\", \"x.js\"]\n"),
      ],
      silent: [
        built(), ("Dockerfile", "FROM node:24-slim\nENV API_TOKEN=placeholder\nCMD [\"node\", \"x.js\"]\n"),
      ]),
    Case(
      code: "W1026", place: "Dockerfile:6",
      speaks: [
        built(), ("Dockerfile", standalone), ("package.json", next), ("next.config.js", "module.exports = {};\n"),
      ],
      silent: [
        built(), ("Dockerfile", standalone), ("package.json", next),
        ("next.config.js", "module.exports = { output: process.env.STANDALONE ? \"standalone\" : undefined };\n"),
      ]),
    Case(
      code: "W1034", place: "Dockerfile:5",
      speaks: [built(), ("Dockerfile", install("npm ci")), ("package.json", compiled), ("package-lock.json", "{}")],
      silent: [
        built(), ("Dockerfile", install("pnpm install --frozen-lockfile")), ("package.json", compiled),
      ]),
    Case(
      code: "W1035", place: "Dockerfile:3",
      speaks: [
        built(),
        (
          "Dockerfile",
          "FROM node:24-slim\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nCMD [\"node\", \"x.js\"]\n"
        ), ("package.json", postinstall), ("package-lock.json", "{}"), ("scripts/setup.js", "\n"),
      ],
      // The client of Prisma generates again when the sources are there.
      silent: [
        built(),
        (
          "Dockerfile",
          "FROM node:24-slim\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nCMD [\"node\", \"x.js\"]\n"
        ), ("package.json", #"{ "dependencies": { "@prisma/client": "6.0.0" } }"#), ("package-lock.json", "{}"),
        ("prisma/schema.prisma", "\n"),
      ]),
    Case(
      code: "W1036", place: "railway.json:1",
      speaks: [
        ("railway.json", #"{ "deploy": { "preDeployCommand": "npx prisma migrate deploy" } }"#),
        ("Dockerfile", standalone), ("package.json", next),
      ],
      silent: [
        ("railway.json", #"{ "deploy": { "preDeployCommand": "npx prisma migrate deploy" } }"#),
        ("Dockerfile", standalone + "COPY --from=build /app/node_modules ./node_modules\n"), ("package.json", next),
      ]),
    Case(
      code: "W1037", place: "Dockerfile:4",
      speaks: [
        built(), ("manage.py", manage), ("shop/settings.py", django), ("shop/__init__.py", ""),
        (
          "Dockerfile",
          "FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nRUN python manage.py collectstatic --noinput\n"
            + "CMD [\"gunicorn\", \"shop.wsgi\"]\n"
        ),
      ],
      silent: [
        built(), ("manage.py", manage), ("shop/settings.py", django), ("shop/__init__.py", ""),
        (
          "Dockerfile",
          "FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\n"
            + "RUN SECRET_KEY=none python manage.py collectstatic --noinput\nCMD [\"gunicorn\", \"shop.wsgi\"]\n"
        ),
      ]),
    Case(
      code: "W1039", place: "Dockerfile:3",
      speaks: [
        built(), ("requirements.txt", "psycopg2==2.9.10\n"),
        (
          "Dockerfile",
          "FROM python:3.13-slim\nCOPY . .\nRUN pip install -r requirements.txt\nCMD [\"python\", \"main.py\"]\n"
        ),
      ],
      silent: [
        built(), ("requirements.txt", "psycopg2-binary==2.9.10\n"),
        (
          "Dockerfile",
          "FROM python:3.13-slim\nCOPY . .\nRUN pip install -r requirements.txt\nCMD [\"python\", \"main.py\"]\n"
        ),
      ]),
  ]
}
