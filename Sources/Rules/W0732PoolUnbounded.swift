package import Diagnostics
import Lowering
import Model
import Resolution

extension DiagnosticKind {
  package static let poolUnbounded = DiagnosticKind(
    "W0732", "pool-unbounded", tunable: true,
    summary: "a client opens as many connections to a store as there are requests",
    explanation: """
      Some clients have no pool of a fixed size: Django opens one connection for every thread, and an asynchronous
      server or gevent has one for every request that is open; Go's `database/sql` opens what is asked for unless
      `SetMaxOpenConns` is called. Under load a store then refuses connections, whatever the budget says. It counts 20
      for each process.

      Set a limit in the code and write it down, `pools: { postgres: { size: 10 } }`, or put a pooler in front of the
      store. A Django project under gunicorn's threads is bounded by itself.
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
            context.canPool(store) ? "or put a pooler in front: `pooler: transaction`" : "",
          ].filter { !$0.isEmpty }
        }
      }
    }
  }
}
