import IR
import Resolution
package import Diagnostics
import Model

/// A pool of connections to a service that is not there: nobody would open it.
package enum UnknownPoolCheck: Check {
  package static var kind: DiagnosticKind { .unknownService }

  package static func run(in context: CheckContext) {
    let symbols = context.analysis.symbols
    for service in context.services {
      for pool in service.declaration.pools where symbols.service(pool.name) == nil {
        if symbols.poisoned.contains(ServiceName.fold(pool.name)) { continue }
        let stores = symbols.servicesByType.filter { $0[0].type.engine != nil }.flatMap { $0 }
        let nearest = context.analysis.bag.nearest(to: pool.name, among: stores.map(\.name))
        context.report(
          kind, at: pool.nameSpan, path: "services.\(service.name).pools", "there is no service `\(pool.name)`",
          label: "unknown service"
        ) {
          if let first = nearest.first {
            $0.help = ["did you mean \(Words.alternatives(nearest))?"]
            $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(pool.nameSpan, first)])]
          } else if !stores.isEmpty, stores.count <= 8 {
            $0.help = ["pools are named after stores: \(Words.enumeration(stores.map(\.name)))"]
          } else {
            $0.help = ["pools are named after stores: declare one under `services:`, or delete this"]
          }
        }
      }
    }
  }
}
