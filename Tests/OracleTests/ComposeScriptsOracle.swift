import Emit
import Foundation
import IR
import TestSupport
import Testing

/// What the scripts of one machine do, against stand-ins that record how they are called.
@Suite("scripts: compose", .waiting)
struct ComposeScriptsOracle {
  private static let deploy = "production/scripts/compose/deploy.sh"
  private static let rollback = "production/scripts/compose/rollback.sh"
  private static let down = "production/scripts/compose/down.sh"

  private func stage() throws -> ScriptStage {
    let stage = try ScriptStage(CompiledTopologies.gayed.standard)
    for environment in ["production", "staging"] { try stage.folder.write("", to: "infra/\(environment)/compose/.env") }
    return stage
  }

  private func releases(_ stage: ScriptStage) throws -> [String] {
    try stage.folder.text("infra/production/compose/releases").split(separator: "\n").map {
      $0.split(separator: " ").dropFirst().joined(separator: " ")
    }
  }

  @Test("the order of a deployment; a second one adds no line") func order() throws {
    let stage = try stage()
    let output = try stage.run(Self.deploy, ["--tag", "v1", "--yes"])
    #expect(output.status == 0, "\(output)")
    let image = " [gayed-signals-backend:v1]"
    let calls = try stage.calls()
    #expect(
      calls == [
        "docker compose version" + image, "docker compose config --quiet" + image,
        "docker compose build backend backtrader frontend" + image,
        "docker compose up --detach --wait --no-build postgres postgres-backup redis" + image,
        "docker compose exec -T postgres-backup /bin/sh /usr/local/bin/backup once" + image,
        "docker compose run --rm -T backend-release" + image,
        "docker compose up --detach --wait --no-build --remove-orphans" + image,
        "curl https://api.gayed-signals.example.com/health", "curl https://app.gayed-signals.example.com/api/health",
        "curl https://api.gayed-signals.example.com/health from https://app.gayed-signals.example.com",
        "curl https://api.gayed-signals.example.com/health from https://www.gayed-signals.example.com",
        "curl https://api.gayed-signals.example.com/health from https://elsewhere.invalid",
      ])
    #expect(try stage.run(Self.deploy, ["--tag", "v1", "--yes"]).status == 0)
    #expect(try releases(stage) == ["v1 good"])
    _ = try stage.calls()
    #expect(try stage.run(Self.deploy, ["--tag", "v2", "--yes", "--pull", "--no-backup"]).status == 0)
    let pulled = try stage.calls().map { $0.prefix { $0 != "[" } }
    #expect(pulled.contains("docker compose pull --policy always backend backtrader frontend "))
    #expect(!pulled.contains { $0.contains(" build ") || $0.contains("once") })
  }

  @Test("addresses of this machine are passed where the topology has none") func localAddresses() throws {
    let stage = try stage()
    #expect(try stage.run("staging/scripts/compose/deploy.sh", ["--tag", "v1", "--yes"]).status == 0)
    let pages = try stage.calls().filter { $0.hasPrefix("curl") }
    #expect(
      pages == [
        "curl http://localhost:8000/health", "curl http://localhost:3000/api/health",
        "curl http://localhost:8000/health from http://localhost:3000",
        "curl http://localhost:8000/health from https://elsewhere.invalid",
      ])
  }

  @Test("v1, v2, a failing v3: rollback.sh brings v2 back, not v1") func back() throws {
    let stage = try stage()
    for tag in ["v1", "v2"] { #expect(try stage.run(Self.deploy, ["--tag", tag, "--yes"]).status == 0) }
    stage.environment["FAILING"] = "--remove-orphans"
    let failing = try stage.run(Self.deploy, ["--tag", "v3", "--yes"])
    #expect(failing.status == 1)
    #expect(
      failing.stderr.contains("deploy: v3 failed; the former version: infra/production/scripts/compose/rollback.sh"))
    stage.environment["FAILING"] = nil
    _ = try stage.calls()
    let output = try stage.run(Self.rollback, ["--yes"])
    #expect(output.status == 0 && output.stdout.contains("production runs v2 again"), "\(output)")
    #expect(
      try stage.calls().first
        == "docker compose up --detach --wait --no-build --no-deps backend backtrader frontend [gayed-signals-backend:v2]"
    )
    #expect(try releases(stage) == ["v1 good", "v2 good", "v3 failed", "v2 good"])
    // From v2 the one before is v1.
    #expect(try stage.run(Self.rollback, ["--yes"]).stdout.contains("production runs v1 again"))
  }

  @Test("--rollback goes back by itself, and the deployment has failed all the same") func backByItself() throws {
    let stage = try stage()
    #expect(try stage.run(Self.deploy, ["--tag", "v1", "--yes"]).status == 0)
    stage.environment["FAILING"] = "--remove-orphans"
    let output = try stage.run(Self.deploy, ["--tag", "v2", "--yes", "--rollback"])
    #expect(output.status == 1 && output.stdout.contains("production runs v1 again"), "\(output)")
    #expect(try releases(stage) == ["v1 good", "v2 failed", "v1 good"])
  }

  @Test("a failing backup or release starts no service", arguments: ["once", "backend-release", "build"])
  func failing(_ word: String) throws {
    let stage = try stage()
    stage.environment["FAILING"] = word
    #expect(try stage.run(Self.deploy, ["--tag", "v1", "--yes"]).status == 1)
    #expect(!(try stage.calls().contains { $0.contains("--remove-orphans") }))
    #expect(!FileManager.default.fileExists(atPath: stage.folder.path("infra/production/compose/releases")))
  }

  @Test("an unhealthy page fails the deployment") func unhealthy() throws {
    let stage = try stage()
    stage.environment["STATUS"] = "503"
    // Does not wait between tries.
    try stage.folder.program("#!/bin/sh\n", to: "bin/sleep")
    let output = try stage.run(Self.deploy, ["--tag", "v1", "--yes"])
    #expect(output.status == 1)
    #expect(
      output.stdout.contains("FAIL  backend is not healthy: https://api.gayed-signals.example.com/health answers 503"))
    #expect(try releases(stage) == ["v1 failed"])
  }

  @Test("--dry-run starts nothing; without a terminal nothing is asked") func harmless() throws {
    let stage = try stage()
    for script in [Self.deploy, Self.down] {
      let output = try stage.run(script, ["--dry-run"])
      #expect(output.status == 0 && output.stdout.contains("+ docker compose "), "\(output)")
      #expect(try stage.run(script).status == 2)
    }
    for arguments in [["--host", "me@there"], ["--pull"], ["--pull", "--host", "me@there"]] {
      #expect(try stage.run(Self.deploy, ["--dry-run"] + arguments).status == 0)
    }
    #expect(try stage.run("scripts/promote.sh", ["--target", "compose", "--dry-run"]).status == 0)
    #expect(try stage.run("production/scripts/restore.sh", ["record", "--dry-run"]).status == 0)
    #expect(try stage.calls().filter { !$0.contains("compose version") && !$0.contains("config --quiet") } == [])
    #expect(!FileManager.default.fileExists(atPath: stage.folder.path("infra/production/compose/releases")))
  }

  @Test("down.sh stops the services and no store") func stops() throws {
    let stage = try stage()
    #expect(try stage.run(Self.down, ["--yes"]).status == 0)
    #expect(try stage.calls() == ["docker compose stop backend backtrader frontend []"])
  }

  @Test(
    "what is no tag, host, directory, address or database is refused, and nothing is started",
    arguments: [
      (deploy, ["--tag", "../x"]), (deploy, ["--tag", "-x"]), (deploy, ["--tag", "a b"]), (deploy, ["--tag"]),
      (deploy, ["--tag", "v1", "--host", "-oProxyCommand=x"]), (deploy, ["--tag", "v1", "--host", "a b"]),
      (deploy, ["--tag", "v1", "--dir", "/srv/../etc"]), (deploy, ["--tag", "v1", "--dir", "srv"]),
      (deploy, ["--tag", "v1", "--dir", "/srv/$(id)"]), (deploy, ["--tag", "v1", "--base", "backend=$(id)"]),
      (deploy, ["--nonsense"]), (rollback, ["../x", "--yes"]), (rollback, ["v1", "v2"]), (down, ["backend"]),
      ("production/scripts/restore.sh", ["record", "--into", "x\"; drop database postgres; --"]),
      ("production/scripts/restore.sh", ["record", "--drill", "--into", "gayed_signals"]),
      ("production/scripts/restore.sh", ["record", "--into", "gayed_signals"]),
      ("production/scripts/restore.sh", ["nowhere"]), ("production/scripts/restore.sh", []),
      ("scripts/promote.sh", ["--from", "production", "--to", "production", "--target", "compose"]),
      ("scripts/promote.sh", ["--to", "nowhere", "--target", "compose"]), ("scripts/promote.sh", ["--target", "x"]),
      ("production/scripts/smoke.sh", ["--base", "backend=ftp://x"]),
      ("production/scripts/smoke.sh", ["--tries", "0"]),
      ("production/scripts/smoke.sh", ["--base", "redis=http://x"]),
    ])
  func refused(_ script: String, _ arguments: [String]) throws {
    let stage = try stage()
    let output = try stage.run(script, arguments)
    #expect(output.status == 2 && !output.stderr.isEmpty, "\(output)")
    #expect(try stage.calls() == [])
  }

  @Test("rollback.sh says what there is where it cannot go back") func noWayBack() throws {
    let stage = try stage()
    #expect(try stage.run(Self.rollback, ["--yes"]).stderr.contains("there is no list of releases"))
    #expect(try stage.run(Self.deploy, ["--tag", "v1", "--yes"]).status == 0)
    let only = try stage.run(Self.rollback, ["--yes"])
    #expect(only.status == 1 && only.stderr == "rollback: there is no good release before v1\n", "\(only)")
    let never = try stage.run(Self.rollback, ["v9", "--yes"])
    #expect(never.status == 1 && never.stderr == "rollback: v9 was never good here; there is: v1 \n", "\(never)")
  }

  @Test("--host copies the files but no secrets, sends the images and deploys there") func elsewhere() throws {
    let stage = try stage()
    let server = stage.folder.path("server")
    try stage.folder.write("THERE=1", to: "server/infra/production/compose/.env")
    try stage.folder.write("HERE=1", to: "infra/production/compose/.env")
    let words = ["--tag", "v1", "--yes", "--host", "me@there", "--dir", server]
    let output = try stage.run(Self.deploy, words)
    #expect(output.status == 0, "\(output)")
    let calls = try stage.calls()
    #expect(
      calls.filter { $0.hasPrefix("ssh") } == [
        "ssh me@there mkdir -p '\(server)' && tar -C '\(server)' -xf -", "ssh me@there docker load",
        "ssh me@there env sh '\(server)/infra/production/scripts/compose/deploy.sh' --yes --tag v1 --built",
      ])
    #expect(
      calls.contains(
        "docker save gayed-signals-backend:v1 gayed-signals-backtrader:v1 "
          + "gayed-signals-frontend:production-v1 [gayed-signals-backend:v1]"))
    #expect(calls.filter { $0.contains("compose build") }.count == 1)
    #expect(try stage.folder.text("server/infra/production/compose/.env") == "THERE=1")
    #expect(try stage.folder.text("server/infra/production/compose/releases").hasSuffix(" v1 good\n"))
    #expect(try stage.run(Self.deploy, ["--tag", "v2"] + words.dropFirst(2)).status == 0)
    let back = try stage.run(Self.rollback, ["--yes", "--host", "me@there", "--dir", server])
    #expect(back.status == 0 && back.stdout.contains("production runs v1 again"), "\(back)")
  }

  @Test("promote.sh checks the first environment and deploys the same commit to the second") func promotes() throws {
    let stage = try stage()
    stage.environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
    for words in [
      ["init", "-q"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "x"],
    ] {
      #expect(try run("git", ["-C", stage.folder.path] + words).status == 0)
    }
    let commit = try run("git", ["-C", stage.folder.path, "rev-parse", "--short=12", "HEAD"]).stdout.dropLast()
    let bases = ["--base", "backend=http://localhost:8000", "--base", "frontend=http://localhost:3000"]
    let output = try stage.run("scripts/promote.sh", ["--target", "compose", "--yes"] + bases)
    #expect(output.status == 0, "\(output)")
    let calls = try stage.calls()
    #expect(calls.first == "curl http://localhost:8000/health")
    #expect(calls.contains("docker compose build backend backtrader frontend [gayed-signals-backend:\(commit)]"))
    #expect(try releases(stage) == ["\(commit) good"])
    stage.environment["STATUS"] = "500"
    try stage.folder.program("#!/bin/sh\n", to: "bin/sleep")
    #expect(try stage.run("scripts/promote.sh", ["--target", "compose", "--yes"] + bases).status == 1)
    #expect(!(try stage.calls().contains { $0.hasPrefix("docker") }))
  }
}
