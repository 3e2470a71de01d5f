import Compiler
import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

/// Files that are right although a rule that looks at one line alone would report them.
struct ForeignSilenceTests {
  struct Case: CustomTestStringConvertible {
    let testDescription: String
    let compose: String
    var files: [(path: String, text: String)] = []
  }

  private static let password = "${POSTGRES_PASSWORD:?set it in .env}"

  static let cases = [
    Case(
      testDescription: "a volume at the directory of the version",
      compose: """
        services:
          db:
            image: pgvector/pgvector:pg18
            environment: { POSTGRES_PASSWORD: "\(password)" }
            volumes: [ "data:/var/lib/postgresql/18/docker" ]
        volumes: { data: }
        """),
    Case(
      testDescription: "another data directory",
      compose: """
        services:
          db:
            image: postgres:18
            environment: { POSTGRES_PASSWORD: "\(password)", PGDATA: /var/lib/postgresql/data }
            volumes: [ "data:/var/lib/postgresql/data" ]
        volumes: { data: }
        """),
    Case(
      testDescription: "nested defaults that agree with those of the store",
      compose: """
        services:
          db:
            image: postgres:18
            environment:
              POSTGRES_USER: ${U:-user}
              POSTGRES_PASSWORD: ${P:-password}
              POSTGRES_DB: ${D:-taskdb}
          api:
            image: registry.example.com/api:1
            environment:
              DATABASE_URL: ${DATABASE_URL:-postgresql://${U:-user}:${P:-password}@db:5432/${D:-taskdb}}
        """),
    Case(
      testDescription: "a message with spaces in a hole of a URL",
      compose: """
        services:
          db:
            image: postgres:18
            environment: { POSTGRES_PASSWORD: "${P:?Variable not set}" }
          api:
            image: registry.example.com/api:1
            environment: { DATABASE_URL: "postgresql://postgres:${P:?Variable not set}@db:5432/app" }
        """),
    Case(
      testDescription: "a client of the image of a database",
      compose: """
        services:
          backup: { image: "postgres:18", entrypoint: [ "/bin/sh", "/scripts/backup.sh" ] }
        """),
    Case(
      testDescription: "names that belong together",
      compose: """
        services:
          api:
            image: registry.example.com/api:1
            ports: [ "${COMPOSE_PORT_HTTP:-80}:80", "${COMPOSE_PORT_HTTPS:-443}:443" ]
            environment: { MODEL_NAME: "${MODEL_NAME:-a}", MODEL_NAMES: "${MODEL_NAMES:-a,b}" }
        """),
    Case(
      testDescription: "a store on the developer's machine alone",
      compose: """
        services:
          db:
            image: postgres:18
            environment: { POSTGRES_PASSWORD: "\(password)", APP_ENV: production }
            ports: [ "127.0.0.1:5434:5432" ]
            volumes: [ "data:/var/lib/postgresql" ]
        volumes: { data: }
        """),
    Case(
      testDescription: "a template full of placeholders",
      compose: """
        services:
          api:
            image: registry.example.com/shop:1
            restart: always
            environment: { SECRET_KEY: "${SECRET_KEY:?set it in .env}" }
        """, files: [(".env.example", "SECRET_KEY=your-secret-here\n")]),
    Case(
      testDescription: "a probe whose output decides, and JSON in quotes",
      compose: """
        services:
          api:
            image: registry.example.com/api:1
            environment: [ 'JSON="[1,2]"' ]
            healthcheck: { test: "curl -s http://localhost:8000/ | grep -q OK" }
        """),
    Case(
      testDescription: "another database of the server",
      compose: """
        services:
          db:
            image: postgres:18
            environment: { POSTGRES_USER: shop, POSTGRES_PASSWORD: "\(password)", POSTGRES_DB: shop }
          api:
            image: registry.example.com/api:1
            environment: { DATABASE_URL: "postgresql://shop:\(password)@db:5432/analytics" }
        """),
    Case(
      testDescription: "a value of a browser on a finished image",
      compose: """
        services:
          web:
            image: registry.example.com/web:1
            environment: { NEXT_PUBLIC_AUTH_PROVIDER: password }
        """),
    Case(
      testDescription: "an address of the server side beside one of the browser",
      compose: """
        services:
          backend: { image: "registry.example.com/api:1", ports: [ "8000:8000" ] }
          web:
            build: web
            command: npm run dev
            environment: { INTERNAL_API_URL: "http://backend:8000" }
        """,
      files: [
        ("web/package.json", #"{ "dependencies": { "next": "16.0.0" } }"#), ("web/Dockerfile", "FROM node:24-slim\n"),
        (
          "web/app/page.tsx",
          """
          "use client";
          const base = typeof window === "undefined" ? process.env.INTERNAL_API_URL : process.env.NEXT_PUBLIC_API_URL;
          export default function Page() { return base; }
          """
        ),
      ]),
    Case(
      testDescription: "a file that an operator makes, and a directory",
      compose: """
        services:
          api:
            image: registry.example.com/api:1
            volumes: [ "./worker/hosts.txt:/app/hosts.txt", "./ssl:/etc/nginx/ssl" ]
        """, files: [(".gitignore", "hosts.txt\n")]),
    Case(
      testDescription: "a throw-away value in a stage that is not the last",
      compose: "services: { api: { build: . } }\n",
      files: [
        (
          "Dockerfile",
          "FROM node:24-slim AS build\nARG JWT_SECRET_BUILD=\"build-time-placeholder\"\nRUN npm run build\n"
            + "FROM node:24-slim\nCMD [\"node\", \"x.js\"]\n"
        )
      ]),
  ]

  /// The same with what lies beside the file, or in a file that is laid over it.
  static let repositories: [(name: String, files: [(path: String, text: String)])] = [
    (
      "an overlay that mounts files by the directory of the base",
      [
        (
          "docker-compose.yml",
          "services:\n  api: { image: \"registry.example.com/api:1\", environment: { A: b } }\n"
        ), ("examples/observability/x.yaml", "a: b\n"),
        (
          "docker-compose.tracing.yml",
          "services:\n  api:\n    environment: { C: d }\n    volumes: [ \"./examples/observability/x.yaml:/etc/x.yaml:ro\" ]\n"
        ),
      ]
    ),
    (
      "a probe by a library that others bring",
      [
        (
          "docker-compose.yml",
          "services:\n  api:\n    build: .\n    healthcheck:\n"
            + "      test: python -c \"import requests; requests.get('http://localhost:8000').raise_for_status()\"\n"
        ), ("Dockerfile", "FROM python:3.13-slim\nCOPY . .\nRUN pip install -r requirements.txt\n"),
        ("requirements.txt", "markdown-pdf==1.3\n"),
      ]
    ),
    (
      "a store that a developer publishes",
      [
        (
          "docker-compose.dev.yml",
          "services:\n  db:\n    image: postgres:18\n    environment: { POSTGRES_PASSWORD: \"\(password)\" }\n"
            + "    ports: [ \"5432:5432\" ]\n"
        )
      ]
    ),
    (
      "probes of what listens on every address",
      [
        (
          "docker-compose.yml",
          "services:\n  a:\n    build: a\n    healthcheck: { test: wget -O /dev/null http://0.0.0.0:8400/ping }\n"
            + "  b:\n    build: b\n    healthcheck: { test: wget -q -O /dev/null http://localhost:5000/ }\n"
            + "  c: { image: \"caddy:2-alpine\", healthcheck: { test: wget -q --spider http://localhost/ } }\n"
        ), ("a/Dockerfile", "FROM node:24-alpine\nCMD [\"node\", \"server.js\"]\n"),
        (
          "b/Dockerfile",
          "FROM python:3.13-alpine\nCMD [\"gunicorn\", \"--bind\", \"[::]:5000\", \"app:app\"]\n"
        ),
      ]
    ),
    (
      "a client that is started again until its store answers",
      [
        (
          "docker-compose.yml",
          "services:\n  db:\n    image: postgres:18\n    environment: { POSTGRES_PASSWORD: \"\(password)\" }\n"
            + "  api:\n    image: registry.example.com/api:1\n    command: sh -c \"alembic upgrade head && uvicorn main:app\"\n"
            + "    restart: unless-stopped\n    depends_on: [ db ]\n"
        )
      ]
    ),
    (
      "ports that are taken away, and a variable that is demanded elsewhere in the file",
      [
        (
          "docker-compose.yml",
          "services:\n  db:\n    image: postgres:18\n    environment: { POSTGRES_PASSWORD: \"\(password)\" }\n"
            + "    ports: [ \"5432:5432\" ]\n    volumes: [ \"data:/var/lib/postgresql\" ]\n"
            + "  api: { image: \"registry.example.com/api:1\", environment: { P: \"${POSTGRES_PASSWORD}\" } }\n"
            + "volumes: { data: }\n"
        ), ("docker-compose.prod.yml", "services:\n  db:\n    ports: !reset []\n"),
      ]
    ),
    (
      "production before pnpm installs, which takes what the build needs all the same",
      [
        ("docker-compose.yml", "services: { web: { build: . } }\n"),
        (
          "Dockerfile",
          "FROM node:24-slim\nENV NODE_ENV=production\nCOPY . .\nRUN corepack enable && pnpm install && pnpm build\n"
            + "CMD [\"node\", \"server.js\"]\n"
        ), ("package.json", #"{ "scripts": { "build": "vite build" }, "devDependencies": { "vite": "7.0.0" } }"#),
        ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n"),
      ]
    ),
  ]

  @Test(arguments: repositories.map(\.name)) func nothingIsSaidOf(_ name: String) throws {
    let item = try #require(Self.repositories.first { $0.name == name })
    let example = ForeignExample(item.files + [("README.md", "A shop.\n")])
    #expect(example.found == [])
    #expect(example.check.foundStacks)
  }

  @Test(arguments: cases) func nothingIsSaid(_ item: Case) {
    let example = ForeignExample(compose: item.compose, item.files)
    #expect(example.found == [])
    #expect(example.check.foundStacks)
  }

  private static let examples =
    (try? FileManager.default.contentsOfDirectory(atPath: Repository.path("examples")))?
    .filter { FileManager.default.fileExists(atPath: Repository.path("examples/\($0)/topology.yaml")) }
    .map { "examples/\($0)/topology.yaml" }.sorted() ?? []

  /// What is generated from a topology is right in its own words.
  @Test(arguments: examples) func generatedFilesAreSilent(_ path: String) throws {
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    let root = Repository.path(folder)
    for environment in ["production", "staging"] {
      let check = ForeignCheck(
        "infra/\(environment)/compose/docker-compose.yml", in: DiskFiles.access(to: root, links: .refused), prefix: "",
        name: folder, isCheckout: true, after: SourceSet())
      #expect(check.foundStacks && check.diagnostics.map { "\($0.code) \($0.message)" } == [])
    }
  }

  /// A file that only changes services of another one: which, only the directory could tell.
  @Test func fragmentsAreNotJudged() {
    let example = ForeignExample([
      (
        "examples-of-ours/docker-compose.tracing.yml",
        "services: { api: { environment: { OTEL_URL: \"http://tempo:4318\" } } }\n"
      )
    ])
    #expect(example.found == [])
  }

  /// What git does not have is not what somebody wrote; a pattern that is taken back says nothing.
  @Test(arguments: [
    ("out/\n", false), ("/out\n", false), ("o*\n", false), ("deep/out\n", true), ("out/\n!out/kept\n", true),
    ("**/x\n", true),
    ("out.txt\n", true),
  ])
  func whatGitLeavesOutIsNotLookedAt(_ patterns: String, isFound: Bool) {
    let example = ForeignExample([
      (".gitignore", patterns),
      ("docker-compose.yml", "services: { api: { image: \"registry.example.com/api:1\" } }\n"),
      (
        "out/docker-compose.yml",
        "services: { api: { image: \"registry.example.com/api:1\", environment: { R: \"redis://gone:6379\" } } }\n"
      ),
    ])
    #expect(example.found == (isFound ? ["E0301 out/docker-compose.yml:1"] : []))
  }

  @Test func templatesOfFilesAreNotRead() {
    let example = ForeignExample([
      ("docker-compose.yml", "services:\n  {{ cookiecutter.name }}:\n    image: postgres:18\n")
    ])
    #expect(example.found == [] && example.check.templates == ["docker-compose.yml"])
  }

  @Test func privateFilesAreNeverOpened() {
    let files = [
      ("docker-compose.yml", "services: { api: { image: \"registry.example.com/api:1\", env_file: .env } }\n"),
      (".env", "PASSWORD=x\n"), (".env.local", "PASSWORD=x\n"),
    ]
    let example = ForeignExample(files)
    #expect(example.check.hasPrivateFile)
    #expect(!example.check.sources.files.contains { $0.path.hasPrefix(".env") })
  }
}
