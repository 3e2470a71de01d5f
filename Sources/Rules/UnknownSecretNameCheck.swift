import Resolution
package import Diagnostics
import IR
import Model

/// Names of secrets outside of references: `differs_from`, those of `build`, of `external`, of `files`, and of `backup`.
package enum UnknownSecretNameCheck: Check {
  package static var kind: DiagnosticKind { .unknownMember }

  package static func run(in context: CheckContext) {
    let symbols = context.analysis.symbols
    guard !symbols.isSharedPoisoned else { return }
    for secret in symbols.secrets {
      for name in secret.declaration.differsFrom {
        require(name.value, at: name.span, secret.path, context)
      }
    }
    for service in context.services {
      let build = service.declaration.build?.value
      for name in build?.secrets ?? [] {
        require(name.value, at: name.span, "services.\(service.name).build.secrets", context)
      }
      for name in build?.registries.compactMap(\.secret) ?? [] {
        require(name.value, at: name.span, "services.\(service.name).build.registries", context)
      }
      for secret in service.declaration.external?.value.secrets ?? [] {
        let path = "services.\(service.name).external.\(secret.name)"
        require(secret.value.value, at: secret.value.span, path, context)
      }
      if let secret = service.declaration.backup?.value.destination?.value.secret {
        require(
          secret.value, at: secret.span, "services.\(service.name).\(ServiceKey.backupToSecret.rawValue)", context)
      }
      for file in service.declaration.files {
        guard case .secret(let name) = file.value else { continue }
        let node = service.declaration.node["files"]?[file.name]
        let span = node?["secret"]?.span ?? node?.span ?? file.nameSpan
        require(name, at: span, "services.\(service.name).files", context)
      }
    }
  }

  private static func require(_ name: String, at span: Span, _ path: String, _ context: CheckContext) {
    let symbols = context.analysis.symbols
    guard symbols.secret(name) == nil else { return }
    let nearest = Suggestion.nearest(to: name, among: symbols.secrets.map(\.name))
    if nearest.count == 1 { context.analysis.resolver.markUsed(nearest[0]) }
    context.report(kind, at: span, path: path, "there is no secret `\(name)`") {
      if let first = nearest.first {
        $0.help = ["did you mean \(Words.alternatives(nearest))?"]
        $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(span, first)])]
      } else {
        $0.help = ["declare it under `secrets:`"]
      }
    }
  }
}
