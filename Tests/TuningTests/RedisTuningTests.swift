import Tuning
import IR
import Testing

private let mebibyte = 1 << 20

@Suite("Redis tuning")
struct RedisTuningTests {
  private let withSaves = RedisTuningInput(
    store: "redis", version: "7", memoryBytes: 512 * mebibyte, storageBytes: 1 << 30,
    declared: [
      "maxmemory": .auto, "policy": .text("allkeys-lru"), "save": .list(["900 1", "300 10", "60 10000"]),
    ])

  private func value(_ result: RedisTuningResult, _ name: String) -> Setting.Value? {
    result.settings.first { $0.name == name }?.value
  }

  @Test("maxmemory is a whole number of MiB: 60 % with snapshots, 75 % without, less in tiny containers")
  func maxmemory() {
    #expect(tuneRedis(withSaves).maxmemoryBytes == 307 * mebibyte)
    var staging = withSaves
    staging.memoryBytes = 256 * mebibyte
    #expect(tuneRedis(staging).maxmemoryBytes == 153 * mebibyte)
    staging.declared["save"] = .list([])
    #expect(tuneRedis(staging).maxmemoryBytes == 192 * mebibyte)
    staging.memoryBytes = 128 * mebibyte
    // (0.95 x 128 - 16) / 1.1 = 96 MiB, exactly 75 %; at 64 MiB the second rule wins.
    #expect(tuneRedis(staging).maxmemoryBytes == 96 * mebibyte)
    staging.memoryBytes = 64 * mebibyte
    #expect(tuneRedis(staging).maxmemoryBytes == 40 * mebibyte)
    staging.memoryBytes = 8 * mebibyte
    #expect(tuneRedis(staging).maxmemoryBytes == mebibyte)
    staging.declared["maxmemory"] = .percent(50)
    #expect(tuneRedis(staging).maxmemoryBytes == 4 * mebibyte)
  }

  @Test("a cache evicts and does without a failed snapshot, a queue does neither")
  func roles() {
    let cache = tuneRedis(withSaves)
    #expect(cache.policy == "allkeys-lru")
    #expect(cache.isPersistent)
    #expect(value(cache, "stop-writes-on-bgsave-error") == .boolean(false))
    #expect(value(cache, "lazyfree-lazy-eviction") == .boolean(true))

    let queue = tuneRedis(
      RedisTuningInput(store: "jobs", version: "7", memoryBytes: 512 * mebibyte, profile: "queue"))
    #expect(queue.policy == "noeviction")
    #expect(value(queue, "appendonly") == .boolean(true))
    #expect(value(queue, "save") == .list([]))
    #expect(value(queue, "stop-writes-on-bgsave-error") == nil)
    #expect(value(queue, "lazyfree-lazy-eviction") == nil)
    #expect(queue.maxmemoryBytes == 307 * mebibyte)

    let used = tuneRedis(
      RedisTuningInput(store: "jobs", version: "7", memoryBytes: 512 * mebibyte, queueOf: "worker"))
    #expect(used.policy == "noeviction")
    #expect(!used.isPersistent)
  }

  @Test("directives that a version does not know are left out; undeclared defaults too")
  func versions() {
    var input = withSaves
    #expect(value(tuneRedis(input), "maxmemory-clients") == .word("5%"))
    input.version = "6.2"
    #expect(value(tuneRedis(input), "maxmemory-clients") == nil)
    #expect(value(tuneRedis(input), "maxclients") == nil)
    #expect(
      tuneRedis(input).leftAtDefault == ["maxclients (10000)", "timeout (0)", "databases (16)", "appendonly (no)"])
    input.declared["maxclients"] = .integer(500)
    #expect(value(tuneRedis(input), "maxclients") == .integer(500))
    #expect(tuneRedis(input).maxclients == 500)
  }

  @Test("the budget counts fragmentation and the pages that a snapshot copies")
  func budget() {
    let memory = tuneRedis(withSaves).memory
    #expect(memory.lines.map(\.mebibytes) == [307, 31, 101, 16])
    #expect(memory.need == 455)
    #expect(memory.percent == 89)
  }
}
