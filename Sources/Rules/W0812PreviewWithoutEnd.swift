package import Diagnostics
package import Resolution
import Model

extension DiagnosticKind {
  package static let previewWithoutEnd = DiagnosticKind(
    "W0812", "preview-without-end", tunable: true,
    summary: "preview environments have no `ttl`",
    explanation: """
      Every open pull request has an environment of its own, with its own databases. Pull requests are forgotten:
      without an end the environment of each one runs on, and is paid for, until somebody looks at the bill.

      Write how long one may live: `ttl: 7d`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api: { type: fastapi }
      environments:
        production: {}
        preview:
        ^^^^^^^
          kind: preview
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api: { type: fastapi }
      environments:
        production: {}
        preview:
          kind: preview
          ttl: 7d
      """)
}

/// Previews that live for ever.
package enum PreviewWithoutEnd: ProjectCheck {
  package static var kind: DiagnosticKind { .previewWithoutEnd }

  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    for declaration in project.environments.declarations
    where declaration.kind?.value == "preview" && declaration.node["ttl"] == nil {
      bag.report(kind, at: declaration.nameSpan, "preview environments have no `ttl`") {
        $0.path = "environments.\(declaration.name)"
        $0.environments = [declaration.name]
        $0.notes = ["a preview that nobody closes goes on running, and costing"]
        $0.help = ["write `ttl: 7d`"]
        guard let key = declaration.node.entry("kind")?.keySpan,
          let edit = Edits.insert("ttl: 7d", before: key, in: declaration.node)
        else { return }
        $0.fixes = [FixIt("add `ttl: 7d`", .safe, [edit])]
      }
    }
  }
}
