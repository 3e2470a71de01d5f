import Compiler
import Foundation
import TestSupport
import Testing

/// `infracc budget`, as a person and a program read it.
struct BudgetCommandTests {
  /// The first example with the pool that a rollout has no room for.
  private func example() throws -> TemporaryFolder {
    let text = try Repository.text("examples/gayed-signals/topology.yaml")
      .replacing("postgres: { size: 4, overflow: 3 }", with: "postgres: { size: 5, overflow: 5 }")
    return try Shop.folder(text)
  }

  private func budget(_ arguments: String..., in folder: TemporaryFolder) throws -> Output {
    try run(
      try Repository.program, ["budget", "--no-fs"] + arguments, environment: ["NO_COLOR": "1"],
      directory: folder.path)
  }

  @Test func theReportOfAnExample() throws {
    let output = try budget("-e", "production", in: try example())
    #expect(output.status == 0)
    #expect(output.stderr == "")
    #expect(
      output.stdout == """
        production
          connections to postgres     60 of 97         ███████████████████░░░░░░░░░░░   62%  backend 3 × 2 × (5 + 5) = 60
            beside it                 6                release 1, backup 1, people 3, exporter 1
            while a rollout overlaps  120 of 97        23 are refused until the old replicas have ended, on Railway
          memory of postgres          933 of 1024 MiB  ███████████████████████████░░░   91%  279 shared memory, 40 server \
        processes, 534 connections, 80 autovacuum and maintenance
          memory of redis             455 of 512 MiB   ███████████████████████████░░░   89%  307 keys, 31 fragmentation, \
        101 pages copied while saving, 16 server itself
          timeouts of postgres        statement 25 s < stop of backend 30 s

        """)
  }

  /// Both numbers and the error that the change would make.
  @Test func aChangeIsTried() throws {
    let folder = try example()
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.path("topology.yaml")))
    let output = try budget("-e", "production", "--set", "backend.scale.replicas=6", in: folder)
    #expect(output.status == 1)
    #expect(output.stdout.contains("60 → 120 of 97"))
    #expect(output.stderr.contains("error[E0701]: services may open 120 connections to `postgres`"))
    #expect(output.stderr.contains("::: --set:4:17"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("topology.yaml"))) == before)
  }

  @Test func severalChangesAreTriedTogether() throws {
    let output = try budget(
      "-e", "staging", "--set", "services.backend.pools.postgres={ size: 4, overflow: 2 }", "--set",
      "backend.scale.replicas=2", "--set", "postgres.backup=", in: try example())
    #expect(output.status == 0, "\(output.stderr)")
    #expect(output.stdout.contains("20 → 24 of 47"), "\(output.stdout)")
  }

  /// What cannot be read of a change is wrong usage, and no number is shown.
  @Test(arguments: [
    ("backend.scael.replicas=6", "error[E0201]: unknown key `scael`", "--set:3:5"),
    ("bakcend.scale.replicas=6", "error[E0801]", "did you mean `backend`?"),
    ("backend.scale.replicas=many", "error[E0205]", "--set:4:17"), ("project=x", "error[E0215]", "--set:1:1"),
    ("environments.staging.variables.A=b", "error[E0215]", "--set:1:1"),
    ("options.layout=repo", "error[E0215]", "--set"),
    ("backend.variables.A=$<<nowhere.url>>", "error[E0301]", "--set:4:13"),
    ("backend.scale={ replicas: 2", "error[E0", "--set"), ("backend.sc\"ale.x=1", "error[E0201]", "--set:3:5"),
  ])
  func aBadKeyIsWrongUsage(change: String, finding: String, place: String) throws {
    let output = try budget("--set", change, in: try example())
    #expect(output.status == 2, "\(output.stderr)")
    #expect(output.stdout == "")
    #expect(output.stderr.contains(finding), "\(output.stderr)")
    #expect(output.stderr.contains(place), "\(output.stderr)")
  }

  @Test(arguments: ["backend", "=6", ".a=6", "a..b=6", "a=b\nc"])
  func whatIsNoChangeIsRefused(change: String) throws {
    let output = try budget("--set", change, in: try example())
    #expect(output.status == 2)
    #expect(output.stderr.contains("--set"), "\(output.stderr)")
  }

  @Test(arguments: [[], ["--set", "backend.scale.replicas=2"]])
  func theJSONIsThatOfTheSchema(arguments: [String]) throws {
    let folder = try example()
    let output = try run(
      try Repository.program, ["budget", "--no-fs", "--format", "json"] + arguments, directory: folder.path)
    #expect(try SchemaValidator.refusals(["budget.json": output.stdout], by: GeneratedFiles.budgetSchema) == [:])
    #expect(output.stdout.contains("\"before\"") == !arguments.isEmpty)
  }

  /// Standard input is read once, although the topology is checked twice.
  @Test func aChangeOfWhatComesThroughAPipe() throws {
    let text = try Repository.text("examples/gayed-signals/topology.yaml")
    let output = try infracc(
      "budget", "--no-fs", "-", "-e", "staging", "--set", "backend.scale.replicas=2", input: text)
    #expect(output.stdout.contains("14 → 28 of 47"), "\(output.stderr)")
  }

  @Test func nothingIsComputedOfABrokenTopology() throws {
    let output = try infracc("budget", "--set", "api.scale.replicas=2", in: try Shop.folder(Shop.broken))
    #expect(output.status == 1)
    #expect(output.stdout == "")
    #expect(output.stderr.contains("error[E0301]"))
  }
}
