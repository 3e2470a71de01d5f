import Diagnostics
import IR

/// W0723: whether the limits of what runs on a declared machine fit into it.
enum MachineCheck {
  /// - Parameter emitters: the targets that write files for the environment.
  static func all(_ program: Program, _ emitters: [DeployTarget]) -> [DeployNotes.Note] {
    emitters.compactMap { target in
      // What runs there is worked out only where a machine is declared.
      guard let emitter = Emitters.named(target.name), let machine = emitter.machine(of: program),
        let finding = finding(emitter.billing(of: program).units.filter { !$0.isOccasional }, machine)
      else { return nil }
      return DeployNotes.Note(finding: finding, target: target.name)
    }
  }

  /// The limits of several replicas, or of several units.
  private struct Limits {
    var cpuMilli = 0
    var memoryBytes = 0

    static func + (a: Limits, unit: Billing.Unit) -> Limits {
      Limits(
        cpuMilli: a.cpuMilli.plus(unit.cpuMilli.times(unit.replicas)),
        memoryBytes: a.memoryBytes.plus(unit.memoryBytes.times(unit.replicas)))
    }

    var cpu: String { Quantities.cpu(milli: cpuMilli) }
    var memory: String { gibibytes(memoryBytes) }
  }

  private static func finding(_ units: [Billing.Unit], _ machine: Billing.Machine) -> EmitFinding? {
    let sum = units.reduce(Limits(), +)
    var used: [String] = []
    var available: [String] = []
    if let limit = machine.cpuMilli, sum.cpuMilli > limit {
      used.append(sum.cpu)
      available.append(Quantities.cpu(milli: limit))
    }
    if let limit = machine.memoryBytes, sum.memoryBytes > limit {
      used.append(sum.memory)
      available.append(gibibytes(limit))
    }
    guard !used.isEmpty else { return nil }
    return EmitFinding(
      .machineTooSmall,
      "the services may use \(used.joined(separator: " and ")); the machine has "
        + available.joined(separator: " and "),
      span: machine.span, notes: [largest(units)],
      help: ["use a larger machine, fewer replicas, or lower `resources`"])
  }

  /// The largest parts of the sum, by memory.
  private static func largest(_ units: [Billing.Unit]) -> String {
    let limits = units.enumerated().map { (position: $0, name: $1.name, limits: Limits() + $1) }
    let sorted = limits.sorted { ($1.limits.memoryBytes, $0.position) < ($0.limits.memoryBytes, $1.position) }
    let shown = sorted.prefix(4).map { "\($0.name) \($0.limits.cpu) and \($0.limits.memory)" }
    let rest = units.count - shown.count
    return "limits of all replicas: " + shown.joined(separator: ", ") + (rest > 0 ? ", and \(rest) more" : "")
  }

  /// `6.25 GiB`.
  private static func gibibytes(_ bytes: Int) -> String { Quantities.decimal(Double(bytes) / Double(1 << 30)) + " GiB" }
}
