import Compiler
import Diagnostics
import Emit
import Files
import Testing

/// What a small topology becomes, at the one line that matters.
@Suite struct EmittedLineTests {
  private static func file(_ ending: String, _ text: String, mounted: [(path: String, text: String)] = []) throws
    -> String
  {
    var options = CompileOptions()
    options.mounted = .texts(mounted)
    let topology = "infracc: 1\nproject: field\ntargets: [compose]\nservices:\n" + text
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(topology.utf8), options: options)
    #expect(!compilation.hasErrors, "\(compilation.diagnostics.map(\.message))")
    let files = compilation.emit(EmissionRequest(layout: OutputLayout())).files
    return try #require(files.first { $0.file.path.hasSuffix(ending) }?.file.content)
  }

  /// The image of PostgreSQL 18 refuses a volume at the old path, and what it is tuned for is what its tag names.
  @Test(arguments: [
    ("postgres:18-alpine", "db-data:/var/lib/postgresql", "18"),
    ("postgres:16-alpine", "db-data:/var/lib/postgresql/data", "16"),
  ])
  func theImageNamesTheVersion(image: String, mount: String, version: String) throws {
    let services = "  db: { type: postgres, image: '\(image)', backup: { schedule: '0 3 * * *' } }\n"
    let lines = try Self.file("docker-compose.yml", services).split(separator: "\n").map { $0.drop { $0 == " " } }
    #expect(lines.contains("- \(mount)"), "\(lines.filter { $0.contains("db-data") })")
    #expect(lines.filter { $0.hasPrefix("image: postgres") }.allSatisfy { $0.hasPrefix("image: \(image)") })
    #expect(try Self.file("postgresql.conf", services).contains("\n# PostgreSQL \(version) in a container"))
  }

  /// Both addresses have one port: only the host tells the pooler from the server.
  @Test func theReferenceTellsThePoolerFromTheServer() throws {
    let text = try Self.file(
      "dotenv/.env.example",
      """
        postgres: { pooler: transaction }
        api:
          type: fastapi
          variables: { DATABASE_URL: "$<<postgres.url>>", MIGRATION_URL: "$<<postgres.unpooled_url>>" }
      """)
    let lines = text.split(separator: "\n")
    func host(_ name: String) -> Substring? {
      lines.first { $0.hasPrefix(name + "=") }?.split(separator: "@").last?.prefix { $0 != ":" }
    }
    #expect(host("DATABASE_URL") == "postgres-pooler")
    #expect(host("MIGRATION_URL") == "postgres")
  }

  /// A comment above a value tells what the value does not.
  @Test func noRemarkThatANumberIsANumber() throws {
    let text = try Self.file(
      "dotenv/.env.example", "  api: { type: fastapi, variables: { MAX_ITEMS: 5, SMTP_PORT: 25 } }\n")
    #expect(text.contains("\nMAX_ITEMS='5'\n") && text.contains("\nSMTP_PORT='25'\n"))
    #expect(!text.split(separator: "\n").contains { $0 == "# int" || $0 == "# port" })
  }

  /// Compose compares what its file states, never what a mounted file holds.
  @Test(arguments: [
    "  api: { type: web, image: 'nginx:1.28', port: 80, health: none, files: { /etc/a.conf: conf/a.conf } }\n",
    "  postgres: { files: { /etc/a.conf: conf/a.conf } }\n",
  ])
  func aChangedFileChangesTheLabel(services: String) throws {
    func label(_ files: [(path: String, text: String)]) throws -> Substring? {
      let text = try Self.file("docker-compose.yml", services, mounted: files)
      return text.split(separator: "\n").first { $0.contains("infracc.config") }
    }
    let one = try #require(try label([("conf/a.conf", "one")]))
    #expect(try label([("conf/a.conf", "one"), ("conf/b.conf", "two")]) == one)
    #expect(try label([("conf/a.conf", "two")]) != one)
    // What is not there, and what is too large to be read, has none.
    let none = try label([])
    #expect(none != one)
    #expect(try label([("conf/a.conf", String(repeating: "x", count: (1 << 20) + 1))]) == none)
    #expect((none == nil) == services.contains("web"))
  }
}
