import Compiler
import Diagnostics
import Emit
import Foundation
import Migrate
import TestSupport
import Testing

/// Repositories as people have them, and the topologies that they become: `Tests/Fixtures/migrate/<case>`.
struct MigrationTests {
  static let cases = ["gayed-guide", "mixed", "tradesense-guide"]

  private func migrated(_ name: String) throws -> MigrationResult {
    let root = Repository.path("Tests/Fixtures/migrate/\(name)/repository")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root).filter(Migration.isWanted)
    let files = try paths.map {
      MigrationFile(path: $0, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: "\(root)/\($0)"))))
    }
    return Migration.run(files, name: "shop")
  }

  @Test(arguments: cases) func recorded(_ name: String) throws {
    let result = try migrated(name)
    Golden.expect(result.topology ?? "", "migrate/\(name)/topology.yaml")
    let refused = result.refused.map { "\($0.place): cannot be read: \($0.text)\n" }
    let remarks = result.remarks.map { "\($0.place): \($0.text)\n" }
    Golden.expect((refused + remarks).joined(), "migrate/\(name)/remarks.txt")
  }

  /// What is written is a topology without errors, and every target's files come out.
  @Test(arguments: cases) func theTopologyBuilds(_ name: String) throws {
    let topology = try #require(try migrated(name).topology)
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(topology.utf8))
    let mistakes = compilation.diagnostics.filter { $0.severity == .error }.map { "\($0.code) \($0.message)" }
    #expect(mistakes == [])
    let files = compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file.path)
    #expect(files.contains("railway/.railway/railway.ts"))
  }

  /// Where the code is: without it a plan would disconnect services from their repository.
  @Test(arguments: [
    ("git@github.com:example/shop.git", "example/shop"), ("https://github.com/example/shop", "example/shop"),
    ("ssh://git@github.com/example/shop.git", "example/shop"), ("https://gitlab.com/example/shop", nil),
  ]) func repositoryIsThatOfGit(_ url: String, _ expected: String?) throws {
    let config = "[core]\n\tbare = false\n[remote \"fork\"]\n\turl = git@github.com:other/shop.git\n"
    let files = [
      MigrationFile(path: ".git/config", bytes: Array((config + "[remote \"origin\"]\n\turl = \(url)\n").utf8)),
      MigrationFile(path: ".git/HEAD", bytes: Array("ref: refs/heads/trunk\n".utf8)),
      MigrationFile(path: "railway.json", bytes: Array(#"{"deploy": {"startCommand": "node x.js"}}"#.utf8)),
    ]
    let result = Migration.run(files, name: "shop")
    let topology = try #require(result.topology)
    if let expected {
      #expect(topology.contains("repository: { github: \(expected), branch: trunk }\n"))
    } else {
      #expect(!topology.contains("repository:") && result.remarks.contains { $0.path == "repository" })
    }
  }

  /// No credential of a file gets into the topology, whatever it is called.
  @Test func credentialsStayBehind() throws {
    let result = try migrated("mixed")
    #expect(result.topology?.contains("hunter2") == false)
    #expect(result.remarks.contains { $0.text.contains("`deploy.registryCredentials`") && $0.line == 8 })
    for text in [
      "SECRET_KEY=kR8xv2\n", "STRIPE_API_KEY='sk_live_51H'\n", "SENTRY_DSN=https://abc@o1.ingest.sentry.io/2\n",
      "DATABASE_URL=postgres://app:pa55@db.abc.supabase.co:5432/postgres\n", "VITE_API_KEY=pk_1\n",
    ] {
      let files = [
        MigrationFile(path: "railway.json", bytes: Array(#"{"deploy": {"startCommand": "node x.js"}}"#.utf8)),
        MigrationFile(path: ".env.example", bytes: Array(text.utf8)),
      ]
      let topology = try #require(Migration.run(files, name: "shop").topology)
      let value = text.split(separator: "=", maxSplits: 1)[1].filter { !"'\n".contains($0) }
      #expect(!topology.contains(value), "\(text)")
    }
  }

  @Test(arguments: [
    ("railway.json", "{\n  \"deploy\": {\n    x\n  }\n}", 3), ("railway.json", "[]", 1),
    ("railway.toml", "[deploy]\nstartCommand = npm start\n", 2), ("railway.toml", "[deploy\n", 1),
    ("railway.toml", "[deploy]\na = 1\na = 2\n", 3), ("railway.toml", "[deploy]\n\n[deploy]\n", 3),
    ("railway.toml", "a = \"\n\"", 1), ("railway.worker.toml", "a = 2026-11-22", 1), ("api/railway.toml", "= 1", 1),
  ]) func unreadableFilesAreNamedWithTheirPlace(_ path: String, _ text: String, _ line: Int) {
    let result = Migration.run([MigrationFile(path: path, bytes: Array(text.utf8))], name: "shop")
    #expect(result.topology == nil)
    #expect(result.refused.map(\.path) == [path])
    #expect(result.refused.first?.line == line)
  }

  @Test func filesAreKnownByTheirNames() {
    for path in [
      "railway.json", "a/railway.toml", "railway.worker.json", "Procfile", "a/nixpacks.toml", "railpack.json",
      "Dockerfile", "a/Dockerfile.web", "web.Dockerfile", ".env.example", ".env.production.example",
    ] { #expect(Migration.isWanted(path), "\(path)") }
    for path in ["my-railway.json", ".env", ".env.production", "Dockerfile.dockerignore", "package.json", "railway.ts"]
    {
      #expect(!Migration.isWanted(path), "\(path)")
    }
  }

  /// Broken in every place that a byte can break it, a file is read or refused, and nothing else happens.
  @Test func noFileStopsTheProgram() throws {
    let root = Repository.path("Tests/Fixtures/migrate/mixed/repository")
    for path in ["apps/api/railway.toml", "apps/web/railway.json", "apps/api/.env.example"] {
      let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(path)")))
      for index in bytes.indices {
        var broken = bytes
        broken[index] = [0x22, 0x5B, 0x00, 0xFF, 0x0A][index % 5]
        _ = Migration.run([MigrationFile(path: path, bytes: broken)], name: "shop")
        _ = Migration.run([MigrationFile(path: path, bytes: Array(bytes[..<index]))], name: "shop")
      }
    }
  }

  /// However a file is nested or repeated, it is read or refused, and its length is all that it costs.
  @Test func sizeAndDepthAreBounded() throws {
    func run(_ path: String, _ text: String) -> MigrationResult {
      Migration.run([MigrationFile(path: path, bytes: Array(text.utf8))], name: "shop")
    }
    let deep = Array(repeating: "a", count: 50_000).joined(separator: ".")
    for text in [
      "\(deep) = 1\n", "[\(deep)]\n", "[[\(deep)]]\n", "x = { \(deep) = 1 }\n",
      "x = " + String(repeating: "[", count: 50_000), "x = " + String(repeating: "{a=", count: 50_000),
    ] {
      let refused = run("railway.toml", text).refused
      #expect(refused.map(\.text) == ["it is nested more than 64 levels deep"] && refused[0].line == 1)
    }
    let count = 20_000
    let tables = run("railway.toml", String(repeating: "[[a]]\nk = 1\n", count: count) + "[deploy]\nb = 1\n")
    #expect(tables.refused.isEmpty && tables.remarks.contains { $0.line == 2 * count + 2 })
    let keys = (0..<count).map { "  \"k\($0)\": 1" }.joined(separator: ",\n")
    let unknown = run("railway.json", "{ \"deploy\": {\n\(keys)\n} }")
    #expect(
      unknown.remarks.filter { $0.text.contains("`deploy.k") }.map(\.line).sorted { $0 ?? 0 < $1 ?? 0 }
        == (2...count + 1).map { $0 })
  }

  /// What TOML says of tables that are opened twice, and of arrays of tables.
  @Test(arguments: [
    ("[a]\nx = 1\n[a]\ny = 2\n", false), ("[a.b]\n[a]\n", true), ("[[a]]\n[a.b]\n[[a]]\n[a.b]\n", true),
    ("[[a]]\n[a.b]\n[a.b]\n", false), ("a = 1\n[a]\n", false), ("a = { b = 1 }\na.c = 2\n", false),
    ("a = [1]\n[[a]]\n", false), ("[a]\n[[a]]\n", false), ("a.b = 1\na.c = 2\n", true), ("x = 1\nx = 2\n", false),
  ])
  func tablesAreThoseOfTOML(_ text: String, _ isRead: Bool) {
    let result = Migration.run([MigrationFile(path: "railway.toml", bytes: Array(text.utf8))], name: "shop")
    #expect(result.refused.isEmpty == isRead, "\(result.refused)")
  }

  /// No credential of any scheme, name or place is copied, not into the topology and not into what is said.
  @Test(arguments: [
    ".env.example": [
      "BROKER=amqps://user:S3cretPassw0rd@fish.example.net/user", "SMTP_PASS=S3cretPassw0rd",
      "HOOK=https://api.example.com/x?token=S3cretPassw0rd", "DSN=host=db.example.com password=S3cretPassw0rd user=a",
      "QUEUE=amqp://user:S3cretPassw0rd@${{RabbitMQ.HOST}}:5672", "A=amqp://guest:S3cretPassw0rd@localhost:5672",
      "# for example amqps://user:S3cretPassw0rd@fish.example.net\nB=1",
      "VITE_X=https://u:S3cretPassw0rd@h.example.com",
      "PASSPHRASE=S3cretPassw0rd", "GITHUB_PAT=S3cretPassw0rd",
      "DATABASE_URL=mysql://u:S3cretPassw0rd@db.example.com/a",
    ],
    "railway.json": [
      #"{"deploy": {"startCommand": "run --broker amqps://u:S3cretPassw0rd@h.example.com"}}"#,
      #"{"deploy": {"startCommand": "run", "strange": "amqps://u:S3cretPassw0rd@h.example.com"}}"#,
      #"{"deploy": {"startCommand": "run", "registryCredentials": {"password": "S3cretPassw0rd"}}}"#,
    ],
    "Procfile": ["web: run --broker amqps://u:S3cretPassw0rd@h.example.com", "web: A_PASSWORD=S3cretPassw0rd run"],
  ])
  func noCredentialIsCopied(path: String, texts: [String]) {
    for text in texts {
      var files = [MigrationFile(path: path, bytes: Array("\(text)\n".utf8))]
      if path == ".env.example" {
        files.append(
          MigrationFile(path: "railway.json", bytes: Array(#"{"deploy": {"startCommand": "node x.js"}}"#.utf8)))
      }
      let result = Migration.run(files, name: "shop")
      let said = (result.remarks + result.refused).map(\.text).joined(separator: "\n")
      #expect(!((result.topology ?? "") + said).contains("S3cretPassw0rd"), "\(text)\n\(result.topology ?? "")\(said)")
      #expect(result.remarks.count + result.refused.count > 0 || path == ".env.example", "\(text)")
    }
  }
}
