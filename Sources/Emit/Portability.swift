import Diagnostics
package import IR

/// Group 09: what the topology says against what each target can express, before anything is written. Messages are the
/// same for all targets; a finding that several of them share names them together.
package enum Portability {
  /// - Parameters:
  ///   - plugins: the targets that are not built in.
  ///   - countsInfos: whether findings of level info are only counted, so that their texts need only tell them apart.
  ///   - report: takes the finding, the number of the program that its span belongs to, and the target.
  package static func report(
    _ programs: [Program], plugins: [DeployTarget] = [], countsInfos: Bool = false,
    report: (EmitFinding, Int, String) -> Void
  ) {
    let emitters = DeployTarget.builtIn + plugins
    for emitter in emitters {
      let written = programs.enumerated().filter { _, program in
        program.targets.contains(emitter.name) && emitter.builds(program.environment.kind)
      }
      guard !written.isEmpty else { continue }
      for finding in emitter.findingsAmong(written.map { (position: $0, program: $1) }) {
        report(finding, finding.program, emitter.name)
      }
    }
    for (number, program) in programs.enumerated() {
      let built = emitters.filter { program.targets.contains($0.name) && $0.builds(program.environment.kind) }
      for clash in AddressClashes.all(program, built) {
        for name in clash.targets { report(clash.finding, number, name) }
      }
      for note in DeployNotes.all(program, built) { report(note.finding, number, note.target) }
      for note in DeployNotes.previewSecrets(program, built) { report(note.finding, number, note.target) }
      for excess in PlanCheck.all(program, built) { report(excess.finding, number, excess.target) }
      for excess in MachineCheck.all(program, built) { report(excess.finding, number, excess.target) }
      let asked = built.map { $0.asked(for: program) }
      for service in program.services {
        let rules = ExpressionForms(service).areCommon ? PortabilityRules.ofKeys : PortabilityRules.all
        for (rule, losers) in losses(of: service, program, rules, asked) {
          guard let finding = rule.finding(service, program, losers) else { continue }
          for target in losers { report(finding, number, target.name) }
        }
        for loss in WrittenKeyLosses.all(service, program, asked, countsInfos: countsInfos) {
          for name in loss.targets { report(loss.finding, number, name) }
        }
      }
    }
  }
}

extension Portability {
  /// The rules that some target loses, in their order, and those targets.
  private static func losses(
    of service: Service, _ program: Program, _ rules: [PortabilityRule], _ asked: [AskedTarget]
  ) -> [(rule: PortabilityRule, losers: [AskedTarget])] {
    // Target by target: its capabilities are many, and are taken out of it once for all rules.
    var losers: [Int: [AskedTarget]] = [:]
    for target in asked {
      let capabilities = target.capabilities
      for (number, rule) in rules.enumerated() where rule.isLost(service, program, capabilities) {
        losers[number, default: []].append(target)
      }
    }
    if losers.isEmpty { return [] }
    return losers.sorted { $0.key < $1.key }.map { (rules[$0.key], $0.value) }
  }
}

/// What the values of a service's variables are made of: most need nothing that a target might lack.
private struct ExpressionForms {
  private(set) var areCommon = true

  init(_ service: Service) {
    for variable in service.values where areCommon { variable.value?.walk { look(at: $0) } }
  }

  private mutating func look(at node: Expression) {
    switch node {
    case .encode, .environment, .variable, .alternative: areCommon = false
    default: break
    }
  }
}

/// One thing that targets may be unable to express.
struct PortabilityRule: Sendable {
  let isLost: @Sendable (Service, Program, Capabilities) -> Bool
  /// The finding for those targets; nil where there is nothing to say after all.
  let finding: @Sendable (Service, Program, [AskedTarget]) -> EmitFinding?
}
