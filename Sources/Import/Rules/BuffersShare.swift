import Model
import IR
package import Diagnostics
import Rules

/// W0706 for a compose file: the share of the memory that PostgreSQL has for its buffers.
package enum BuffersShare: StackRule {
  package static var kind: DiagnosticKind { SharedBuffersShare.kind }

  package static func run(in context: StackContext) {
    for (_, settings, limit) in context.limitedStores {
      guard let buffers = settings.bytes("shared_buffers"), buffers.bytes < limit.bytes else { continue }
      let percent = buffers.bytes / max(1, limit.bytes / 100)
      guard !(15...40).contains(percent) else { continue }
      context.report(kind, at: buffers.span, "shared_buffers is \(percent)% of the memory") {
        $0.setShare(abs(percent - 25), of: 25)
        $0.secondary = [.init(limit.span, ByteSize(bytes: limit.bytes).description)]
        $0.notes = [
          percent < 25
            ? "what does not fit into it is read again, from the disk or the page cache"
            : "connections, sorting and the page cache need the rest"
        ]
        $0.help = ["write a quarter: `\((limit.bytes / 4) >> 20)MB`"]
      }
    }
  }
}
