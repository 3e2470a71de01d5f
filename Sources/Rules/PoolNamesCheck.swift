package import Diagnostics
import Engines
import IR
import Model
import Resolution

/// Two pools of one service whose sizes would be told by the same variable: the program could not tell them apart.
package enum PoolNamesCheck: Check {
  package static var kind: DiagnosticKind { .declaredTwice }

  package static func run(in context: CheckContext) {
    for service in context.services where service.declaration.pools.count > 1 {
      var owners: [String: Named<PoolDeclaration>] = [:]
      for pool in service.declaration.pools {
        guard let client = context.analysis.symbols.service(pool.name)?.type.engine?.clientPool else { continue }
        let name = pool.value.sizeName?.value ?? client.sizeName
        guard let other = owners[name] else {
          owners[name] = pool
          continue
        }
        let prefix = ServiceName.fold(pool.name).uppercased().replacing("-", with: "_")
        let overflow = client.overflowName == nil ? "" : ", overflow: \(prefix)_MAX_OVERFLOW"
        context.report(
          kind, at: pool.nameSpan, path: "services.\(service.name).pools.\(pool.name)",
          "`\(name)` would be the size of two pools of `\(service.name)`"
        ) {
          $0.secondary = [.init(other.nameSpan, "has the same variable")]
          $0.help = ["name the variables of one of them: `as: { size: \(prefix)_POOL_SIZE\(overflow) }`"]
        }
      }
    }
  }
}
