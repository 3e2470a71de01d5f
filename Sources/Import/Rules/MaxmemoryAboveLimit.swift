import Model
import IR
package import Diagnostics
import Rules

/// E0703 for a compose file: Redis may use all of the memory that its container has.
package enum MaxmemoryAboveLimit: StackRule {
  package static var kind: DiagnosticKind { RedisWithoutHeadroom.kind }

  package static func run(in context: StackContext) {
    for (service, settings, limit) in context.limitedStores {
      guard let data = settings.bytes("maxmemory"), data.bytes >= limit.bytes else { continue }
      let used = ByteSize(bytes: data.bytes).description
      let all = ByteSize(bytes: limit.bytes).description
      context.report(
        kind, at: data.span,
        "`\(service.name)` may use \(used), \(data.bytes == limit.bytes ? "all" : "more than all") of the \(all) its container has",
        label: "no headroom"
      ) {
        $0.setShare(data.bytes, of: limit.bytes)
        $0.secondary = [.init(limit.span, "the container is killed above this")]
        $0.help = ["write at most three quarters of it: `\((limit.bytes / 4 * 3) >> 20)mb`"]
      }
    }
  }
}
