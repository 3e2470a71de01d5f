import Compiler
import Diagnostics
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// A Redis that nothing is written about, and that a queue uses, keeps its jobs: with the real server, ended as a crash
/// or a lost machine ends it.
@Suite("Redis keeps the jobs of a queue", .waiting)
struct RedisQueueOracle {
  /// What uses the store, and whether jobs wait in it.
  @Test(arguments: [
    ("jobs: { type: worker, image: \"a/b:1\", start: \"rq worker\", variables: { REDIS_URL: $<<redis.url>> } }", true),
    ("api: { type: web, image: \"a/b:1\", port: 80, variables: { CELERY_BROKER_URL: $<<redis.url>> } }", true),
    ("api: { type: web, image: \"a/b:1\", port: 80, variables: { REDIS_URL: $<<redis.url>> } }", false),
  ])
  func survivesAKill(user: String, keeps: Bool) throws {
    for server in RedisOracle.servers {
      let folder = try TemporaryFolder()
      let text = try Self.configuration(user).replacingOccurrences(of: "dir /data", with: "dir \(folder.path)")
      let path = try folder.write(text, to: "redis.conf")
      let process = RedisProcess(folder, password: "secret")
      func start() throws {
        let words = [path, "--requirepass", "secret", "--dir", folder.path] + RedisProcess.options(in: folder)
        let output = try run(server, words, limit: 60)
        #expect(output.status == 0, "\(output.stdout)\(output.stderr)")
        try process.waitUntilReady()
      }
      try start()
      #expect(try process.command(["LPUSH", "jobs", "first"]) == "1\n")
      process.stop(SIGKILL)
      try start()
      defer { process.stop() }
      #expect(try process.command(["LRANGE", "jobs", "0", "-1"]) == (keeps ? "first\n" : "\n"), "\(server)")
    }
  }

  /// redis.conf of a topology with this service beside the store.
  private static func configuration(_ user: String) throws -> String {
    let text = "infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n  redis: { version: 7 }\n  \(user)\n"
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8))
    let files = compilation.emit(EmissionRequest(layout: OutputLayout())).files
    guard let file = files.first(where: { $0.file.path.hasSuffix("/redis.conf") }) else {
      throw TestSupportError("no redis.conf: \(compilation.diagnostics.map(\.message))")
    }
    return file.file.content
  }
}
