import ArgumentParser
import Compiler
import Diagnostics
import Emit
import IR
import JSON
import Report
import Resolution

/// What `infracc diff` was asked to do.
struct DiffCall {
  let sides: [String]
  let revision: String?
  let environments: [String]
  let targets: [String]
  let exitCode: Bool
  let limits: [DiffLimit]
  let format: DifferenceFormat
  let color: ColorChoice

  func run() throws {
    let comparison = try DiffSides(words: sides, revision: revision).read()
    let differences = try differences(comparison)
    let others = others(comparison)
    try checkTargets(comparison)
    switch format {
    case .text: writeText(differences, others)
    case .json: Terminal.write(JSONWriter.pretty(DifferenceJSON.document(differences, others, compiler: Version.text)))
    case .markdown: Terminal.write(document: DifferenceMarkdown(differences, others).render())
    }
    try fail(differences, others)
  }

  // MARK: Comparing

  private func differences(_ comparison: DiffComparison) throws -> [Difference] {
    if comparison.isOfEnvironments, !environments.isEmpty {
      Terminal.complain("infracc: two environments are compared, so -e does not go with them\n")
      throw ExitCode(ExitStatus.usage)
    }
    if comparison.isOfEnvironments, !limits.isEmpty {
      Terminal.complain(
        "infracc: one environment does not become the other, so --fail-on does not go with two of them; --exit-code does\n"
      )
      throw ExitCode(ExitStatus.usage)
    }
    let known = comparison.pairs.map { ($0.new ?? $0.old)?.program.environment.name ?? "" }
    for name in environments where !known.contains(name) {
      throw refuse("there is no environment `\(name)`", name, known)
    }
    let pairs = comparison.pairs
    let consequences = comparison.isOfEnvironments ? nil : targets
    let rest = Aside(isWorthAThread: pairs.count > 1) { [environments] in
      pairs.dropFirst().compactMap { Self.difference($0, in: environments, consequences) }
    }
    let first = pairs.prefix(1).compactMap { Self.difference($0, in: environments, consequences) }
    return first + rest.wait()
  }

  /// - Parameters:
  ///   - environments: those that are wanted; empty: all.
  ///   - targets: on which it is asked what the change comes to; empty: all. Nil where that is not asked.
  /// - Returns: nil where one side has no such environment, or it is not wanted.
  private static func difference(
    _ pair: DiffComparison.Pair, in environments: [String], _ targets: [String]?
  ) -> Difference? {
    guard let old = pair.old, let new = pair.new else { return nil }
    guard environments.isEmpty || environments.contains(new.program.environment.name) else { return nil }
    var difference = Difference(from: old, to: new, mask: masked)
    let asked = Self.targets(of: old.program, new.program)
    difference.addEffects(
      overlaps: asked.contains { $0.capabilities.overlapsRollouts },
      billings: (old.program.billings, new.program.billings))
    if let targets { difference.addConsequences(on: wanted(asked, targets).map(Self.target)) }
    return difference
  }

  /// Environments that only one side has, where they are asked for.
  private func others(_ comparison: DiffComparison) -> [EnvironmentChange] {
    comparison.pairs.compactMap { pair in
      guard let program = pair.old == nil ? pair.new?.program : pair.new == nil ? pair.old?.program : nil,
        environments.isEmpty || environments.contains(program.environment.name)
      else { return nil }
      if pair.old == nil { return EnvironmentChange(added: program) }
      return EnvironmentChange(
        removed: program, from: Self.wanted(Self.targets(of: program, program), targets).map(Self.target))
    }
  }

  /// Those of them that were named; all where none was.
  private static func wanted(_ asked: [DeployTarget], _ targets: [String]) -> [DeployTarget] {
    asked.filter { targets.isEmpty || targets.contains($0.name) }
  }

  /// The deploy targets that either side lists, in the order of the new side. A plug-in is a target as others are.
  private static func targets(of old: Program, _ new: Program) -> [DeployTarget] {
    let names = new.targets + old.targets.filter { !new.targets.contains($0) }
    return names.map { name in
      DeployTarget.builtIn.first { $0.name == name } ?? DeployTarget.unknown(name)
    }
  }

  private static func target(_ target: DeployTarget) -> ChangeTarget {
    ChangeTarget(
      name: target.name, cell: { target.change($0) }, remedy: { target.remedy($0) },
      isWithoutGap: { target.isWithoutGap($0) })
  }

  /// What looks like a credential is not shown.
  @Sendable private static func masked(_ name: String, _ text: String) -> String {
    SecretRecognizer.holdsSecret(text, named: name) ? "••••" : text
  }

  private func checkTargets(_ comparison: DiffComparison) throws {
    var known: [String] = []
    for program in comparison.pairs.flatMap({ [$0.new, $0.old] }).compactMap({ $0?.program }) {
      for name in program.targets where !known.contains(name) { known.append(name) }
    }
    for name in targets + limits.compactMap(\.target) where !known.contains(name) {
      throw refuse("\(name) is not among the targets", name, known)
    }
  }

  // MARK: Output

  private func writeText(_ differences: [Difference], _ others: [EnvironmentChange]) {
    let decorator = Terminal.decorator(color, output: 1)
    let style = TextStyle(
      heading: { decorator.apply(.emphasis, to: $0) }, added: { decorator.apply(.success, to: $0) },
      removed: { decorator.apply(.error, to: $0) }, changed: { decorator.apply(.warning, to: $0) },
      worst: { decorator.apply(.error, to: $0) })
    var texts = differences.map { DifferenceText($0, style: style).render() }
    for change in others {
      let origin = change.base.map { " (from \($0))" } ?? ""
      let mark = change.kind == .added ? style.added("+") : style.removed("-")
      let ends = change.consequences.map { "    \($0.severity.name)  \($0.target)  \($0.reason)\n" }
      texts.append("\(mark) environment \(change.name)\(origin)\n" + ends.joined())
    }
    Terminal.write(texts.joined(separator: "\n"), isStyled: decorator.isEnabled)
  }

  private func fail(_ differences: [Difference], _ others: [EnvironmentChange]) throws {
    var isFailing = false
    let consequences = differences.flatMap(\.consequences) + others.flatMap(\.consequences)
    for limit in limits {
      let reached = consequences.filter {
        $0.severity >= limit.severity && (limit.target ?? $0.target) == $0.target
      }
      guard let worst = reached.max(by: { $0.severity < $1.severity }) else { continue }
      isFailing = true
      let key = (worst.service.map { $0 + "." } ?? "") + worst.key
      Terminal.complain("infracc: diff: \(key) is \(worst.severity.name) on \(worst.target)\n")
    }
    let differs = differences.contains { !$0.isEmpty } || !others.isEmpty
    if isFailing || exitCode && differs { throw ExitCode(ExitStatus.outOfDate) }
  }
}
