import Compiler
import Diagnostics
import Files
import Import
import TestSupport
import Testing

/// Compose files as topologies: `Tests/Fixtures/migrate/compose`.
struct ComposeMigrationTests {
  private static let compose = """
    name: shop
    services:
      db:
        image: postgres:16-alpine
        container_name: shop-db
        restart: unless-stopped
        ports: [ "5432:5432" ]
        environment:
          POSTGRES_USER: shop
          POSTGRES_PASSWORD: planted-secret-1
          POSTGRES_DB: orders
        volumes: [ "db:/var/lib/postgresql/data" ]
        healthcheck: { test: [ "CMD-SHELL", "pg_isready -U shop" ] }
      cache:
        image: redis:8
      api:
        build: { context: ./api, target: run, args: { COMMIT: abc } }
        command: uvicorn main:app --host 0.0.0.0 --port 8000 --workers 4
        ports: [ "8000:8000" ]
        environment:
          - DATABASE_URL=postgresql+asyncpg://shop:planted-secret-1@db:5432/orders
          - REDIS_URL=redis://cache:6379/0
          - SECRET_KEY=${SECRET_KEY:-planted-secret-2-of-some-length}
          - STRIPE_KEY=${STRIPE_SECRET_KEY:?set it in .env}
          - MAIL_FROM=shop@shop.test
          - LOG_LEVEL=${LOG_LEVEL:-info}
          - REGION=${REGION}
          - HOME_URL=http://localhost:3000
        env_file: .env
        depends_on: { db: { condition: service_healthy }, cache: { condition: service_started } }
        deploy: { replicas: 3, resources: { limits: { memory: 512M, cpus: "0.5" } } }
        stop_grace_period: 30s
        cap_drop: [ ALL ]
        labels: { team: orders }
      worker:
        image: registry.example.com/shop/worker:1
        command: [ "python", "worker.py", "--name", "a b" ]
        depends_on: [ api ]
        volumes: [ "files:/data", "./local:/src" ]
    volumes: { db: , files: }
    configs: { motd: { content: hello } }

    """

  private static let files = [
    ("docker-compose.yml", compose), (".env", "PLANTED=planted-secret-3\n"),
    ("api/Dockerfile", "FROM python:3.13-slim AS run\nCMD [\"uvicorn\", \"main:app\"]\n"),
    ("api/main.py", "from fastapi import FastAPI\n\napp = FastAPI()\n"),
  ]

  private static func migrated(_ files: [(String, String)] = files) -> TopologyImport {
    var request = TopologyImport.Request()
    request.name = "shop"
    return TopologyImport(request, in: .texts(files.map { (path: $0.0, text: $0.1) }))
  }

  @Test func recorded() throws {
    let migration = Self.migrated()
    Golden.expect(try #require(migration.topology), "migrate/compose/topology.yaml")
    Golden.expect(migration.remarks.map { "\($0.place.text): \($0.text)\n" }.joined(), "migrate/compose/remarks.txt")
  }

  /// What comes out passes the checks as it is, is laid out already, and builds.
  @Test func theTopologyBuilds() throws {
    let migration = Self.migrated()
    #expect(migration.errors.map(\.message) == [])
    let topology = try #require(migration.topology)
    guard case .formatted(let bytes) = TopologyFormatter.format(path: "topology.yaml", bytes: Array(topology.utf8))
    else {
      Issue.record("cannot be formatted")
      return
    }
    #expect(String(decoding: bytes, as: UTF8.self) == topology)
  }

  /// No value of a secret gets into the topology or what is said of it.
  @Test func noSecretIsCopied() throws {
    let migration = Self.migrated()
    let texts = [try #require(migration.topology)] + migration.remarks.map(\.text)
    for text in texts { #expect(!text.contains("planted-secret"), "\(text)") }
  }

  /// Every key of a service is in the topology, or a remark names it.
  @Test func nothingIsDroppedInSilence() throws {
    let said = Self.migrated().remarks.map(\.text).joined(separator: "\n")
    #expect(said.contains("`labels`"))
    #expect(said.contains("`.env` is not read") && said.contains("`./local`"))
  }

  /// Twice the same bytes, whatever order the files are listed in.
  @Test func isDeterministic() {
    #expect(Self.migrated().topology == Self.migrated(Self.files.reversed()).topology)
  }

  @Test func nothingToMigrate() { #expect(Self.migrated([("README.md", "A shop.\n")]).topology == nil) }
}
