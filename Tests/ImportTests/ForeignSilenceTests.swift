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
