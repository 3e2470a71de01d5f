import Emit
import Foundation
import IR
import TestSupport
import Testing

/// Updates behind a proxy, against a stand-in for Docker that keeps containers as files.
@Suite("scripts: updates without a gap", .waiting)
struct RollOracle {
  /// A container of the backend is a file: its name is its id, its text `STATUS HEALTH IMAGE HASH`. What starts is as HEALTH
  /// says. The frontend is what it should be, so that its pin alone is released.
  private static let docker = """
    #!/bin/sh
    printf 'docker %s\\n' "$*" >> "$RECORD"
    mkdir -p "$STATE"
    cd "$STATE" || exit 1
    case "$1 $2" in
    "image inspect") [ "$5" != "$LOST" ] || exit 1; echo "id-of-$5" ;;
    "inspect --format")
      [ "$4" != front ] || { echo "front front running healthy id-of-other $HASH"; exit 0; }
      read -r status health image hash < "$4"
      case $3 in *Created*) echo "$4 $4 $status $health $image $hash" ;; *) echo "name-$4:${3##*:}" ;; esac ;;
    "compose config")
      case $3 in --hash) echo "$4 $HASH" ;; --images) [ "$4" = backend ] && echo "$BACKEND_IMAGE" || echo other ;; esac ;;
    "compose ps")
      case $* in *backend) ls ;; *frontend) echo front ;; *edge) [ "${PROXY-yes}" != yes ] || echo edge ;; esac ;;
    "compose up")
      case $* in
      *--scale*)
        want=$(printf '%s' "$*" | sed 's/.*backend=\\([0-9]*\\).*/\\1/')
        n=$(cat ../number 2> /dev/null || echo 100)
        while [ "$(ls | wc -l)" -lt "$want" ]; do
          n=$((n + 1)); echo "$n" > ../number
          echo "running $HEALTH id-of-$BACKEND_IMAGE $HASH" > "c$n"
        done
        [ "${KILLED-}" != up ] || kill -9 "$PPID" ;;
      esac ;;
    "compose exec") case "$* " in *"${KILLED:-nothing}"*) kill -9 "$PPID" ;; esac ;;
    rm*) shift 2; rm -- "$@" ;;
    esac
    """

  private final class Machine {
    let stage: ScriptStage

    init() throws {
      stage = try ScriptStage(CompiledTopologies.proxy.standard.filter { $0.environment.name == "production" })
      try stage.folder.write("", to: "infra/production/compose/.env")
      try stage.folder.program(RollOracle.docker, to: "bin/docker")
      try stage.folder.program("#!/bin/sh\n", to: "bin/sleep")
      try stage.folder.program("#!/bin/sh\n", to: "infra/production/scripts/smoke.sh")
      stage.environment = [
        "STATE": stage.folder.path("containers"), "HASH": "h1", "HEALTH": "healthy", "LOST": "nothing",
      ]
    }

    func deploy(_ tag: String) throws -> Output {
      try stage.run("production/scripts/compose/deploy.sh", ["--tag", tag, "--yes", "--no-backup"])
    }

    /// The containers, as their ids and what they run.
    func containers() throws -> [String] {
      stage.folder.files().filter { $0.hasPrefix("containers/") }.map { path in
        let text = (try? stage.folder.text(path)) ?? ""
        return path.dropFirst("containers/".count) + " "
          + text.split(separator: " ").dropFirst(1).prefix(2).joined(separator: " ")
      }
    }

    /// What happened to the proxy and to containers.
    func steps() throws -> [String] {
      try stage.calls().compactMap { call in
        if call.contains("caddy reload") {
          return "pin"
            + (call.contains("BACKEND_TO=")
              ? call.split(separator: "BACKEND_TO=to")[1].split(separator: " edge")[0] : "")
        }
        if call.contains("--scale") { return "start " + call.split(separator: "--scale ")[1] }
        return call.hasPrefix("docker stop") ? String(call.dropFirst(7)) : nil
      }
    }
  }

  private static let image = "id-of-gateway-backend:"

  @Test("new ones beside the old one, a switch, and the old one goes; again, nothing happens") func replaces() throws {
    let machine = try Machine()
    machine.stage.environment["PROXY"] = "no"
    #expect(try machine.deploy("v1").status == 0)
    #expect(try machine.steps() == ["start backend=1 backend"])
    machine.stage.environment["PROXY"] = nil
    let output = try machine.deploy("v2")
    #expect(output.status == 0, "\(output)")
    #expect(
      try machine.steps() == [
        "pin", "pin name-c101:8000", "start backend=2 backend", "pin name-c102:8000", "stop --time 30 c101", "pin",
      ])
    #expect(try machine.containers() == ["c102 healthy \(Self.image)v2"])
    let again = try machine.deploy("v2")
    #expect(again.stdout.contains("backend: nothing to replace"))
    #expect(try machine.steps() == ["pin", "pin"])
    // Another environment of the container is another version, too.
    machine.stage.environment["HASH"] = "h2"
    #expect(try machine.deploy("v2").status == 0)
    #expect(try machine.containers() == ["c103 healthy \(Self.image)v2"])
    _ = try machine.steps()
    let back = try machine.stage.run("production/scripts/compose/rollback.sh", ["v1", "--yes"])
    #expect(back.status == 0, "\(back)")
    #expect(try machine.steps().contains("pin name-c104:8000"))
    #expect(try machine.containers() == ["c104 healthy \(Self.image)v1"])
  }

  @Test("a version that is never healthy never serves") func broken() throws {
    let machine = try Machine()
    #expect(try machine.deploy("v1").status == 0)
    _ = try machine.steps()
    machine.stage.environment["HEALTH"] = "unhealthy"
    let output = try machine.deploy("v2")
    #expect(output.status == 1 && output.stderr.contains("the former one keeps serving"), "\(output)")
    #expect(
      try machine.steps() == ["pin", "pin name-c101:8000", "start backend=2 backend", "stop --time 1 c102", "pin"])
    #expect(try machine.containers() == ["c101 healthy \(Self.image)v1"])
  }

  @Test("killed anywhere, the next run goes on", arguments: ["up", "name-c101", "name-c102", "-T edge"])
  func killed(_ moment: String) throws {
    let machine = try Machine()
    #expect(try machine.deploy("v1").status == 0)
    machine.stage.environment["KILLED"] = moment
    #expect(try machine.deploy("v2").status != 0)
    machine.stage.environment["KILLED"] = nil
    _ = try machine.steps()
    let output = try machine.deploy("v2")
    #expect(output.status == 0, "\(output)")
    let containers = try machine.containers()
    #expect(containers.count == 1 && containers[0].hasSuffix("healthy \(Self.image)v2"), "\(containers)")
    // No step stopped what the proxy led to.
    for step in try machine.steps() where step.hasPrefix("stop") { #expect(step == "stop --time 30 c101") }
  }

  @Test("a missing image is found before anything is changed") func missing() throws {
    let machine = try Machine()
    #expect(try machine.deploy("v1").status == 0)
    _ = try machine.steps()
    machine.stage.environment["LOST"] = "gateway-backend:v2"
    let output = try machine.deploy("v2")
    #expect(output.status == 1 && output.stderr.contains("the image of backend is missing"), "\(output)")
    // That of the frontend.
    #expect(try machine.steps() == ["pin"])
  }
}
