import IR
package import Diagnostics
import Engines
import Model
import Probes

/// E0403 for a compose file: SQLAlchemy is given an address with the short name of a scheme, and the code does not change
/// it.
package enum SchemeRefused: StackRule {
  package static var kind: DiagnosticKind { .postgresScheme }

  package static func run(in context: StackContext) {
    for address in context.clientAddresses {
      let written = address.endpoint.baseScheme
      guard address.engine.synonyms.contains(written), !address.engine.drivers.isEmpty,
        address.survey.installs("sqlalchemy"), !address.survey.isPinned("sqlalchemy", below: (1, 4)),
        !address.survey.mentions("\(written)://")
      else { continue }
      let place = address.endpoint.schemeSpan
      let name = address.engine.name + (address.endpoint.driver.map { "+\($0)" } ?? "")
      context.report(kind, at: place, "the `\(written)://` scheme is not accepted by SQLAlchemy 1.4 and later") {
        $0.secondary = [.init(address.client.place, "the engine is created here")]
        $0.notes = address.notes
        $0.help = ["write `\(name)://`"]
        if address.value.holes.isEmpty { $0.fixes = [FixIt("write `\(name)`", .safe, [.init(place, name)])] }
      }
    }
  }
}
