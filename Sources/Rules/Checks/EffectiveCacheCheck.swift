import Lowering
import Resolution
import Tuning
package import Diagnostics
import Model

/// effective_cache_size above what shared_buffers and the page cache can be together.
package enum EffectiveCacheCheck: Check {
  package static var kind: DiagnosticKind { .effectiveCacheTooLarge }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.postgres) {
      guard let tuned = context.derived.postgres[service.name], !service.hasUnreadMemory,
        let node = service.declaration.tuningNodes["effective_cache_size"], node.text != "auto"
      else { continue }
      let limit = service.writtenMemory?.value ?? service.type.defaultMemory
      let percent = tuned.effectiveCacheSizeBytes / max(1, limit / 100)
      guard percent > 75 else { continue }
      context.report(
        kind, at: node.span, path: "services.\(service.name).tuning.effective_cache_size",
        "effective_cache_size is \(percent) % of the memory"
      ) {
        $0.setShare(percent, of: 75)
        if let memory = service.writtenMemory {
          $0.secondary = [.init(memory.span, ByteSize(bytes: limit).description)]
        }
        $0.notes = ["it allocates nothing: by it the planner judges what is cached, and here it judges too well"]
        $0.help = ["write `75%`"]
        $0.fixes = [FixIt("write `75%`", .safe, [.init(node.span, "75%")])]
      }
    }
  }
}
