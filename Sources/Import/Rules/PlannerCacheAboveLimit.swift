import Model
import IR
package import Diagnostics
import Rules

/// W0707 for a compose file: PostgreSQL is told of a larger cache than its container can have.
package enum PlannerCacheAboveLimit: StackRule {
  package static var kind: DiagnosticKind { EffectiveCacheTooLarge.kind }

  package static func run(in context: StackContext) {
    for (_, settings, limit) in context.limitedStores {
      guard let cache = settings.bytes("effective_cache_size") else { continue }
      let percent = cache.bytes / max(1, limit.bytes / 100)
      guard percent > 75 else { continue }
      context.report(kind, at: cache.span, "effective_cache_size is \(percent)% of the memory") {
        $0.setShare(percent, of: 75)
        $0.secondary = [.init(limit.span, ByteSize(bytes: limit.bytes).description)]
        $0.notes = ["it allocates nothing: the planner takes it for the size of what is cached"]
        $0.help = ["write three quarters: `\((limit.bytes / 4 * 3) >> 20)MB`"]
      }
    }
  }
}
