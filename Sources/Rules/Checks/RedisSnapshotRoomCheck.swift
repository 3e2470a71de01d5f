import Lowering
import Resolution
import Tuning
package import Diagnostics
import Model

/// A maxmemory that leaves too little beside the keys.
package enum RedisSnapshotRoomCheck: Check {
  package static var kind: DiagnosticKind { .redisSnapshotRoom }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.redis) {
      guard let tuned = context.derived.redis[service.name], !service.hasUnreadMemory,
        let node = service.declaration.tuningNodes["maxmemory"], node.text != "auto"
      else { continue }
      let memory = service.declaration.resources?.value.memory
      let limit = memory?.value ?? service.type.defaultMemory
      let share = tuned.isPersistent ? 60 : 75
      // All of it is E0703.
      guard tuned.maxmemoryBytes < limit, tuned.maxmemoryBytes / share > limit / 100 else { continue }
      let used = ByteSize(bytes: tuned.maxmemoryBytes).description
      context.report(
        kind, at: node.span, path: "services.\(service.name).tuning.maxmemory",
        tuned.isPersistent
          ? "a snapshot can double the written pages: \(used) of \(ByteSize(bytes: limit).description) leaves too little"
          : "\(used) of \(ByteSize(bytes: limit).description) leaves too little for clients and fragmentation",
        label: "data alone may take this"
      ) {
        $0.setShare(tuned.maxmemoryBytes, of: limit)
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
