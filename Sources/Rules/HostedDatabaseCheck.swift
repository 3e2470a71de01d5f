package import Diagnostics
import Engines
import IR
import Model
import Resolution

/// `database_of`: the server that it names must be there, run by itself, and be of the same engine.
package enum HostedDatabaseCheck: Check {
  package static var kind: DiagnosticKind { .cannotExtend }

  package static func run(in context: CheckContext) {
    let symbols = context.analysis.symbols
    var owners: [String: [String: ServiceSymbol]] = [:]
    for service in context.services where service.traits.contains(.hosted) {
      guard let name = service.declaration.databaseOf else { continue }
      guard let server = symbols.service(name.value) else {
        unknown(name, of: service, in: context)
        continue
      }
      if let message = misfit(server, service) {
        context.report(kind, at: name.span, path: path(service), message) {
          $0.secondary = [.init(server.declaration.nameSpan, "a \(server.type.name) service")]
          $0.help = ["name a \(service.type.name) service that runs a server of its own"]
        }
      } else if !server.isEnabled {
        context.report(
          .disabledDependency, at: name.span, path: path(service),
          "`\(server.name)` is disabled, and with it the server of `\(service.name)`"
        ) { $0.help = ["disable `\(service.name)` there as well, or enable `\(server.name)`"] }
      } else {
        checkNames(of: service, in: server, &owners, context)
      }
    }
  }

  private static func path(_ service: ServiceSymbol) -> String {
    "services.\(service.name).\(ServiceKey.databaseOf.rawValue)"
  }

  /// Why a service cannot be the server; nil: it can.
  private static func misfit(_ server: ServiceSymbol, _ service: ServiceSymbol) -> String? {
    if server.traits.contains(.hosted) || server === service {
      return "`database_of` names a database, not a server: `\(server.name)`"
    }
    if server.type.name != service.type.name {
      return "`database_of` names a \(server.type.name) service: `\(server.name)`"
    }
    return nil
  }

  private static func unknown(_ name: Located<String>, of service: ServiceSymbol, in context: CheckContext) {
    let symbols = context.analysis.symbols
    if symbols.poisoned.contains(ServiceName.fold(name.value)) { return }
    let stores = symbols.services.filter { $0.traits.contains(.hosting) }.map(\.name)
    let nearest = context.analysis.bag.nearest(to: name.value, among: stores)
    context.report(
      .unknownService, at: name.span, path: path(service), "there is no service `\(name.value)`",
      label: "unknown service"
    ) {
      if let first = nearest.first {
        $0.help = ["did you mean \(Words.alternatives(nearest))?"]
        $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(name.span, first)])]
      } else if stores.count <= 8, !stores.isEmpty {
        $0.help = ["servers are \(Words.enumeration(stores))"]
      } else {
        $0.help = ["declare the server under `services:`: `\(name.value): { type: \(service.type.name) }`"]
      }
    }
  }

  /// E0212: two services would own one database, or share one role with two passwords.
  private static func checkNames(
    of service: ServiceSymbol, in server: ServiceSymbol, _ owners: inout [String: [String: ServiceSymbol]],
    _ context: CheckContext
  ) {
    guard let hosted = context.analysis.symbols.hostedDatabase(of: service),
      let store = context.program.service(server.name)?.store
    else { return }
    /// - Returns: whether nothing else has it.
    func claim(_ kind: String, _ name: String, _ own: String?, _ span: Span?) -> Bool {
      let key = server.folded + " " + kind
      let other = own == name ? server : owners[key]?[name]
      owners[key, default: [:]][name] = other ?? service
      guard let other else { return true }
      context.report(
        .declaredTwice, at: span ?? service.declaration.nameSpan, path: "services.\(service.name).\(kind)",
        "the \(kind) `\(name)` of `\(server.name)` is declared twice"
      ) {
        $0.secondary = [.init(other.declaration.nameSpan, "`\(other.name)` has it too")]
        $0.help = ["choose another name, such as `\(kind): \(name)_2`"]
      }
      return false
    }
    let isOwn = claim("database", hosted.database, store.database, service.declaration.database?.span)
    // Without `user` the role has the name of the database, which is reported already.
    guard isOwn || service.declaration.user != nil else { return }
    _ = claim("user", hosted.user, store.login, service.declaration.user?.span ?? service.declaration.database?.span)
  }
}
