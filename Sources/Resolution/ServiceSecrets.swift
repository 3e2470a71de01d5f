package import Diagnostics
package import Model

/// Secrets that services declare for themselves. They live in the one namespace of shared names, so the topology gets
/// them after its own, in the order of the services.
package enum ServiceSecrets {
  /// Adds them to a topology that was just read; E0212 for a name that is declared more than once.
  package static func expand(_ topology: Topology, bag: DiagnosticBag) {
    guard topology.services.contains(where: { !$0.secrets.isEmpty }) else { return }
    var owners: [String: (secret: Named<SecretDeclaration>, service: ServiceDeclaration?)] = [:]
    for secret in topology.secrets { owners[secret.name] = (secret, nil) }
    var services: [String: ServiceDeclaration] = [:]
    for service in topology.services where !service.secrets.isEmpty {
      services[ServiceName.fold(service.name)] = service
    }
    for service in topology.services {
      for secret in service.secrets {
        let owner = owner(of: secret, in: service, among: services)
        guard let known = owners[secret.name] else {
          secret.value.service = owner.name
          owners[secret.name] = (secret, owner)
          topology.secrets.append(secret)
          continue
        }
        // A service that extends another one has the very declaration of that one.
        if known.secret.value === secret.value { continue }
        report(secret, of: service, beside: known.secret, of: known.service, bag)
      }
    }
  }

  /// The service in whose text the declaration is: what `extends` hands on is still the parent's.
  private static func owner(
    of secret: Named<SecretDeclaration>, in service: ServiceDeclaration, among services: [String: ServiceDeclaration]
  ) -> ServiceDeclaration {
    var owner = service
    var steps = 0
    while steps < Extends.longestChain, let name = owner.extends?.value,
      let parent = services[ServiceName.fold(name)],
      parent.secrets.contains(where: { $0.value === secret.value })
    {
      owner = parent
      steps += 1
    }
    return owner
  }

  private static func report(
    _ secret: Named<SecretDeclaration>, of service: ServiceDeclaration, beside known: Named<SecretDeclaration>,
    of owner: ServiceDeclaration?, _ bag: DiagnosticBag
  ) {
    // A child that changes what it inherited has the name from its parent.
    let isInherited = secret.nameSpan == known.nameSpan
    bag.report(
      .declaredTwice, at: isInherited ? secret.value.node.span : secret.nameSpan,
      "the secret `\(secret.name)` of `\(service.name)` is declared a second time"
    ) {
      $0.path = "services.\(service.name).secrets.\(secret.name)"
      $0.secondary = [
        .init(known.nameSpan, owner.map { "declared by `\($0.name)`" } ?? "declared at the top level")
      ]
      $0.notes = ["all secrets live in one namespace: a second declaration would be of the same value"]
      $0.help =
        owner == nil
        ? ["delete it here, and name it: `use: [\(secret.name)]`"]
        : ["move it to the top level, and `use` it in both"]
    }
  }
}
