package import Diagnostics
import IR
import Lowering
import Model
import Resolution
import Tuning

extension DiagnosticKind {
  package static let sharedBuffersShare = DiagnosticKind(
    "W0706", "shared-buffers-share", tunable: true,
    summary: "shared_buffers is an unusual share of the memory",
    explanation: """
      `shared_buffers` is PostgreSQL's own cache. What it does not hold the operating system's page cache holds, so
      that both together make the cache of the database. 25 % of the memory is where nearly everybody ends; below 15 %
      the server copies pages to and fro, above 40 % most pages are kept twice and sorts have no room.

      Write `auto`. If a measurement of yours says otherwise, allow the finding with that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          resources: { memory: 2GiB }
          tuning: { shared_buffers: 128MiB }
                                    ^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          resources: { memory: 2GiB }
          tuning: { shared_buffers: auto }
      """, foreign: .speaks)
}

/// shared_buffers outside of 15 to 40 % of the memory.
package enum SharedBuffersShare: Check {
  package static var kind: DiagnosticKind { .sharedBuffersShare }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let tuned = context.derived.tuned[service.name], let pool = tuned.figures[.bufferPoolBytes],
        !service.hasUnreadMemory,
        let node = service.declaration.tuningNodes["shared_buffers"], node.text != "auto",
        // The whole is too much already.
        !tuned.exceeds(percent: 95)
      else { continue }
      let limit = service.writtenMemory?.value ?? service.type.defaultMemory
      let percent = pool / max(1, limit / 100)
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
