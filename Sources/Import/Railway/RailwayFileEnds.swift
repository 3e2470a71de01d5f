package import Diagnostics
import Emit
import Probes

/// W0907 at a file that Railway stops reading.
package enum RailwayFileEnds: StackRule {
  package static var kind: DiagnosticKind { .railwayConfigEnds }

  package static func run(in context: StackContext) {
    for path in context.stack.files { check(path, context) }
  }

  private static func check(_ path: String, _ context: StackContext) {
    guard let name = path.split(separator: "/").last.map(String.init), Stack.isRailway(name),
      let file = context.repository.file(path)
    else { return }
    let line = file.bytes.firstIndex(of: 0x0A) ?? file.bytes.count
    context.report(
      kind, at: context.repository.span(0..<line, in: file),
      "Railway does not read `\(name)` from 2026-12-01 on; newer services never do"
    ) {
      $0.notes = [
        "without it a service has the settings of the dashboard: perhaps no health check and no release command"
      ]
      $0.help = ["move the settings into a project file of Railway, which `infracc migrate` begins"]
    }
  }
}
