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
    let output = try infracc("migrate", "-o", "topology.yaml", in: folder)
    #expect(output.status == 0 && output.stdout.isEmpty)
    #expect(output.stderr.contains("api/railway.json:1: `deploy.healthchekPath` is no key of Railway's"))
    #expect(output.stderr.contains("topology.yaml: written from 2 files"))
    let build = try infracc("build", in: folder)
    #expect(build.status == 0, "\(build.stderr)")
    let file = try folder.text("infra/railway/.railway/railway.ts")
    #expect(file.contains(#"database("Postgres", "postgres", {"#))
    #expect(file.contains("DATABASE_URL: postgres.env.DATABASE_URL"))
  }

  @Test func overwritesNothingUnasked() throws {
    let folder = try repository()
    try folder.write("mine", to: "topology.yaml")
    let output = try infracc("migrate", "-o", "topology.yaml", in: folder)
    #expect(output.status == 3 && output.stderr.contains("--force"))
    #expect(try folder.text("topology.yaml") == "mine")
    #expect(try infracc("migrate", "-o", "topology.yaml", "--force", in: folder).status == 0)
    #expect(try folder.text("topology.yaml").contains("infracc: 1"))
  }

  @Test func printsWithoutAFile() throws {
    let output = try infracc("migrate", "api", in: try repository())
    #expect(output.status == 0 && output.stdout.contains("project: api\n"))
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
}
