package import Resolution
package import Diagnostics
import Model

/// A `ttl` of an environment that nothing ends: only previews have one.
package enum EnvironmentLifeCheck: ProjectCheck {
  package static var kind: DiagnosticKind { .keyHasNoMeaning }

  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    for declaration in project.environments.declarations {
      // A kind that could not be read is reported already.
      guard declaration.kind != nil || declaration.node["kind"] == nil else { continue }
      let environmentKind = declaration.kind?.value ?? "standard"
      guard environmentKind != "preview", let ttl = declaration.ttl else { continue }
      bag.report(kind, at: ttl.span, "`ttl` has no meaning for a \(environmentKind) environment") {
        $0.path = "environments.\(declaration.name)"
        $0.environments = [declaration.name]
        $0.notes = ["only previews end: one belongs to one pull request"]
        $0.help = ["delete it, or write `kind: preview`"]
      }
    }
  }
}
