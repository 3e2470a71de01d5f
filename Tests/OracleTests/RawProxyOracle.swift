import Emit
import Foundation
import IR
import TestSupport
import Testing

/// The real `docker compose` reads a file to which `raw` adds the network of a proxy of another project.
@Suite(.waiting)
struct RawProxyOracle {
  private static let topology = CompiledTopologies.rawProxy

  @Test func bothHalvesAreAccepted() throws {
    for program in Self.topology.programs {
      let checkout = try ComposeOracle.Checkout(program, .tree)
      try checkout.fill()
      let model = try checkout.model()
      let networks = try #require(model["networks"] as? [String: [String: Any]])
      #expect(Set(networks.keys) == ["apps", "data", "traefik"])
      #expect(networks["traefik"]?["external"] as? Bool == true)
      let isStaging = program.environment.name == "staging"
      #expect(networks["traefik"]?["name"] as? String == (isStaging ? "traefik-staging" : "traefik"))
      let services = try #require(model["services"] as? [String: [String: Any]])
      let api = try #require(services["api"])
      #expect(Set((api["networks"] as? [String: Any])?.keys.map { $0 } ?? []) == ["apps", "data", "traefik"])
      let waits = try #require(api["depends_on"] as? [String: [String: Any]])
      #expect(waits["postgres"]?["condition"] as? String == "service_healthy")
      #expect(waits["warmer"]?["condition"] as? String == "service_started")
      #expect((api["labels"] as? [String: String])?["traefik.enable"] == "true")
    }
  }

  /// What compose says to the half of the service alone: the other half is needed.
  @Test func oneHalfIsRefused() throws {
    var program = try #require(Self.topology.program("production"))
    program.raw = [:]
    let checkout = try ComposeOracle.Checkout(program, .tree)
    try checkout.fill()
    let output = try checkout.config(["-q"])
    #expect(output.status != 0)
    #expect(output.stderr.contains("traefik"), "\(output.stderr)")
  }
}
