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
    try checkTargets(differences)
    switch format {
    case .text: writeText(differences, comparison)
    case .json: Terminal.write(JSONWriter.pretty(DifferenceJSON.document(differences, compiler: Version.text)))
    case .markdown: Terminal.write(document: DifferenceMarkdown(differences).render())
    }
    try fail(differences, comparison)
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
    return comparison.pairs.compactMap { pair in
      guard let old = pair.old, let new = pair.new else { return nil }
      let name = new.program.environment.name
      guard environments.isEmpty || environments.contains(name) else { return nil }
      var difference = Difference(from: old, to: new, mask: Self.masked)
      let asked = Self.targets(of: old.program, new.program)
      difference.addEffects(overlaps: asked.contains { $0.capabilities.overlapsRollouts })
      if !comparison.isOfEnvironments {
        difference.addConsequences(
          on: asked.filter { targets.isEmpty || targets.contains($0.name) }.map(Self.target))
      }
      return difference
    }
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

  private func checkTargets(_ differences: [Difference]) throws {
    let listed = differences.flatMap { $0.new.program.targets + $0.old.program.targets }
    var known: [String] = []
    for name in listed where !known.contains(name) { known.append(name) }
    for name in targets + limits.compactMap(\.target) where !known.contains(name) && !differences.isEmpty {
      throw refuse("\(name) is not among the targets", name, known)
    }
  }

  // MARK: Output

  private func writeText(_ differences: [Difference], _ comparison: DiffComparison) {
    let decorator = Terminal.decorator(color, output: 1)
    let style = TextStyle(
      heading: { decorator.apply(.emphasis, to: $0) }, added: { decorator.apply(.success, to: $0) },
      removed: { decorator.apply(.error, to: $0) }, changed: { decorator.apply(.warning, to: $0) },
      worst: { decorator.apply(.error, to: $0) })
    var texts = differences.map { DifferenceText($0, style: style).render() }
    for pair in comparison.pairs where environments.isEmpty {
      guard pair.old == nil || pair.new == nil, let side = pair.new ?? pair.old else { continue }
      let environment = side.program.environment
      let origin = environment.base.map { " (from \($0))" } ?? ""
      let mark = pair.old == nil ? style.added("+") : style.removed("-")
      texts.append("\(mark) environment \(environment.name)\(origin)\n")
    }
    Terminal.write(texts.joined(separator: "\n"), isStyled: decorator.isEnabled)
  }

  private func fail(_ differences: [Difference], _ comparison: DiffComparison) throws {
    var isFailing = false
    for limit in limits {
      guard
        let worst = differences.flatMap(\.consequences).first(where: {
          $0.severity >= limit.severity && (limit.target ?? $0.target) == $0.target
        })
      else { continue }
      isFailing = true
      let key = (worst.service.map { $0 + "." } ?? "") + worst.key
      Terminal.complain("infracc: diff: \(key) is \(worst.severity.name) on \(worst.target)\n")
    }
    let differs =
      differences.contains { !$0.isEmpty } || comparison.pairs.contains { $0.old == nil || $0.new == nil }
    if isFailing || exitCode && differs { throw ExitCode(ExitStatus.outOfDate) }
  }
}
