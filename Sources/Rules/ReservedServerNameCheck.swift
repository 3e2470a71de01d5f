import Resolution
package import Diagnostics
import Model

/// Databases and roles that PostgreSQL, or the pooler in front of it, keeps for itself.
package enum ReservedServerNameCheck: Check {
  package static var kind: DiagnosticKind { .reservedName }

  package static func run(in context: CheckContext) {
    for service in context.services where !service.traits.isDisjoint(with: [.role, .hosted]) {
      let declaration = service.declaration
      if let database = declaration.database { check(database: database, of: service, in: context) }
      if let user = declaration.user {
        check(role: user.value, at: user.span, "user", of: service, in: context)
      } else if let database = declaration.database, !isTemplate(database.value) {
        check(role: database.value, at: database.span, "database", of: service, in: context)
      }
    }
  }

  /// Every server has both templates, and no one may connect to the first one (initdb). A database of the name
  /// `pgbouncer` is PgBouncer's console.
  private static func isTemplate(_ name: String) -> Bool { name == "template0" || name == "template1" }

  private static func check(database: Located<String>, of service: ServiceSymbol, in context: CheckContext) {
    let isConsole = database.value == "pgbouncer" && service.isPooled
    guard isTemplate(database.value) || isConsole else { return }
    context.report(
      kind, at: database.span, path: "services.\(service.name).database", "`\(database.value)` is reserved",
      label: isConsole ? "the console of PgBouncer, which `pooler` puts in front" : "new databases are copies of it"
    ) { $0.help = ["choose another name, such as `app`"] }
  }

  /// `role name "…" is reserved` (CREATE ROLE, PostgreSQL 13 to 18), quoted or not.
  private static func check(
    role: String, at span: Span, _ key: String, of service: ServiceSymbol, in context: CheckContext
  ) {
    guard role == "public" || role == "none" || role.hasPrefix("pg_") else { return }
    context.report(
      kind, at: span, path: "services.\(service.name).\(key)", "`\(role)` is reserved",
      label: role.hasPrefix("pg_") ? "roles that begin with `pg_` are the server's own" : "a word of GRANT and SET ROLE"
    ) {
      if key == "database" { $0.notes = ["without `user` the role has the name of the database"] }
      $0.help = [
        key == "database" ? "choose another name, or write `user: app`" : "choose another name, such as `app`"
      ]
    }
  }
}
