package import Diagnostics
import IR
import Model
import Resolution

/// The secret of `backup.to`: a bucket has its keys from somewhere else, so that none can be made up here.
package enum BackupSecretCheck: Check {
  package static var kind: DiagnosticKind { .malformedValue }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let name = service.declaration.backup?.value.destination?.value.secret,
        let secret = context.analysis.symbols.secret(name.value), secret.isGenerated
      else { continue }
      let path = "services.\(service.name).\(ServiceKey.backupToSecret.rawValue)"
      context.report(kind, at: name.span, path: path, "`\(name.value)` is generated, and no bucket knows it") {
        $0.secondary = [.init(secret.nameSpan, "declared here")]
        $0.help = ["declare it as `external`: its value is `ACCESS_KEY_ID:SECRET_ACCESS_KEY`"]
      }
    }
  }
}
