import IR
package import Diagnostics
import Engines
import Model
import Probes

/// W1031 for a compose file: an address without a driver, for which SQLAlchemy would choose one that is not installed.
package enum DriverOfClient: StackRule {
  package static var kind: DiagnosticKind { .asyncDriverMissing }

  package static func run(in context: StackContext) {
    for address in context.clientAddresses where address.endpoint.driver == nil {
      guard !address.engine.synonyms.contains(address.endpoint.baseScheme),
        !address.survey.writes(anyOf: address.engine.clients.map(\.driver)),
        let choice = address.survey.choice(address.engine, of: address.client)
      else { continue }
      let place = address.endpoint.schemeSpan
      let isAsync = address.client.isAsync
      context.report(
        kind, at: place,
        "`\(address.pair.name)` names no driver, and SQLAlchemy creates \(isAsync ? "an async engine" : "an engine") from it"
      ) {
        $0.secondary = [.init(address.client.place, "created here")]
        $0.notes =
          [
            "the default driver is \(choice.missing), which \(isAsync ? "does not support asyncio" : "is not installed")"
          ] + address.notes
        let names = choice.installed.map { "\(address.endpoint.baseScheme)+\($0)" }
        $0.help = ["write \(Words.alternatives(names.map { $0 + "://" }))"]
        guard names.count == 1, address.value.holes.isEmpty else { return }
        $0.fixes = [FixIt("write `\(names[0])`", .safe, [.init(place, names[0])])]
      }
    }
  }
}
