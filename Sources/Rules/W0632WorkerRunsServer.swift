package import Diagnostics
import IR
import Resolution
import Model

extension DiagnosticKind {
  package static let workerRunsServer = DiagnosticKind(
    "W0632", "worker-runs-server", tunable: true,
    summary: "a worker has a web server's image and no command of its own",
    explanation: """
      `extends` copies the code of a service, its image and its variables, but not `start`. A worker, cron or job
      service without `start` runs the command of the image, and that starts the web server.

      The process is up, its health looks right, and no job is ever done. On a schedule the server runs until it is
      stopped.

      Add `start:` with the command of this process. If the image chooses by a variable what it runs, allow the
      finding and say so.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi }
        mails:
          type: worker
          extends: api
                   ^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi }
        mails:
          type: worker
          extends: api
          start: python mails.py
      """)
}

/// A process that has the image of a web server and no command of its own.
package enum WorkerRunsServer: Check {
  package static var kind: DiagnosticKind { .workerRunsServer }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.code) && !service.traits.contains(.web) {
      let declaration = service.declaration
      guard declaration.node["start"] == nil, service.type.startCommand == nil, !declaration.isTypeGuessed,
        !ServiceDeclaration.shape.isMisspelt("start", in: declaration.node), let extends = declaration.extends,
        let server = server(above: service, in: context)
      else { continue }
      context.report(
        kind, at: extends.span, path: "services.\(service.name)",
        "`\(service.name)` runs the server of `\(server.name)`: it has no `start`", label: "this image starts a server"
      ) {
        $0.secondary = [.init(declaration.nameSpan, "a \(service.type.name)")]
        $0.notes = ["`start` is not inherited, so the image runs what it runs for `\(server.name)`"]
        $0.help = ["add the command of this process: `start: …`"]
      }
    }
  }

  /// The web service whose image it is; nil where an image of its own comes in between.
  private static func server(above service: ServiceSymbol, in context: CheckContext) -> ServiceSymbol? {
    var child = service
    for _ in 0..<Extends.longestChain {
      guard let parent = child.declaration.extends.flatMap({ context.analysis.symbols.service($0.value) }),
        ["image", "build", "root"].allSatisfy({
          child.declaration.node[$0]?.span == parent.declaration.node[$0]?.span
        })
      else { return nil }
      if parent.traits.contains(.web) { return parent }
      child = parent
    }
    return nil
  }
}
