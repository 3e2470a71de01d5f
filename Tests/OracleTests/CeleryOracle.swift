import Compiler
import Foundation
import IR
import Model
import TestSupport
import Testing

/// A real Celery with a real Redis: what the types start, and the command that is proposed for its health.
@Suite("Celery runs as it is started", .waiting)
struct CeleryOracle {
  private static let tasks = """
    import os
    from celery import Celery
    app = Celery("shop", broker=os.environ["BROKER"], backend=os.environ["BROKER"])
    app.conf.beat_schedule = {"tick": {"task": "shop.tick", "schedule": 1.0}}
    @app.task(name="shop.tick")
    def tick():
        open("ticked", "w").close()
    """

  /// The commands of both types, as a shell runs them.
  private static func command(of service: String) throws -> String {
    let topology = """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        worker: { type: celery, app: shop, workers: 2 }
        clock: { type: beat, app: shop }
      """
    let program = try #require(Compilation.run(path: "topology.yaml", bytes: Array(topology.utf8)).programs.first)
    guard case .words(let words)? = program.service(service)?.command else { return "false" }
    return words.map(\.literalText).joined(separator: " ")
  }

  /// The scheduler sends a task, the worker runs it, its health check succeeds, and both end on SIGTERM without an error.
  @Test func aTaskIsGivenOutAndDone() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.tasks, to: "shop.py")
    let health = try #require(ServiceType.celery.healthCommand).replacingOccurrences(of: "APP", with: "shop")
    let clock = try Self.command(of: "clock").replacingOccurrences(of: "/tmp/", with: folder.path + "/state/")
    let script = """
      # As an engine sets it in a container.
      export HOSTNAME="$(uname -n)"
      mkdir state
      redis-server --port 0 --unixsocket "$PWD/redis" --save '' --dir "$PWD/state" > state/redis.log &
      redis=$!
      trap 'kill $redis' EXIT
      for i in $(seq 100); do [ -S redis ] && break; sleep 0.1; done
      \(try Self.command(of: "worker")) > worker.log 2>&1 & worker=$!
      \(clock) > clock.log 2>&1 & clock=$!
      for i in $(seq 300); do [ -e ticked ] && break; sleep 0.1; done
      \(health) > health.log 2>&1; echo "health $?"
      kill -TERM $worker $clock
      wait $worker; echo "worker $?"
      wait $clock; echo "clock $?"
      [ -e ticked ] && echo ticked
      """
    let path = (try Tools.server("celery") as NSString).deletingLastPathComponent
    let output = try run(
      "/bin/sh", ["-c", script],
      environment: [
        "PATH": path + ":/usr/bin:/bin:/usr/sbin", "BROKER": "redis+socket://\(folder.path)/redis",
        "WEB_CONCURRENCY": "2", "C_FORCE_ROOT": "1",
      ], directory: folder.path, limit: 120)
    let logs = ["worker.log", "clock.log", "health.log"].map { (try? folder.text($0)) ?? "" }.joined()
    #expect(output.stdout == "health 0\nworker 0\nclock 0\nticked\n", "\(output.stderr)\(logs)")
    // A container's directory of code cannot be written: nothing but the schedule is kept, and that elsewhere.
    let left = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
    #expect(
      left.subtracting(["shop.py", "__pycache__", "state", "redis", "ticked"]).allSatisfy { $0.hasSuffix(".log") },
      "\(left)")
  }
}
