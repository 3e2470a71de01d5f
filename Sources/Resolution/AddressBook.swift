import Model

/// The host names under which the services of an environment can be reached.
package struct AddressBook {
  private let services: [ServiceSymbol]
  /// Positions in `services`, ascending.
  private var byName: [String: [Int]] = [:]
  private var byDomain: [String: [Int]] = [:]

  init(_ services: [ServiceSymbol]) {
    self.services = services
    for (position, service) in services.enumerated() {
      byName[service.folded, default: []].append(position)
      for domain in service.exposure.domains { byDomain[domain, default: []].append(position) }
    }
  }

  /// The zones of platforms, and names without a zone.
  private static let zones = [""] + Platforms.all.flatMap { [$0.privateZone, $0.domain, $0.publicZone] }

  /// The first service, other than `reader`, that has this folded name, that name in a zone, or that domain.
  package func service(at host: String, besides reader: ServiceSymbol) -> ServiceSymbol? {
    var first: Int?
    func consider(_ positions: [Int]?) {
      guard let found = positions?.first(where: { services[$0] !== reader }) else { return }
      first = min(first ?? found, found)
    }
    for zone in Self.zones where host.hasSuffix(zone) { consider(byName[String(host.dropLast(zone.count))]) }
    consider(byDomain[host])
    guard let found = first.map({ services[$0] }) else { return nil }
    found.tracer.note(.face, ofServiceAt: found.position)
    return found
  }
}

extension PublicDeclaration {
  /// The domains that are written, without those of the platform.
  package var domains: [String] {
    if case .domains(let domains) = self { return domains }
    return []
  }
}
