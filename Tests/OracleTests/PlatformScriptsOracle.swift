import Emit
import Foundation
import IR
import TestSupport
import Testing

/// The scripts of Railway and of a cluster, against stand-ins that record how they are called.
@Suite("scripts: Railway and Kubernetes", .waiting)
struct PlatformScriptsOracle {
  private static let deploy = "production/scripts/railway/deploy.sh"
  private static let rollback = "production/scripts/railway/rollback.sh"

  private func stage() throws -> ScriptStage {
    let stage = try ScriptStage(CompiledTopologies.gayed.standard)
    try stage.folder.write("", to: "infra/railway/README.md")
    stage.environment["GONE"] = "nothing"
    return stage
  }

  /// The services that were rolled back, of the calls.
  private func undone(_ calls: [String]) -> [Substring] {
    calls.filter { $0.contains("mutation") }.map { $0.split(separator: "\"")[1].dropFirst("new-".count) }
  }

  @Test("callees first; a plan without changes applies nothing") func order() throws {
    let stage = try stage()
    let output = try stage.run(Self.deploy, ["--yes"])
    #expect(output.status == 0, "\(output)")
    let up = { (service: String) in "railway up --service \(service) --environment production --ci --message unknown" }
    let calls = try stage.calls()
    #expect(
      calls.prefix(4) == ["railway config plan --detailed-exit-code", up("backtrader"), up("backend"), up("frontend")])
    #expect(calls.dropFirst(4).allSatisfy { $0.hasPrefix("curl https://") })
    stage.environment["PLAN"] = "2"
    #expect(try stage.run(Self.deploy, ["--yes", "--only", "frontend"]).status == 0)
    #expect(try stage.calls().filter { $0.hasPrefix("railway") } == [up("frontend")])
    #expect(try stage.run(Self.deploy, ["--yes"]).status == 0)
    #expect(try stage.calls()[1] == "railway config apply --yes")
    stage.environment["PLAN"] = "1"
    #expect(try stage.run(Self.deploy, ["--yes"]).status == 1)
    #expect(try stage.calls() == ["railway config plan --detailed-exit-code"])
  }

  @Test("a domain that only Railway knows is asked for") func domains() throws {
    let stage = try stage()
    #expect(
      try stage.run("staging/scripts/railway/deploy.sh", ["--yes", "--base", "frontend=http://localhost:3000"]).status
        == 0)
    let calls = try stage.calls()
    #expect(
      calls.filter { $0.contains("domain") } == ["railway domain --service backend --environment staging --json"])
    #expect(calls.contains("curl https://backend-up.railway.example.com/health from http://localhost:3000"))
  }

  @Test("--rollback takes back exactly what was replaced") func failing() throws {
    let stage = try stage()
    stage.environment["BROKEN"] = "frontend"
    let output = try stage.run(Self.deploy, ["--yes", "--rollback"])
    #expect(output.status == 1 && output.stderr.contains("deploy: frontend is FAILED"), "\(output)")
    #expect(undone(try stage.calls()) == ["backtrader", "backend"])
    let told = try stage.run(Self.deploy, ["--yes"])
    #expect(told.status == 1 && told.stderr.contains("deploy: replaced already: backtrader backend; back: "), "\(told)")
    #expect(undone(try stage.calls()) == [])
    stage.environment["BROKEN"] = "backtrader"
    #expect(try stage.run(Self.deploy, ["--yes", "--rollback"]).status == 1)
    #expect(undone(try stage.calls()) == [])
    // A database that is not there stops everything.
    stage.environment["BROKEN"] = "postgres"
    #expect(try stage.run(Self.deploy, ["--yes", "--rollback"]).status == 1)
    #expect(!(try stage.calls().contains { $0.contains("railway up") }))
  }

  @Test("rollback.sh goes to the former deployment, and says where its image is gone") func back() throws {
    let stage = try stage()
    #expect(try stage.run(Self.rollback, ["--yes"]).status == 0)
    #expect(undone(try stage.calls()) == ["frontend", "backend", "backtrader"])
    #expect(try stage.run(Self.rollback, ["--yes", "backend"]).status == 0)
    let calls = try stage.calls()
    #expect(undone(calls) == ["backend"] && calls.contains { $0.contains("\"old-backend\"") })
    stage.environment["GONE"] = "old-backend"
    let output = try stage.run(Self.rollback, ["--yes", "backend"])
    #expect(
      output.status == 1 && output.stderr == "rollback: the image of backend is gone; deploy its former commit again\n")
    #expect(undone(try stage.calls()) == [])
  }

  @Test("backup.sh dumps through a tunnel, which it closes, and leaves no half of a dump") func backup() throws {
    let stage = try stage()
    let script = "production/scripts/railway/backup.sh"
    func files() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: stage.folder.path("dumps"))
    }
    try FileManager.default.createDirectory(atPath: stage.folder.path("dumps"), withIntermediateDirectories: true)
    let words = ["--out", "dumps", "--port", "6000"]
    let output = try stage.run(script, words)
    #expect(output.status == 0 && !output.stdout.contains("pa'ss") && output.stderr.isEmpty, "\(output)")
    let made = try files()
    #expect(made.count == 1 && made[0].hasPrefix("postgres-production-") && made[0].hasSuffix(".dump"))
    #expect(
      try stage.calls() == [
        "railway variable list --service postgres --environment production --json",
        "railway connect postgres --environment production --tunnel-only --port 6000",
        "pg_dump postgres@127.0.0.1:6000/railway pa'ss", "pg_restore --list", "tunnel closed",
      ])
    stage.environment["NO_DUMP"] = "1"
    #expect(try stage.run(script, words).status == 1)
    #expect(try stage.calls().last == "tunnel closed" && files() == made)
    stage.environment["CLOSED"] = "1"
    let closed = try stage.run(script, words)
    #expect(closed.status == 1 && closed.stderr.hasPrefix("backup: the tunnel to postgres ended: "), "\(closed)")
    #expect(try stage.run(script, ["redis"]).status == 2)
    #expect(try stage.run(script, ["--port", "0x"]).status == 2)
    _ = try stage.calls()
    #expect(try stage.run(script, ["--dry-run"]).stdout.hasPrefix("+ railway connect postgres "))
    #expect(try stage.calls() == [])
  }

  @Test("--dry-run starts nothing, and without a terminal nothing is changed") func harmless() throws {
    let stage = try stage()
    for script in [
      Self.deploy, "production/scripts/railway/down.sh", "production/scripts/kubernetes/down.sh",
      "production/scripts/kubernetes/rollback.sh",
    ] {
      let output = try stage.run(script, ["--dry-run"])
      #expect(output.status == 0 && output.stdout.contains("\n+ ") || output.stdout.hasPrefix("+ "), "\(output)")
      #expect(try stage.run(script).status == 2)
    }
    #expect(try stage.run(Self.rollback, ["--dry-run"]).stdout.contains("+ deploymentRollback backend old-backend"))
    #expect(try stage.run(Self.rollback).status == 2)
    #expect(try stage.run(Self.deploy, ["--only", "nowhere", "--yes"]).status == 2)
    #expect(try stage.run(Self.rollback, ["nowhere", "--yes"]).status == 2)
    #expect(try stage.calls() == [])
  }

  @Test("down.sh takes down code, and no database") func stops() throws {
    let stage = try stage()
    #expect(try stage.run("production/scripts/railway/down.sh", ["--yes"]).status == 0)
    #expect(
      try stage.calls()
        == ["frontend", "backend", "backtrader"].map { "railway down --service \($0) --environment production --yes" })
    let kubernetes = "kubectl --namespace gayed-signals-production"
    #expect(try stage.run("production/scripts/kubernetes/down.sh", ["--yes"]).status == 0)
    #expect(
      try stage.calls()
        == ["backend", "backtrader", "frontend"].map { "\(kubernetes) scale deployment/\($0) --replicas=0" })
    #expect(try stage.run("production/scripts/kubernetes/down.sh", ["--start"]).status == 0)
    #expect(
      try stage.calls()
        == [("backend", 2), ("backtrader", 1), ("frontend", 1)].map {
          "\(kubernetes) scale deployment/\($0) --replicas=\($1)"
        })
  }

  @Test("a rollout is undone and waited for; one that fails is named") func undoes() throws {
    let stage = try stage()
    let script = "production/scripts/kubernetes/rollback.sh"
    #expect(try stage.run(script, ["--yes"]).status == 0)
    let calls = try stage.calls().map { $0.dropFirst("kubectl --namespace gayed-signals-production ".count) }
    let names = ["backend", "backtrader", "frontend"]
    #expect(
      calls == names.map { "rollout undo deployment/\($0)" }
        + names.map { "rollout status deployment/\($0) --timeout=0s" })
    stage.environment["FAILING"] = "undo deployment/backend"
    let output = try stage.run(script, ["--yes"])
    #expect(output.status == 1 && output.stderr == "rollback: not rolled back: backend\n", "\(output)")
  }

  @Test("a target must be named where several deploy, and each gets its own words") func promotes() throws {
    let stage = try stage()
    let none = try stage.run("scripts/promote.sh", ["--dry-run"])
    #expect(none.status == 2 && none.stderr.hasPrefix("promote: name a --target\n"), "\(none)")
    let words = [
      ("railway", "+ ./production/scripts/railway/deploy.sh --yes --rollback"),
      ("compose", "+ ./production/scripts/compose/deploy.sh --yes --rollback --tag VERSION"),
      ("kubernetes", "+ ./production/kubernetes/deploy.sh VERSION"),
    ]
    for (target, call) in words {
      let output = try stage.run("scripts/promote.sh", ["--dry-run", "--target", target])
      #expect(output.status == 0 && output.stdout.hasSuffix(call + "\n"), "\(output)")
    }
  }
}
