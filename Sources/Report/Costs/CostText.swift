import IR

extension CostReport {
  /// The report for a terminal: of each target the lines of its first environment and the totals of the others.
  /// - Parameter isWhole: all environments are in it, so that their sum is what is billed.
  package func text(isWhole: Bool) -> String {
    let targets = meteredTargets
    var parts = targets.map { table(of: $0) }
    let others = otherLines
    if !others.isEmpty { parts.append(others.joined(separator: "\n") + "\n") }
    if isWhole { parts += [sums.map { sentence($0) + "\n" }.joined()].filter { !$0.isEmpty } }
    let remarks = targets.compactMap { target in firstCost(on: target).map { Self.remarks($0) } }
    var text = parts.joined(separator: "\n")
    if let first = remarks.first { text += (isWhole ? "" : "\n") + first }
    return text + remarks.dropFirst().map { "\n" + $0 }.joined()
  }

  /// Targets that meter some environment, those of previews alone last.
  var meteredTargets: [String] {
    var targets = sums.map(\.target)
    for case .metered(let target, _) in environments.flatMap(\.offers) where !targets.contains(target) {
      targets.append(target)
    }
    return targets
  }

  /// What an environment costs on a target; nil: it is not metered there.
  func cost(of environment: Environment, on target: String) -> Cost? {
    for case .metered(target, let cost) in environment.offers { return cost }
    return nil
  }

  private func firstCost(on target: String) -> Cost? {
    environments.lazy.compactMap { self.cost(of: $0, on: target) }.first
  }

  // MARK: Tables

  /// A row: the name, what it is billed for, and the amounts.
  private struct Line {
    var name: String
    var measures: String?
    var amounts: [String]
  }

  private func table(of target: String) -> String {
    var lines: [Line] = []
    var isFirst = true
    for environment in environments {
      if let cost = cost(of: environment, on: target) {
        let name = environment.isPreview ? "\(environment.name), each" : environment.name
        let total = amounts(total(of: cost), cost.prices.currency)
        if isFirst {
          lines.append(Line(name: "\(name), on \(target), a month", amounts: headings))
          for (line, row) in zip(cost.lines, rows(of: cost)) {
            lines.append(
              Line(
                name: "  " + line.unit.name, measures: line.measures, amounts: amounts(row, cost.prices.currency)))
          }
          lines.append(Line(name: "  total", measures: "", amounts: total))
        } else {
          lines.append(Line(name: name, amounts: total))
        }
        isFirst = false
      }
    }
    return Self.rendered(lines)
  }

  private var headings: [String] { ["idle"] + (load.map { ["at \($0)%"] } ?? []) + ["limits"] }

  private func amounts(_ row: Row, _ currency: String) -> [String] {
    [row.idleCents, row.loadCents, row.limitsCents].compactMap { $0.map { Money.text(cents: $0, currency) } }
  }

  private static func rendered(_ lines: [Line]) -> String {
    let gap = 3
    let names = lines.filter { $0.measures != nil }.map(\.name.count).max() ?? 0
    let measures = lines.compactMap { $0.measures?.count }.max() ?? 0
    let wide = lines.filter { $0.measures == nil }.map(\.name.count).max() ?? 0
    let left = max(names + gap + measures, wide)
    let width = (lines.flatMap(\.amounts).map(\.count).max() ?? 0) + gap
    return lines.map { line in
      let name = line.measures.map { TextTable.padded(line.name, to: names + gap) + $0 } ?? line.name
      let amounts = line.amounts.map { TextTable.padded($0, to: width, isNumber: true) }
      return TextTable.trimmed(TextTable.padded(name, to: left) + amounts.joined()) + "\n"
    }.joined()
  }

  // MARK: Sentences

  /// Environments on machines: the price where one is declared, else that it is not known, where nothing else is.
  var otherLines: [String] {
    environments.flatMap { environment in
      let isPriced = environment.offers.contains { if case .unknown = $0 { false } else { true } }
      return environment.offers.compactMap { offer -> String? in
        switch offer {
        case .metered: nil
        case .machine(let target, let machine):
          "\(environment.name), on \(target): " + Self.sentence(machine)
        case .unknown(let target): isPriced ? nil : "\(environment.name), on \(target): costs what its machine costs"
        }
      }
    }
  }

  private static func sentence(_ machine: Billing.Machine) -> String {
    let size = [
      machine.cpuMilli.map { Quantities.cpu(milli: $0) }, machine.memoryBytes.map { Quantities.size($0) },
    ].compactMap { $0 }
    let price = machine.monthly.map { Money.text(cents: Money.cents($0), machine.currency) + " a month" }
    let name = size.isEmpty ? "a machine" : "a machine of " + size.joined(separator: ", ")
    return name + ", " + (price ?? "whose price is not declared")
  }

  /// What all environments together cost, without a period.
  func sentence(_ sum: Sum) -> String {
    func amount(_ cents: Int) -> String { Money.text(cents: cents, sum.prices.currency) }
    let counted = environments.filter { environment in
      !environment.isPreview
        && environment.offers.contains { if case .metered(sum.target, _) = $0 { true } else { false } }
    }
    let hasPreviews = environments.contains(where: \.isPreview)
    let subject =
      counted.count == 1
      ? counted[0].name : "all environments" + (hasPreviews ? " but previews" : "")
    let load = sum.loadCents.map { ", \(amount($0)) at \(self.load ?? 0)%" } ?? ""
    let least = sum.leastCents.flatMap { cents in
      sum.plan.map { "; the \($0.title) plan makes it at least \(amount(cents))" }
    }
    return "\(subject): \(amount(sum.idleCents)) to \(amount(sum.limitsCents))\(load)\(least ?? "")"
  }

  /// What the amounts of a target rest on: three sentences, with line breaks.
  static func remarks(_ cost: Cost) -> String {
    let prices = cost.prices
    func price(_ micros: Micros) -> String { amount(micros, prices.currency) }
    let extras = prices.notIncluded.map { "\($0.name) \(price($0.perGB)) a GB" } + ["taxes"]
    var units = ["memory \(price(prices.memoryMonth)) a GB", "CPU \(price(prices.cpuMonth)) a vCPU"]
    units.append("volume \(price(prices.volumeMonth)) a GB")
    if cost.lines.contains(where: { $0.unit.bucketBytes > 0 }) {
      units.append("bucket \(price(prices.bucketMonth)) a GB")
    }
    return """
      Prices of \(prices.date) (\(prices.source)): \(units.joined(separator: ", ")).
      idle: memory that processes hold when nothing happens, no CPU. limits: every limit in use nonstop, volumes full.
      Not in it: \(extras.joined(separator: ", ")). 1 GB is counted as 1 GiB (at most 7% more otherwise).

      """
  }

  /// `$10`, `$0.15`, `$0.015`: as prices are quoted.
  private static func amount(_ micros: Micros, _ currency: String) -> String {
    if micros % 1_000_000 == 0 {
      return String(Money.text(cents: micros / 10_000, currency).replacing(".00", with: ""))
    }
    if micros % 10_000 == 0 { return Money.text(cents: micros / 10_000, currency) }
    let number = Quantities.decimal(thousandths: micros / 1000)
    return currency == "USD" ? "$" + number : number + " " + currency
  }
}
