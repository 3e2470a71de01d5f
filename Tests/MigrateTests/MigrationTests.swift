import Compiler
import Diagnostics
import Emit
import Files
import Foundation
import Import
import Probes
import TestSupport
import Testing

/// Repositories as people have them, and the topologies that they become: `Tests/Fixtures/migrate/<case>`.
struct MigrationTests {
  static let cases = ["fly", "gayed-guide", "heroku", "mixed", "render", "tradesense-guide"]

  private func files(_ name: String) throws -> [(path: String, text: String)] {
    let root = Repository.path("Tests/Fixtures/migrate/\(name)/repository")
    return try FileManager.default.subpathsOfDirectory(atPath: root).compactMap { path in
      guard let data = FileManager.default.contents(atPath: "\(root)/\(path)") else { return nil }
      return (path, String(decoding: data, as: UTF8.self))
    }
  }

  private func migrated(_ files: [(path: String, text: String)]) -> TopologyImport {
    var request = TopologyImport.Request()
    request.name = "shop"
    return TopologyImport(request, in: .texts(files))
  }

  @Test(arguments: cases) func recorded(_ name: String) throws {
    let result = migrated(try files(name))
    Golden.expect(result.topology ?? "", "migrate/\(name)/topology.yaml")
    let refused = result.refused.map { "\($0.place.text): cannot be read: \($0.text)\n" }
    let remarks = result.remarks.map { "\($0.place.text): \($0.text)\n" }
    Golden.expect((refused + remarks).joined(), "migrate/\(name)/remarks.txt")
  }

  /// What is written is a topology without errors, laid out already, and every target's files come out.
  @Test(arguments: cases) func theTopologyBuilds(_ name: String) throws {
    let files = try files(name)
    let result = migrated(files)
    #expect(result.errors.map { "\($0.code) \($0.message)" } == [])
    let topology = try #require(result.topology)
    let options = CompileOptions(fileExists: FileAccess.texts(files).exists)
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(topology.utf8), options: options)
    #expect(!compilation.emit(EmissionRequest(layout: OutputLayout())).files.isEmpty)
    guard case .formatted(let bytes) = TopologyFormatter.format(path: "topology.yaml", bytes: Array(topology.utf8))
    else {
      Issue.record("cannot be formatted")
      return
    }
    #expect(String(decoding: bytes, as: UTF8.self) == topology)
  }

  /// What is planted in the files as a secret is nowhere in what comes out.
  @Test(arguments: cases) func nothingPlantedIsCopied(_ name: String) throws {
    let result = migrated(try files(name))
    let all = [result.topology ?? ""] + (result.remarks + result.refused).map(\.text)
    for text in all { #expect(!text.contains("planted-secret"), "\(text)") }
  }

  /// What is lost on the way is what was said, and nothing else.
  @Test(arguments: cases) func nothingIsLostUnsaid(_ name: String) throws {
    var request = TopologyImport.Request()
    request.name = "shop"
    request.verifies = true
    let proof = try #require(TopologyImport(request, in: .texts(try files(name))).proof)
    let unsaid = proof.rows.filter { $0.verdict == .lost && !$0.isNamed }
    #expect(unsaid.map { "\($0.path) was \($0.was), is \($0.now ?? "absent")" } == [])
  }

  /// The order in which files are listed decides nothing.
  @Test(arguments: cases) func orderDecidesNothing(_ name: String) throws {
    let files = try files(name)
    #expect(migrated(files).topology == migrated(files.reversed()).topology)
  }

  /// Where the code is: without it a plan would disconnect services from their repository.
  @Test(arguments: [
    ("git@github.com:example/shop.git", "example/shop"), ("https://github.com/example/shop", "example/shop"),
    ("ssh://git@github.com/example/shop.git", "example/shop"), ("https://gitlab.com/example/shop", nil),
  ]) func repositoryIsThatOfGit(_ url: String, _ expected: String?) throws {
    let config = "[core]\n\tbare = false\n[remote \"fork\"]\n\turl = git@github.com:other/shop.git\n"
    let result = migrated([
      (".git/config", config + "[remote \"origin\"]\n\turl = \(url)\n"), (".git/HEAD", "ref: refs/heads/trunk\n"),
      ("railway.json", Self.plain),
    ])
    let topology = try #require(result.topology)
    if let expected {
      #expect(topology.contains("repository: { github: \(expected), branch: trunk }\n"))
    } else {
      #expect(!topology.contains("repository:") && result.remarks.contains { $0.place.path == "repository" })
    }
  }

  private static let plain = #"{"deploy": {"startCommand": "node x.js"}}"#

  /// No credential of a file gets into the topology, whatever it is called.
  @Test func credentialsStayBehind() throws {
    let result = migrated(try files("mixed"))
    #expect(result.topology?.contains("hunter2") == false)
    #expect(result.remarks.contains { $0.text.contains("`deploy.registryCredentials`") && $0.place.line == 8 })
    for text in [
      "SECRET_KEY=kR8xv2\n", "STRIPE_API_KEY='sk_live_51H'\n", "SENTRY_DSN=https://abc@o1.ingest.sentry.io/2\n",
      "DATABASE_URL=postgres://app:pa55@db.abc.supabase.co:5432/postgres\n", "VITE_API_KEY=pk_1\n",
    ] {
      let topology = try #require(migrated([("railway.json", Self.plain), (".env.example", text)]).topology)
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
    let result = migrated([(path, text)])
    #expect(result.topology == nil)
    #expect(result.refused.map(\.place.path) == [path])
    #expect(result.refused.first?.place.line == line)
  }

  /// Files are known by their names, and those that hold values are never opened.
  @Test func filesAreKnownByTheirNames() {
    let opened = OpenedFiles()
    let wanted = [
      "railway.json", "a/railway.toml", "railway.worker.json", "a/nixpacks.toml", "railpack.json", "Dockerfile",
      "a/Dockerfile.web", ".env.example", ".env.production.example", "docker-compose.yml", "a/compose.yaml",
    ]
    let others = [
      "my-railway.json", ".env", ".env.production", ".env.local", "a/.env", "key.pem",
      "node_modules/a/railway.json",
    ]
    _ = TopologyImport(.init(), in: opened.access(to: (wanted + others).map { (path: $0, text: "FROM x\n") }))
    for path in wanted { #expect(opened.paths.contains(path), "\(path)") }
    for path in others { #expect(!opened.paths.contains(path), "\(path)") }
  }

  private func repository(_ access: FileAccess) -> RepositoryReader {
    RepositoryReader(access, sources: SourceSet(), prefix: "")
  }

  /// Broken in every place that a byte can break it, a file is read or refused, and nothing else happens.
  @Test func noFileStopsTheProgram() throws {
    for (path, text) in try files("mixed") where !path.hasSuffix("Dockerfile") {
      let bytes = Array(text.utf8)
      for index in bytes.indices {
        var broken = bytes
        broken[index] = [0x22, 0x5B, 0x00, 0xFF, 0x0A][index % 5]
        for bytes in [broken, Array(bytes[..<index])] {
          let access = FileAccess.texts([(path, "")]).replacing([path: bytes])
          _ = ProjectDraft(DraftSources(["."], name: "shop", repository(access)), project: "shop")
        }
      }
    }
  }

  /// However a file is nested or repeated, it is read or refused, and its length is all that it costs.
  @Test func sizeAndDepthAreBounded() throws {
    func run(_ path: String, _ text: String) -> TopologyImport { migrated([(path, text)]) }
    let deep = Array(repeating: "a", count: 50_000).joined(separator: ".")
    for text in [
      "\(deep) = 1\n", "[\(deep)]\n", "[[\(deep)]]\n", "x = { \(deep) = 1 }\n",
      "x = " + String(repeating: "[", count: 50_000), "x = " + String(repeating: "{a=", count: 50_000),
    ] {
      let refused = run("railway.toml", text).refused
      #expect(refused.map(\.text) == ["it is nested more than 64 levels deep"] && refused[0].place.line == 1)
    }
    let count = 20_000
    let tables = run("railway.toml", String(repeating: "[[a]]\nk = 1\n", count: count) + "[deploy]\nb = 1\n")
    #expect(tables.refused.isEmpty && tables.remarks.contains { $0.place.line == 2 * count + 2 })
    let keys = (0..<count).map { "  \"k\($0)\": 1" }.joined(separator: ",\n")
    let unknown = run("railway.json", "{ \"deploy\": {\n\(keys)\n} }")
    #expect(
      unknown.remarks.filter { $0.text.contains("`deploy.k") }.map(\.place.line).sorted { $0 ?? 0 < $1 ?? 0 }
        == (2...count + 1).map { $0 })
  }

  /// What TOML says of tables that are opened twice, and of arrays of tables.
  @Test(arguments: [
    ("[a]\nx = 1\n[a]\ny = 2\n", false), ("[a.b]\n[a]\n", true), ("[[a]]\n[a.b]\n[[a]]\n[a.b]\n", true),
    ("[[a]]\n[a.b]\n[a.b]\n", false), ("a = 1\n[a]\n", false), ("a = { b = 1 }\na.c = 2\n", false),
    ("a = { b = 1 }\n[a.c]\nd = 2\n", false),
    ("a = [1]\n[[a]]\n", false), ("[a]\n[[a]]\n", false), ("a.b = 1\na.c = 2\n", true), ("x = 1\nx = 2\n", false),
  ])
  func tablesAreThoseOfTOML(_ text: String, _ isRead: Bool) {
    let result = migrated([("railway.toml", text)])
    #expect(result.refused.isEmpty == isRead, "\(result.refused)")
  }
}

/// Notes which files are read.
private final class OpenedFiles {
  private(set) var paths: Set<String> = []

  func access(to files: [(path: String, text: String)]) -> FileAccess {
    let texts = FileAccess.texts(files)
    return FileAccess(
      list: texts.list,
      read: { [self] path, limit throws(FileProblem) in
        paths.insert(path)
        return try texts.read(path, limit)
      },
      exists: texts.exists)
  }
}
