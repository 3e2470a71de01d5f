package import Diagnostics
import IR
import Lowering
import Model
import Resolution
import Tuning

extension DiagnosticKind {
  package static let redisSnapshotRoom = DiagnosticKind(
    "W0704", "redis-snapshot-room", tunable: true,
    summary: "Redis has too little memory beside its keys",
    explanation: """
      Redis' `maxmemory` counts the keys only. Buffers of clients and fragmentation come on top, and while a snapshot
      or a rewrite of the append-only file runs, every page that changes exists twice: the child process keeps the old
      one.

      Above 60 % of the container's memory with persistence, 75 % without, a busy moment is enough for the kernel to
      kill the server; what was written since the last snapshot is lost.

      Write `auto`, which takes these shares, or give the container more memory.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          resources: { memory: 512MiB, storage: 1GiB }
          tuning:
            maxmemory: 400MiB
                       ^^^^^^
            save: ["900 1"]
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          resources: { memory: 512MiB, storage: 1GiB }
          tuning:
            maxmemory: auto
            save: ["900 1"]
      """)
}

/// A maxmemory that leaves too little beside the keys.
package enum RedisSnapshotRoom: Check {
  package static var kind: DiagnosticKind { .redisSnapshotRoom }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let tuned = context.derived.tuned[service.name], let data = tuned.figures[.dataBytes],
        !service.hasUnreadMemory,
        let node = service.declaration.tuningNodes["maxmemory"], node.text != "auto"
      else { continue }
      let memory = service.declaration.resources?.value.memory
      let limit = memory?.value ?? service.type.defaultMemory
      let share = tuned.isPersistent ? 60 : 75
      // All of it is E0703.
      guard data < limit, data / share > limit / 100 else { continue }
      let used = ByteSize(bytes: data).description
      context.report(
        kind, at: node.span, path: "services.\(service.name).tuning.maxmemory",
        tuned.isPersistent
          ? "a snapshot can double the written pages: \(used) of \(ByteSize(bytes: limit).description) leaves too little"
          : "\(used) of \(ByteSize(bytes: limit).description) leaves too little for clients and fragmentation",
        label: "data alone may take this"
      ) {
        $0.setShare(data, of: limit)
        if let memory { $0.secondary.append(.init(memory.span, "the container is killed above this")) }
        $0.help = ["write `auto`: at most \(share) % of memory"]
        $0.fixes = [FixIt("write `auto`", .safe, [.init(node.span, "auto")])]
      }
    }
  }
}

extension ServiceSymbol {
  /// A memory limit is written, and could not be read: nothing may be concluded from the default.
  var hasUnreadMemory: Bool {
    declaration.node["resources"]?["memory"] != nil && declaration.resources?.value.memory == nil
  }

  /// The memory limit that somebody wrote. A default is emitted nowhere for code services.
  var writtenMemory: Located<Int>? { declaration.resources?.value.memory }
  var writtenCPU: Located<Int>? { declaration.resources?.value.cpu }

  /// The most replicas that may run at once.
  package var mostReplicas: Int {
    if traits.contains(.cron) || traits.contains(.job) { return 1 }
    let scale = declaration.scale?.value
    return max(scale?.replicas?.value ?? 1, scale?.autoscale?.value.max?.value ?? 1)
  }
}
