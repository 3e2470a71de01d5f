package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let publicWithoutHealth = DiagnosticKind(
    "W0609", "public-without-health", tunable: true,
    summary: "a public service has no health check",
    explanation: """
      A new version takes over as soon as its container runs, unless a health check says when it is ready. Without one
      the first requests after each deployment meet a process that is still starting, and a version that cannot serve
      at all replaces the one that could.

      Write a path that answers 2xx when the service works: `health: /health`. Let it ask nothing of other services:
      their outage would count as this one's. `health: none` says that there shall be none.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
        ^^^
          type: fastapi
          public: true
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          public: true
          health: /health
      """)
}

/// A public service about which nobody asks.
package enum PublicWithoutHealth: Check {
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
