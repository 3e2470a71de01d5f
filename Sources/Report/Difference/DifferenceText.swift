import IR

/// How parts of a text are marked for a terminal. Each takes the text and gives it with the marks.
package struct TextStyle: Sendable {
  package let heading: @Sendable (String) -> String
  package let added: @Sendable (String) -> String
  package let removed: @Sendable (String) -> String
  package let changed: @Sendable (String) -> String
  package let worst: @Sendable (String) -> String

  package init(
    heading: @escaping @Sendable (String) -> String, added: @escaping @Sendable (String) -> String,
    removed: @escaping @Sendable (String) -> String, changed: @escaping @Sendable (String) -> String,
    worst: @escaping @Sendable (String) -> String
  ) {
    self.heading = heading
    self.added = added
    self.removed = removed
    self.changed = changed
    self.worst = worst
  }

  package static let plain = TextStyle(
    heading: { $0 }, added: { $0 }, removed: { $0 }, changed: { $0 }, worst: { $0 })

  func mark(_ kind: Change.Kind) -> String {
    switch kind {
    case .added: added("+")
    case .removed: removed("-")
    case .changed: changed("~")
    }
  }
}

/// A difference as people read it in a terminal: three blocks, columns aligned.
package struct DifferenceText {
  private let difference: Difference
  private let style: TextStyle

  /// Printed for a side that has no value.
  static let nothing = "–"
  /// A longer cell ends the alignment of its row only.
  private static let widestCell = 44
  /// How many rows of consequences are written out.
  private static let mostConsequences = 40

  package init(_ difference: Difference, style: TextStyle = .plain) {
    self.difference = difference
    self.style = style
  }

  /// The whole text, with a line break at its end.
  package func render() -> String {
    var text = style.heading(title) + "\n"
    if difference.isEmpty { return text + "\nnothing differs\n" }
    text += settings + consequences + follows
    return text + "\n" + summary + "\n"
  }

  private var title: String { Self.title(difference) }

  /// `shop: staging → production`, or with the environment where it is one.
  static func title(_ difference: Difference) -> String {
    let (old, new) = (difference.old, difference.new)
    let names = (old.program.project, new.program.project)
    let environments = (old.program.environment.name, new.program.environment.name)
    let project = names.0 == names.1 ? names.1 : "\(names.0) → \(names.1)"
    let isOne = environments.0 == environments.1 && (old.name, new.name) != environments
    return "\(project): \(old.name) → \(new.name)" + (isOne ? ", \(environments.1)" : "")
  }

  // MARK: Settings

  private var settings: String {
    var blocks: [(heading: String, changes: [Change])] = []
    var lines: [String] = []
    if !difference.project.isEmpty { blocks.append(("project", difference.project)) }
    for service in difference.services where service.kind == .changed && !service.changes.isEmpty {
      blocks.append((service.name, service.changes))
    }
    if !difference.shared.isEmpty { blocks.append(("shared", difference.shared)) }
    let changes = blocks.flatMap(\.changes)
    let keys = Self.width(changes.map(\.key))
    let olds = Self.width(changes.map { $0.old?.text ?? Self.nothing })
    for block in blocks {
      lines.append(style.heading(block.heading))
      for change in block.changes {
        lines.append(
          "  \(style.mark(change.kind)) " + Self.padded(change.key, keys) + "  "
            + Self.padded(change.old?.text ?? Self.nothing, olds) + "  →  " + (change.new?.text ?? Self.nothing))
      }
    }
    lines += whole
    return lines.isEmpty ? "" : "\n" + lines.joined(separator: "\n") + "\n"
  }

  /// Services of one side, a line each.
  private var whole: [String] {
    let entries = difference.services.compactMap { service -> (Change.Kind, String, String)? in
      switch service.kind {
      case .added(let summary): (.added, service.name, summary)
      case .removed(let summary): (.removed, service.name, summary)
      case .renamed(let name): (.changed, "\(name) → \(service.name)", "renamed")
      case .changed: nil
      }
    }
    let width = Self.width(entries.map(\.1))
    return entries.map { kind, name, summary in
      "\(style.mark(kind)) " + style.heading(Self.padded(name, width)) + "  " + summary
    }
  }

  // MARK: What it does

  private var consequences: String {
    let rows = ConsequenceRow.all(of: difference)
    guard !rows.isEmpty else { return "" }
    let shown = rows.prefix(Self.mostConsequences)
    let classes = Self.width(shown.map(\.severity.name))
    let services = Self.width(shown.map { $0.service ?? "project" })
    let keys = Self.width(shown.map(\.keys))
    let targets = Self.width(shown.map(\.targets))
    var lines = [style.heading("what it does to what runs")]
    for row in shown {
      let severity = Self.padded(row.severity.name, classes)
      lines.append(
        "    \(marked(severity, row.severity))  " + Self.padded(row.service ?? "project", services) + "  "
          + Self.padded(row.keys, keys) + "  " + Self.padded(row.targets, targets) + "  " + row.reason)
      for remedy in row.remedies {
        lines.append(String(repeating: " ", count: 4 + classes + 2 + services + 2) + remedy)
      }
    }
    if rows.count > shown.count {
      lines.append("    … and \(rows.count - shown.count) more, see --format json")
    }
    lines.append("    worst: " + ConsequenceRow.worst(of: difference))
    return "\n" + lines.joined(separator: "\n") + "\n"
  }

  private func marked(_ text: String, _ severity: ChangeClass) -> String {
    switch severity {
    case .losesData: style.worst(text)
    case .manualStep: style.removed(text)
    case .rebuild, .restart: style.changed(text)
    case .reload, .none: text
    }
  }

  // MARK: What follows

  private var follows: String {
    let effects = difference.effects
    guard !effects.isEmpty || !difference.unchanged.isEmpty else { return "" }
    let subjects = Self.width(effects.map(\.subject))
    let olds = Self.width(effects.map { $0.old ?? Self.nothing })
    let news = Self.width(effects.map { $0.new ?? Self.nothing })
    var lines = [style.heading("what follows")]
    for effect in effects {
      let new = effect.new ?? Self.nothing
      var line = "    " + Self.padded(effect.subject, subjects) + "  "
      if effect.kind == .other {
        line += effect.note ?? ""
      } else {
        line += Self.padded(effect.old ?? Self.nothing, olds) + "  →  "
        line += effect.note.map { Self.padded(new, news) + "  " + $0 } ?? new
      }
      lines.append(effect.isWorse == true ? style.removed(line) : line)
    }
    if !difference.unchanged.isEmpty {
      lines.append("    unchanged: " + difference.unchanged.map(\.text).joined(separator: ", "))
    }
    return "\n" + lines.joined(separator: "\n") + "\n"
  }

  private var summary: String { Self.summary(difference) }

  /// `0 added, 0 removed, 4 changed; 19 settings differ`
  static func summary(_ difference: Difference) -> String {
    let settings = difference.count
    var text =
      "\(difference.added.count) added, \(difference.removed.count) removed, \(difference.changed.count) changed; "
      + "\(settings) \(settings == 1 ? "setting differs" : "settings differ")"
    if let worst = difference.worst.values.max() { text += "; worst: \(worst.name)" }
    return text
  }

  // MARK: Columns

  private static func width(_ cells: [String]) -> Int {
    cells.map(\.count).filter { $0 <= widestCell }.max() ?? 0
  }

  private static func padded(_ cell: String, _ width: Int) -> String {
    cell + String(repeating: " ", count: max(0, width - cell.count))
  }
}

/// Consequences of one class, service and set of targets in one row.
struct ConsequenceRow {
  let severity: ChangeClass
  let service: String?
  let keys: String
  let targets: String
  let reason: String
  /// One for each thing to do, with its target where they differ.
  let remedies: [String]

  /// How long a list of keys may be, in characters.
  private static let widestKeys = 28

  static func all(of difference: Difference) -> [ConsequenceRow] {
    // One key first: its targets by class; then keys with the same class, targets and reason.
    struct Cause: Hashable {
      let severity: ChangeClass
      let service: String?
      let key: String
      let reason: String
    }
    struct Group: Hashable {
      let severity: ChangeClass
      let service: String?
      let reason: String
      let targets: [String]
      let gaps: [String]
      let remedies: [String]
    }
    var causes: [Cause] = []
    var members: [Cause: [Consequence]] = [:]
    for item in difference.consequences {
      let cause = Cause(severity: item.severity, service: item.service, key: item.key, reason: item.reason)
      if members[cause] == nil { causes.append(cause) }
      members[cause, default: []].append(item)
    }
    var groups: [Group] = []
    var keys: [Group: [String]] = [:]
    for cause in causes {
      let items = members[cause] ?? []
      let group = Group(
        severity: cause.severity, service: cause.service, reason: cause.reason, targets: items.map(\.target),
        gaps: items.filter { $0.hasGap && $0.severity <= .rebuild }.map(\.target), remedies: remedies(items))
      if keys[group] == nil { groups.append(group) }
      keys[group, default: []].append(cause.key)
    }
    return groups.map { group in
      var reason = group.reason
      if group.gaps.count == group.targets.count, !group.gaps.isEmpty {
        reason += "; a gap"
      } else if !group.gaps.isEmpty {
        reason += "; a gap on \(group.gaps.joined(separator: ", "))"
      }
      return ConsequenceRow(
        severity: group.severity, service: group.service, keys: list(keys[group] ?? []),
        targets: group.targets.joined(separator: ", "), reason: reason, remedies: group.remedies)
    }
  }

  private static func remedies(_ items: [Consequence]) -> [String] {
    var order: [String] = []
    var targets: [String: [String]] = [:]
    for item in items {
      guard let remedy = item.remedy else { continue }
      if targets[remedy] == nil { order.append(remedy) }
      targets[remedy, default: []].append(item.target)
    }
    let isShared = order.count == 1 && targets[order[0]]?.count == items.count
    return order.map { isShared ? "do: \($0)" : "\(targets[$0]?.joined(separator: ", ") ?? ""): \($0)" }
  }

  /// At least one key is written out.
  private static func list(_ keys: [String]) -> String {
    var text = keys.first ?? ""
    for (number, key) in keys.enumerated().dropFirst() {
      if text.count + 2 + key.count > widestKeys { return text + ", \(keys.count - number) more" }
      text += ", " + key
    }
    return text
  }

  /// `manual-step (compose, railway), restart (procfile)`
  static func worst(of difference: Difference) -> String {
    let targets =
      difference.new.program.targets
      + difference.old.program.targets.filter { !difference.new.program.targets.contains($0) }
    let worst = difference.worst
    return ChangeClass.allCases.reversed().compactMap { severity in
      let names = targets.filter { worst[$0] == severity }
      return names.isEmpty ? nil : "\(severity.name) (\(names.joined(separator: ", ")))"
    }.joined(separator: ", ")
  }
}
