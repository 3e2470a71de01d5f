import Lowering
import Resolution
import Tuning
package import Diagnostics
import Model

/// shared_buffers outside of 15 to 40 % of the memory.
package enum SharedBuffersShareCheck: Check {
  package static var kind: DiagnosticKind { .sharedBuffersShare }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.postgres) {
      guard let tuned = context.derived.postgres[service.name], !service.hasUnreadMemory,
        let node = service.declaration.tuningNodes["shared_buffers"], node.text != "auto",
        // The whole is too much already.
        !tuned.exceeds(percent: 95)
      else { continue }
      let limit = service.writtenMemory?.value ?? service.type.defaultMemory
      let percent = tuned.sharedBuffersBytes / max(1, limit / 100)
      guard !(15...40).contains(percent) else { continue }
      context.report(
        kind, at: node.span, path: "services.\(service.name).tuning.shared_buffers",
        "shared_buffers is \(percent) % of the memory"
      ) {
        $0.setShare(abs(percent - 25), of: 25)
        if let memory = service.writtenMemory {
          $0.secondary = [.init(memory.span, ByteSize(bytes: limit).description)]
        }
        $0.notes = [
          percent < 25
            ? "what does not fit into it is read again, from the disk or the page cache"
            : "connections, sorting and the page cache need the rest"
        ]
        $0.help = ["write `auto`: 25 %"]
        $0.fixes = [FixIt("write `auto`", .safe, [.init(node.span, "auto")])]
      }
    }
  }
}
