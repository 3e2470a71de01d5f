import IR
import JSON

/// What Railway bills: memory and CPU that are used, and volumes, a month of 30 days. A limit costs nothing by itself.
enum RailwayBilling {
  /// Pages on pricing (2026-04-24) and plans (2026-08-07) of Railway's documentation and `src/commands/usage.rs` of its
  /// command line 5.43.1 (2026-08-21), which agree. Volumes are billed by what is stored.
  static let prices = Prices(
    date: "2026-08-21", source: "Railway's documentation and CLI 5.43.1", currency: "USD", memoryMonth: 10_000_000,
    cpuMonth: 20_000_000, volumeMonth: 150_000, bucketMonth: 15_000,
    notIncluded: [.init("egress", perGB: 50_000), .init("backups", perGB: 150_000)])

  static func of(_ program: Program) -> Billing {
    let services = RailwayAddedServices.added(to: [program]).flatMap(\.services)
    return Billing(
      target: RailwayEmitter.title, terms: .usage(prices, plan: RailwayPlan(program).subscription),
      units: services.map { unit($0, program) })
  }

  private static func unit(_ service: Service, _ program: Program) -> Billing.Unit {
    var unit = Billing.Unit(service, RailwayEmitter.capabilities)
    if RailwayBucket.isOne(service) {
      // No container: it takes what is stored.
      return Billing.Unit(
        service.name, replicas: 0, cpuMilli: 0, memoryBytes: 0, idleMemoryBytes: 0,
        bucketBytes: service.resources.storageBytes ?? 0)
    }
    // A volume without a declared size has that of the plan.
    let unsized = service.volumes.count { $0.bytes == nil }
    unit.volumeBytes += unsized * RailwayPlan(program).volumeBytes
    if sleeps(service) { unit.idleMemoryBytes = 0 }
    return unit
  }

  /// Whether Railway stops the service after ten minutes without outgoing traffic (docs, serverless.md, 2026-08).
  private static func sleeps(_ service: Service) -> Bool {
    service.raw[RailwayEmitter.name]?["deploy"]?["sleepApplication"]?.bool ?? false
  }
}
