package import Diagnostics
import Model

/// Settings that the server of that version, or its command line, does not have: they would be left out.
package enum UnsettableKeyCheck: Check {
  package static var kind: DiagnosticKind { .keyHasNoMeaning }

  package static func run(in context: CheckContext) {
    for service in context.services {
      if service.traits.contains(.postgres) { checkTuning(of: service, in: context) }
      for setting in service.declaration.server?.value.extra ?? []
      where GunicornFlags.withoutFlag.contains(setting.name) {
        context.report(
          kind, at: setting.nameSpan, path: "services.\(service.name).server.extra.\(setting.name)",
          "`\(setting.name)` cannot be set on gunicorn's command line"
        ) { $0.help = ["keep it in a gunicorn.conf.py of the repository and name that file in `start`"] }
      }
    }
  }

  private static func checkTuning(of service: ServiceSymbol, in context: CheckContext) {
    let text = service.declaration.version?.value ?? service.type.defaultVersion ?? ""
    guard let version = Int(text.prefix { $0 != "." }), PostgresParameter.versions.contains(version) else { return }
    for setting in service.declaration.tuning?.value ?? [] {
      guard let parameter = PostgresParameter.named(setting.name) else { continue }
      // A switch until 14; the methods came with 15 (release notes of PostgreSQL 15, 2022-10-13).
      if setting.name == "wal_compression", version < 15, case .text(let word) = setting.value,
        !["on", "off"].contains(word)
      {
        context.report(
          kind, at: setting.nameSpan, path: "services.\(service.name).tuning.\(setting.name)",
          "PostgreSQL \(version) has no `wal_compression: \(word)`"
        ) { $0.help = ["write `on` or `off`; methods can be chosen from 15 on"] }
      }
      guard !parameter.exists(in: version) else { continue }
      context.report(
        kind, at: setting.nameSpan, path: "services.\(service.name).tuning.\(setting.name)",
        "PostgreSQL \(version) has no `\(setting.name)`"
      ) { $0.help = ["leave it out, or choose a version that has it"] }
    }
  }
}
