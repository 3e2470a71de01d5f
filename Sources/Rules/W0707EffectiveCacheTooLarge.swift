package import Diagnostics
import IR
import Lowering
import Model
import Resolution
import Tuning

extension DiagnosticKind {
  package static let effectiveCacheTooLarge = DiagnosticKind(
    "W0707", "effective-cache-too-large", tunable: true,
    summary: "effective_cache_size is more than can be cached",
    explanation: """
      `effective_cache_size` reserves nothing. It tells the planner how much of the database it may expect to find in
      memory, in `shared_buffers` and the page cache together. More than three quarters of the container's memory
      cannot be there: the server's processes need the rest.

      With a promise that does not hold the planner prefers index scans that turn into random reads from the disk.

      Write `75%`, which follows when the memory changes.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          resources: { memory: 1GiB }
          tuning: { effective_cache_size: 1GiB }
                                          ^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          resources: { memory: 1GiB }
          tuning: { effective_cache_size: 75% }
      """, foreign: .speaks)
}

/// effective_cache_size above what shared_buffers and the page cache can be together.
package enum EffectiveCacheTooLarge: Check {
  package static var kind: DiagnosticKind { .effectiveCacheTooLarge }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let cache = context.derived.tuned[service.name]?.figures[.plannerCacheBytes], !service.hasUnreadMemory,
        let node = service.declaration.tuningNodes["effective_cache_size"], node.text != "auto"
      else { continue }
      let limit = service.writtenMemory?.value ?? service.type.defaultMemory
      let percent = cache / max(1, limit / 100)
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
