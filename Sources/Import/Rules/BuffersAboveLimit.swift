import Model
import IR
package import Diagnostics
import Rules

/// E0705 for a compose file: PostgreSQL reserves more memory for its buffers than its container has.
package enum BuffersAboveLimit: StackRule {
  package static var kind: DiagnosticKind { PostgresMemoryExceeded.kind }

  package static func run(in context: StackContext) {
    for (service, settings, limit) in context.limitedStores {
      guard let buffers = settings.bytes("shared_buffers"), buffers.bytes >= limit.bytes else { continue }
      let all = ByteSize(bytes: limit.bytes).description
      context.report(
        kind, at: buffers.span,
        "`\(service.name)` needs \(ByteSize(bytes: buffers.bytes).description) for its buffers and has \(all)"
      ) {
        $0.setShare(buffers.bytes, of: limit.bytes)
        $0.secondary = [.init(limit.span, "the container is killed above this")]
        $0.help = ["write a quarter of it: `\((limit.bytes / 4) >> 20)MB`, or raise the limit"]
      }
    }
  }
}
