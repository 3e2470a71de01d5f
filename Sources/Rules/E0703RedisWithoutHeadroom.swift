package import Diagnostics
import IR
import Lowering
import Model
import Resolution
import Tuning

extension DiagnosticKind {
  package static let redisWithoutHeadroom = DiagnosticKind(
    "E0703", "redis-without-headroom",
    summary: "Redis may fill all the memory that its container has",
    explanation: """
      `maxmemory` limits the data, not the process. Buffers of clients, fragmentation and the copy that a snapshot
      makes come on top. When data alone may take what the container has, the kernel kills Redis before it ever
      removes a key.

      That happens at the moment of highest load, and everything that was not yet saved is gone.

      Write `auto`: 75 % of the memory for a pure cache, 60 % with snapshots or an append-only file. If the data
      must be larger, raise `resources.memory`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          resources: { memory: 512MiB }
          tuning: { maxmemory: 512MiB }
                               ^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          resources: { memory: 512MiB }
          tuning: { maxmemory: auto }
      """, foreign: .speaks)
}

/// maxmemory as large as the container.
package enum RedisWithoutHeadroom: Check {
  package static var kind: DiagnosticKind { .redisWithoutHeadroom }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let tuned = context.derived.tuned[service.name], let data = tuned.figures[.dataBytes] else { continue }
      let declaration = service.declaration
      let memory = declaration.resources?.value.memory
      let limit = memory?.value ?? service.type.defaultMemory
      guard data >= limit, let node = declaration.tuningNodes["maxmemory"] else { continue }
      let used = ByteSize(bytes: data).description
      let all = ByteSize(bytes: limit).description
      context.report(
        kind, at: node.span, path: "services.\(service.name).tuning.maxmemory",
        "redis may use \(used), \(data == limit ? "all" : "more than all") of the \(all) its container has",
        label: "no headroom"
      ) {
        $0.setShare(data, of: limit)
        if let memory { $0.secondary.append(.init(memory.span, "the container is killed above this")) }
        if tuned.isPersistent, let save = declaration.tuningNodes["save"] {
          $0.secondary.append(.init(save.span, "a snapshot forks: written pages are copied while it runs"))
        }
        let share = tuned.isPersistent ? 60 : 75
        $0.help = [
          "write `auto`: \(share) % of memory, \(ByteSize(bytes: limit / 100 * share + limit % 100 * share / 100).description)"
        ]
        $0.fixes = [FixIt("write `auto`", .safe, [.init(node.span, "auto")])]
      }
    }
  }
}
