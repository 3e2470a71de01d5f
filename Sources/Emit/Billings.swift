package import IR

extension Program {
  /// What the listed targets that write files for this environment run, and what that is paid by, in the order in which
  /// they are listed. Of a plugin nothing is known but its name.
  package var billings: [Billing] {
    targets.compactMap { name in
      guard let emitter = Emitters.named(name) else { return Billing(target: name, terms: .unknown, units: []) }
      return emitter.builds(environment.kind) ? emitter.billing(of: self) : nil
    }
  }
}

extension Billing.Unit {
  /// A service as a target runs it, with its limits.
  init(_ service: Service, _ capabilities: Capabilities) {
    let most = capabilities.autoscale ? service.scale.autoscale?.max : nil
    let volumes = service.volumes.reduce(0) { $0 + ($1.bytes ?? 0) }
    self.init(
      service.name, replicas: capabilities.replicas ? max(service.scale.replicas, most ?? 1) : 1,
      cpuMilli: service.resources.cpuMilli, memoryBytes: service.resources.memoryBytes,
      idleMemoryBytes: service.resources.idleMemoryBytes,
      volumeBytes: volumes + (service.store?.keepsData == true ? service.resources.storageBytes ?? 0 : 0),
      isOccasional: service.isOneShot)
  }
}
