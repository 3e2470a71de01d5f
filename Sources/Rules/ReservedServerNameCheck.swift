import IR
import Resolution
package import Diagnostics
import Engines
import Model

/// Databases and accounts that a server, or the pooler before it, reserves.
package enum ReservedServerNameCheck: Check {
  package static var kind: DiagnosticKind { .reservedName }

  package static func run(in context: CheckContext) {
    for service in context.services where !service.traits.isDisjoint(with: [.role, .hosted]) {
      guard let names = service.type.engine?.reservedNames else { continue }
      let declaration = service.declaration
      if let database = declaration.database { check(database: database, names, of: service, in: context) }
      if let user = declaration.user {
        check(account: user.value, names, at: user.span, "user", of: service, in: context)
      } else if let database = declaration.database, names.databases[database.value] == nil {
        check(account: database.value, names, at: database.span, "database", of: service, in: context)
      }
    }
  }

  /// A database of the name `pgbouncer` is PgBouncer's console.
  private static func check(
    database: Located<String>, _ names: StoreEngine.ReservedNames, of service: ServiceSymbol, in context: CheckContext
  ) {
    let isConsole = database.value == "pgbouncer" && service.isPooled
    guard
      let reason = isConsole
        ? "the console of PgBouncer, which `pooler` adds" : names.databases[database.value]
    else { return }
    context.report(
      kind, at: database.span, path: "services.\(service.name).database", "`\(database.value)` is reserved",
      label: reason
    ) { $0.help = ["choose another name, such as `app`"] }
  }

  private static func check(
    account: String, _ names: StoreEngine.ReservedNames, at span: Span, _ key: String, of service: ServiceSymbol,
    in context: CheckContext
  ) {
    let isLong = account.utf8.count > names.longestAccount
    guard let reason = isLong ? "\(account.utf8.count) characters" : names.account(account) else { return }
    context.report(
      isLong ? .notAName : kind, at: span, path: "services.\(service.name).\(key)",
      isLong
        ? "an account of \(service.type.summary) has at most \(names.longestAccount) characters"
        : "`\(account)` is reserved",
      label: reason
    ) {
      if key == "database" { $0.notes = ["without `user` the role has the name of the database"] }
      $0.help = [
        key == "database" ? "choose another name, or write `user: app`" : "choose another name, such as `app`"
      ]
    }
  }
}
