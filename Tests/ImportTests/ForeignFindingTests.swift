import Compiler
import Diagnostics
import Testing

/// What people write into compose files, Dockerfiles and the files of platforms, and what is said of it.
struct ForeignFindingTests {
  struct Case: CustomTestStringConvertible {
    let testDescription: String
    let compose: String
    var files: [(path: String, text: String)] = []
    let found: [String]
    /// What the only finding underlines.
    var underlined: String?
  }

  private static let password = "${POSTGRES_PASSWORD:?set it in .env}"
  private static let postgres = """
      db:
        image: postgres:18
        environment: { POSTGRES_USER: shop, POSTGRES_PASSWORD: "\(password)" }
    """

  static let cases = [
    Case(
      testDescription: "a host that is no service",
      compose: """
        services:
          api:
            image: registry.example.com/api:1
            environment: [ "REDIS_URL=redis://cache:6379/0" ]
        """, found: ["E0301 docker-compose.yml:4"], underlined: "cache"),
    Case(
      testDescription: "an address of another server",
      compose: """
        services:
        \(postgres)
          api:
            image: registry.example.com/api:1
            environment: { REDIS_URL: "redis://db:6379/0" }
        """, found: ["E0402 docker-compose.yml:7"]),
    Case(
      testDescription: "the port of the host, asked inside",
      compose: """
        services:
          api: { image: "registry.example.com/api:1", ports: [ "8080:8000" ] }
          web: { image: "registry.example.com/web:1", environment: { API: "http://api:8080" } }
        """, found: ["E0622 docker-compose.yml:3"], underlined: "8080"),
    Case(
      testDescription: "a database on the container itself",
      compose: """
        services:
        \(postgres)
          api:
            image: registry.example.com/api:1
            environment: { DATABASE_URL: "postgresql://shop:\(password)@localhost:5432/shop" }
        """, found: ["E0603 docker-compose.yml:7"], underlined: "localhost"),
    Case(
      testDescription: "one port of the host for two",
      compose: """
        services:
          a: { image: "registry.example.com/a:1", ports: [ "8080:80" ] }
          b: { image: "registry.example.com/b:1", ports: [ "8080:81" ] }
        """, found: ["E0612 docker-compose.yml:3"], underlined: "8080"),
    Case(
      testDescription: "one port of the host for three containers",
      compose: """
        services:
          a: { image: "registry.example.com/a:1", ports: [ "8080:80" ], deploy: { replicas: 3 } }
        """, found: ["E0612 docker-compose.yml:2"], underlined: "8080"),
    Case(
      testDescription: "a shell's syntax without a shell",
      compose: """
        services:
          a:
            image: registry.example.com/a:1
            healthcheck: { test: [ "CMD", "curl", "--fail", "http://localhost/", "||", "exit", "1" ] }
        """, found: ["E0230 docker-compose.yml:4"], underlined: "||"),
    Case(
      testDescription: "a file that is not there",
      compose: """
        services:
          a: { image: "registry.example.com/a:1", volumes: [ "./nginx.conf:/etc/nginx/nginx.conf:ro" ] }
        """, found: ["E0217 docker-compose.yml:2"], underlined: "./nginx.conf"),
    Case(
      testDescription: "data of PostgreSQL 18 at the old place",
      compose: """
        services:
          db:
            image: postgres:18
            environment: { POSTGRES_PASSWORD: "\(password)" }
            volumes: [ "data:/var/lib/postgresql/data" ]
        volumes: { data: }
        """, found: ["E0721 docker-compose.yml:5"], underlined: "/var/lib/postgresql/data"),
    Case(
      testDescription: "a password that the probe does not give",
      compose: """
        services:
          cache:
            image: redis:8
            command: redis-server --requirepass ${REDIS_PASSWORD:?set it in .env}
            healthcheck: { test: [ "CMD", "redis-cli", "ping" ] }
        """, found: ["W1023 docker-compose.yml:5"]),
    Case(
      testDescription: "a store of production on every address, with its password in the file",
      compose: """
        services:
          db:
            image: postgres:18
            environment: { APP_ENV: production, POSTGRES_PASSWORD: hunter2hunter2 }
            ports: [ "5432:5432" ]
            volumes: [ "data:/var/lib/postgresql" ]
        volumes: { data: }
        """, found: ["W0506 docker-compose.yml:4", "W0607 docker-compose.yml:5"]),
    Case(
      testDescription: "a store with data of no certain version",
      compose: """
        services:
          db:
            image: postgres
            environment: { POSTGRES_PASSWORD: "\(password)" }
            volumes: [ "data:/var/lib/postgresql" ]
        volumes: { data: }
        """, found: ["W1008 docker-compose.yml:3"], underlined: "postgres"),
    Case(
      testDescription: "a base without updates, and a program that the image lacks",
      compose: "services: { api: { build: . } }\n",
      files: [
        (
          "Dockerfile",
          "FROM node:20-slim\nHEALTHCHECK CMD curl --fail http://localhost:3000/\nCMD [\"node\", \"x.js\"]\n"
        )
      ],
      found: ["W1013 Dockerfile:1", "W1033 Dockerfile:2"]),
    Case(
      testDescription: "a server of development in the image of a production stack",
      compose: "services: { api: { build: ., environment: { APP_ENV: production } } }\n",
      files: [("Dockerfile", "FROM python:3.13-slim\nCMD [\"uvicorn\", \"main:app\", \"--reload\"]\n")],
      found: ["W0816 Dockerfile:2"], underlined: "--reload"),
    Case(
      testDescription: "a default password that a template repeats",
      compose: """
        services:
          db:
            image: postgres:18
            environment: { APP_ENV: production, POSTGRES_PASSWORD: "${DB_PASSWORD:-shop_secure_password}" }
            volumes: [ "data:/var/lib/postgresql" ]
        volumes: { data: }
        """, files: [(".env.example", "DB_PASSWORD=shop_secure_password\n")], found: ["W1020 docker-compose.yml:4"],
      underlined: "shop_secure_password"),
    Case(
      testDescription: "a value of browsers that the build does not get",
      compose: """
        services:
          web: { build: web, environment: { NEXT_PUBLIC_API_URL: "https://api.shop.test" } }
        """,
      files: [
        ("web/package.json", #"{ "dependencies": { "next": "16.0.0" } }"#),
        ("web/Dockerfile", "FROM node:24-slim\nRUN npm run build\nCMD [\"npm\", \"start\"]\n"),
        ("web/app/page.tsx", "\"use client\";\nconst api = process.env.NEXT_PUBLIC_API_URL;\n"),
      ], found: ["W0623 docker-compose.yml:2"], underlined: "NEXT_PUBLIC_API_URL"),
  ]

  @Test(arguments: cases) func isFound(_ item: Case) {
    let example = ForeignExample(compose: item.compose, item.files + [("README.md", "A shop.\n")])
    #expect(example.found == item.found)
    if let underlined = item.underlined, let code = example.codes.first {
      #expect(example.underlined(code) == underlined)
    }
  }

  /// No finding at such a file has a word of the language, and each points at text that is there.
  @Test(arguments: cases) func speaksTheWordsOfTheFile(_ item: Case) {
    Self.expectWordsOfFiles(ForeignExample(compose: item.compose, item.files).check)
  }

  /// Words of the language of topologies, and of no other file.
  private static let words = [
    "$<<", "pools:", "health:", "scale:", "use:", "secrets:", "generate", "topology", "variables:", "release:",
    "build.secrets", "`release`", "tuning", "pooler", "`external`", "install_files", "services.",
  ]

  /// Every text is one for the files themselves, and every label lies in a file that is there.
  static func expectWordsOfFiles(_ check: ForeignCheck) {
    for finding in check.diagnostics {
      let texts =
        [finding.message, finding.primary.text] + finding.secondary.map(\.text) + finding.notes + finding.help
      for text in texts {
        for word in words {
          #expect(!text.contains(word), "\(finding.code): \(text)")
        }
      }
      for label in [finding.primary] + finding.secondary {
        #expect(check.sources.files.indices.contains(Int(label.span.file.index)))
        #expect(Int(label.span.end) <= check.sources[label.span.file].bytes.count)
      }
    }
  }

  @Test func railway() {
    let example = ForeignExample([
      (
        "backend/railway.toml",
        "[deploy]\nstartCommand = \"npx prisma db push --accept-data-loss && node server.js\"\n"
      ), ("web/railway.json", #"{ "deploy": { "startCommand": "npx next start" } }"#),
    ])
    #expect(
      example.found == ["W0907 backend/railway.toml:1", "W1047 backend/railway.toml:2", "W0907 web/railway.json:1"])
  }

  /// A file that is no YAML is reported, and the others are checked.
  @Test func brokenFiles() {
    let example = ForeignExample([
      ("docker-compose.yml", "services: { api: { image: a:1, environment: { R: \"redis://cache:6379\" } } }\n"),
      ("deploy/compose.yaml", "services:\n  api: [ image: a\n"),
      ("deep/compose.yaml", String(repeating: "{a: ", count: 5_000)),
      ("lan/compose.yaml", "services: *nothing\n"),
    ])
    #expect(Set(example.codes) == ["E0103", "E0301"], "\(example.found)")
  }

  /// The order of directory entries and the place of the repository change nothing.
  @Test func orderDoesNotMatter() {
    let files = [
      ("docker-compose.yml", Self.cases[0].compose), ("api/Dockerfile", "FROM node:20-slim\n"),
      ("web/railway.json", "{}"), (".env.example", "A=1\n"),
    ]
    #expect(ForeignExample(files).found == ForeignExample(files.reversed()).found)
  }
}
