import IR
import JSON

/// `options.compose.machine`: the machine that runs the environment, and its price.
enum ComposeMachine {
  static let option = EmitterOption(
    "machine",
    "that an environment runs on: its `cpu`, `memory` and `monthly` price in a `currency`, USD by default; W0723 compares it "
      + "with the limits of the services",
    measures: ["cpu": .cpu, "memory": .size, "monthly": .money, "currency": .currency])

  /// What the option declares; nil: it is not written.
  static func of(_ program: Program) -> Billing.Machine? {
    // `null` in an overlay removes what the base declares.
    guard let machine = program.options[ComposeEmitter.name]?[option.name], machine.object != nil else { return nil }
    return Billing.Machine(
      cpuMilli: machine["cpu"]?.int, memoryBytes: machine["memory"]?.int, monthly: machine["monthly"]?.int,
      currency: machine["currency"]?.string ?? "USD", span: program.optionPlaces[ComposeEmitter.name]?[option.name])
  }

  static func billing(of program: Program) -> Billing {
    let machine = of(program)
    return Billing(
      target: ComposeEmitter.title, terms: machine.map { .machine($0) } ?? .unknown, units: units(program))
  }

  /// The containers that stay: those of services, and what compose adds to stores.
  private static func units(_ program: Program) -> [Billing.Unit] {
    let project = ComposeProject(program, layout: OutputLayout())
    return project.program.services.flatMap { service in
      let backup = ComposeBackup(service, project).flatMap { $0.backup.secondOfDay == nil ? nil : $0 }
      let added = [
        ComposePooler(service, project).map { ($0.name, $0.resources) },
        backup.map { ($0.name, ComposeBackup.resources) },
      ]
      var unit = Billing.Unit(service, ComposeEmitter.capabilities)
      unit.isOccasional = unit.isOccasional || !project.profiles[service].isEmpty
      return [unit]
        + added.compactMap { $0 }.map { name, resources in
          Billing.Unit(
            name, replicas: 1, cpuMilli: resources.cpuMilli, memoryBytes: resources.memoryBytes,
            idleMemoryBytes: resources.idleMemoryBytes)
        }
    }
  }
}
