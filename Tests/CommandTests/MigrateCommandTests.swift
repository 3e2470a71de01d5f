import Foundation
import TestSupport
import Testing

struct MigrateCommandTests {
  private func repository() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let text =
      #"{"deploy": {"startCommand": "uvicorn main:app --host 0.0.0.0 --port $PORT", "healthchekPath": "/health"}}"#
    try folder.write(text, to: "api/railway.json")
    try folder.write("DATABASE_URL=${{Postgres.DATABASE_URL}}\n", to: "api/.env.example")
    try folder.write("{}", to: "node_modules/x/railway.json")
    return folder
  }

  @Test func writesATopologyThatBuilds() throws {
    let folder = try repository()
    let output = try infracc("migrate", in: folder)
    #expect(output.status == 0 && output.stdout.isEmpty)
    #expect(output.stderr.contains("api/railway.json:1: `deploy.healthchekPath` is not a key of Railway"))
    #expect(output.stderr.hasPrefix("topology.yaml: 2 services\n  postgres  postgres"))
    #expect(output.stderr.hasSuffix("next: infracc check && infracc build\n"))
    let build = try infracc("build", in: folder)
    #expect(build.status == 0, "\(build.stderr)")
    let file = try folder.text("infra/railway/.railway/railway.ts")
    #expect(file.contains(#"database("Postgres", "postgres", {"#))
    #expect(file.contains("DATABASE_URL: postgres.env.DATABASE_URL"))
  }

  @Test func overwritesNothingUnasked() throws {
    for command in ["migrate", "init"] {
      let folder = try repository()
      try folder.write("mine", to: "topology.yaml")
      let output = try infracc(command, in: folder)
      #expect(output.status == 3 && output.stderr.contains("--force"))
      #expect(try folder.text("topology.yaml") == "mine")
      #expect(try infracc(command, "--force", in: folder).status == 0)
      let text = try folder.text("topology.yaml")
      #expect(text.contains("infracc: 1"))
      // What was written before decides nothing.
      #expect(try infracc(command, "--force", in: folder).status == 0)
      #expect(try folder.text("topology.yaml") == text)
    }
  }

  @Test func printsWhereAsked() throws {
    let folder = try repository()
    let output = try infracc("migrate", "api", "--stdout", in: folder)
    #expect(output.status == 0 && output.stdout.contains("project: api\n"))
    #expect(folder.files().sorted() == ["api/.env.example", "api/railway.json", "node_modules/x/railway.json"])
    #expect(try infracc("migrate", "api", "-o", "made/shop.yaml", in: folder).status == 3, "there is no such directory")
    #expect(try infracc("migrate", "-o", "shop.yaml", "--name", "shop", in: folder).status == 0)
    #expect(try folder.text("shop.yaml").contains("project: shop\n"))
  }

  @Test func readsWhatIsNamed() throws {
    let folder = try repository()
    try folder.write(
      "services: { api: { image: redis:8 }, app: { image: caddy, ports: [80:80] } }\n", to: "compose.yaml")
    let one = try infracc("migrate", "compose.yaml", "--stdout", in: folder)
    #expect(one.status == 0 && one.stdout.contains("image: caddy") && !one.stdout.contains("uvicorn"))
    let from = try infracc("migrate", "--from", "api/railway.json", "--stdout", in: folder)
    #expect(from.status == 0 && from.stdout.contains("uvicorn") && !from.stdout.contains("caddy"))
  }

  @Test func reportsAsJSON() throws {
    let output = try infracc("migrate", "--format", "json", in: try repository())
    #expect(output.status == 0)
    let report = try #require(JSONSerialization.jsonObject(with: Data(output.stdout.utf8)) as? [String: Any])
    #expect(report["version"] as? Int == 1 && report["topology"] as? String == "topology.yaml")
    #expect(report["sources"] as? [String] == ["api/.env.example", "api/railway.json"])
    let services = try #require(report["services"] as? [[String: Any]])
    #expect(services.compactMap { $0["name"] as? String } == ["postgres", "api"])
    let notes = try #require(report["notes"] as? [[String: Any]])
    #expect(notes.contains { $0["path"] as? String == "api/railway.json" && $0["line"] as? Int == 1 })
  }

  /// What comes out is read by the same readers, and each difference is told.
  @Test func verifies() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      services:
        db: { image: "postgres:16", environment: { POSTGRES_USER: shop, POSTGRES_PASSWORD: x, POSTGRES_DB: shop } }
        api:
          image: registry.example.com/api:1
          command: node server.js
          ports: [ "3000:3000" ]
          environment: { DATABASE_URL: "postgresql://shop:x@db:5432/shop", LEVEL: info }
          volumes: [ "/etc/localtime:/etc/localtime:ro" ]

      """, to: "compose.yaml")
    let output = try infracc("migrate", "--verify", in: folder)
    #expect(output.status == 0, "\(output.stderr)")
    #expect(output.stderr.contains(" stronger, 0 lost\n"), "\(output.stderr)")
    #expect(output.stderr.contains("stronger  compose.yaml:6: api.public was `true`"), "\(output.stderr)")
    let json = try infracc("migrate", "--verify", "--force", "--format", "json", in: folder)
    let report = try #require(JSONSerialization.jsonObject(with: Data(json.stdout.utf8)) as? [String: Any])
    let rows = try #require(report["verify"] as? [[String: Any]])
    #expect(rows.contains { $0["path"] as? String == "api.start" && $0["verdict"] as? String == "equal" })
    #expect(rows.contains { $0["path"] as? String == "api.variables.LEVEL" && $0["is"] as? String == "set" })
  }

  @Test func environmentsCanBeNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write("services: { api: { image: \"api:1\", environment: { LEVEL: info } } }\n", to: "compose.yaml")
    try folder.write("services: { api: { environment: { LEVEL: debug1 } } }\n", to: "compose.blue.yaml")
    let output = try infracc("migrate", "--env", "staging=compose.blue.yaml", "--stdout", in: folder)
    #expect(output.status == 0 && output.stdout.contains("staging:\n") && output.stdout.contains("LEVEL: debug1"))
    #expect(try infracc("migrate", "--env", "staging", "--stdout", in: folder).status == 2)
    #expect(try infracc("migrate", "--env", "staging=none.yaml", "--stdout", in: folder).status == 1)
  }

  @Test func saysWhenThereIsNothingOrWhatIsBroken() throws {
    let folder = try TemporaryFolder()
    let empty = try infracc("migrate", in: folder)
    #expect(empty.status == 2 && empty.stderr.contains("nothing to migrate"))
    try folder.write("{", to: "railway.json")
    let broken = try infracc("migrate", in: folder)
    #expect(broken.status == 1 && broken.stderr.contains("railway.json:1: cannot be read"))
    #expect(try infracc("migrate", "nowhere", in: folder).status == 2)
  }

  /// One broken file does not take the others with it.
  @Test func writesWhatCanBeRead() throws {
    let folder = try repository()
    try folder.write("{", to: "web/railway.json")
    let output = try infracc("migrate", in: folder)
    #expect(output.status == 1 && output.stderr.contains("web/railway.json:1: cannot be read"))
    #expect(try folder.text("topology.yaml").contains("  api:\n"))
  }

  @Test func initIsContentWithCodeAndWithNothing() throws {
    let folder = try TemporaryFolder()
    #expect(try infracc("init", in: folder).status == 0)
    #expect(try folder.text("topology.yaml").contains("# api:"))
    #expect(try infracc("check", in: folder).status == 0)
    try folder.write("from fastapi import FastAPI\n\napp = FastAPI()\n", to: "main.py")
    try folder.write("fastapi\nuvicorn\n", to: "requirements.txt")
    #expect(try infracc("init", "--force", "--name", "shop", in: folder).status == 0)
    #expect(try folder.text("topology.yaml").contains("type: fastapi"))
    #expect(try infracc("check", in: folder).status == 0)
  }
}
