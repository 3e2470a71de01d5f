import IR
package import Diagnostics
import Engines
import Model
import Probes

/// E0404 for a compose file: a parameter in the query of an address that the driver does not know.
package enum DriverParameter: StackRule {
  package static var kind: DiagnosticKind { .asyncpgSSLMode }

  package static func run(in context: StackContext) {
    for address in context.clientAddresses {
      guard let client = address.engine.client(driver(of: address)),
        client.distributions.contains(where: address.survey.installs)
      else { continue }
      let refused = address.endpoint.parameters.filter { client.refused.contains($0.name) }
      // Code that names the parameter may take it out.
      guard let first = refused.first, !address.survey.mentions(first.name) else { continue }
      let meant = client.renamed[first.name]
      context.report(
        kind, at: first.span,
        "\(client.driver) has no parameter `\(first.name)`" + (meant.map { "; it is `\($0)`" } ?? "")
      ) {
        $0.secondary = [.init(address.client.place, "the engine is created here")]
        $0.notes = ["SQLAlchemy hands it on, and \(client.driver) stops at it"] + address.notes
        $0.help = [meant.map { "write `\($0)`" } ?? "remove `\(first.name)`"]
        guard let meant, refused.count == 1, address.value.holes.isEmpty else { return }
        $0.fixes = [FixIt("write `\(meant)`", .safe, [.init(first.span, meant)])]
      }
    }
  }

  /// The driver that the address names, or that the code adds to it.
  private static func driver(of address: ClientAddress) -> String? {
    if let driver = address.endpoint.driver { return driver }
    return address.engine.clients.map(\.driver).first { address.survey.writes(anyOf: [$0]) }
  }
}
