package import Diagnostics
import Lowering
import Model
import Resolution

extension DiagnosticKind {
  package static let poolUnbounded = DiagnosticKind(
    "W0732", "pool-unbounded", tunable: true,
    summary: "a client opens as many connections to a store as there are requests",
    explanation: """
      Some clients have no pool of a fixed size. Django opens one connection for each thread, and under an asynchronous
      server or gevent one for each open request. Go's `database/sql` opens as many as there are concurrent queries
      unless `SetMaxOpenConns` is called.

      The connection budget counts 20 for each process. Under load there can be more, and the store refuses connections.

      Set a limit in the code and declare it, `pools: { postgres: { size: 10 } }`, or add a pooler to the store. Django
      under gunicorn's threads is limited by their number.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { version: 18, backup: { schedule: "0 3 * * *" } }
        portal:
          type: django
          health: /healthz
          server: { kind: uvicorn }
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { version: 18, backup: { schedule: "0 3 * * *" } }
        portal:
          type: django
          health: /healthz
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
      """)
}

/// A client whose connections nothing limits.
package enum PoolUnbounded: Check {
  package static var kind: DiagnosticKind { .poolUnbounded }

  package static func run(in context: CheckContext) {
    for store in context.services {
      guard let found = context.derived.connections[store.name], found.pooler == nil else { continue }
      for client in found.unbounded {
        context.report(
          kind, at: client.span, path: "services.\(client.service)",
          "`\(client.service)` opens as many connections to `\(store.name)` as there are requests"
        ) {
          $0.notes = ["\(PoolArithmetic.unboundedSize) for each process are counted"]
          $0.help = [
            "limit them in the code, and write the limit: `pools: { \(store.name): { size: 10 } }`",
            context.canPool(store) ? "or add a pooler to `\(store.name)`: `pooler: transaction`" : "",
          ].filter { !$0.isEmpty }
        }
      }
    }
  }
}
