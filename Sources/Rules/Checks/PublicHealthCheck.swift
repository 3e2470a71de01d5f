import Resolution
package import Diagnostics
import IR
import Model

/// A public service about which nobody asks.
package enum PublicHealthCheck: Check {
  package static var kind: DiagnosticKind { .publicWithoutHealth }

  package static func run(in context: CheckContext) {
    guard context.environment.kind != .local else { return }
    for service in context.services where service.traits.contains(.web) && service.isPublic {
      let declaration = service.declaration
      guard declaration.node["health"] == nil, !declaration.isTypeGuessed,
        !ServiceDeclaration.shape.isMisspelt("health", in: declaration.node)
      else { continue }
      context.report(
        kind, at: declaration.nameSpan, path: "services.\(service.name)",
        "`\(service.name)` is public but has no `health`"
      ) {
        if let exposure = declaration.exposure { $0.secondary = [.init(exposure.span, "public")] }
        $0.notes = ["without it a new version gets visitors as soon as its process runs, ready or not"]
        $0.help = ["name a path that answers 2xx when it works: `health: /health`"]
        if let edit = Edits.add("health: /health", to: declaration.node, order: CanonicalForm.serviceOrder) {
          $0.fixes = [FixIt("add `health: /health`", .unsafe, [edit])]
        }
      }
    }
  }
}
