package import Resolution
package import Diagnostics
import Model

/// Previews that live for ever.
package enum PreviewEndCheck: ProjectCheck {
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
