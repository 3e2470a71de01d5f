package import Diagnostics
package import Resolution
import Model
import Syntax

extension DiagnosticKind {
  package static let overrideWithoutEffect = DiagnosticKind(
    "W0810", "override-without-effect", tunable: true,
    summary: "this override changes nothing",
    explanation: """
      An environment writes what holds there anyway. It does no harm today. But whoever changes the base later
      believes that all environments follow, and this one does not; and whoever reads the overlay looks for a
      difference that is not there.

      Delete it. The same holds for `null` where there is nothing to remove.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          resources: { memory: 1GiB }
      environments:
        production: {}
        staging:
          services:
            api: { resources: { memory: 1024MiB }, workers: 2 }
                                        ^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          resources: { memory: 1GiB }
      environments:
        production: {}
        staging:
          services:
            api: { workers: 2 }
      """)
}

/// Entries of overlays that say what holds there anyway.
package enum OverrideWithoutEffect: ProjectCheck {
  package static var kind: DiagnosticKind { .overrideWithoutEffect }

  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    guard !project.environments.isIncomplete else { return }
    for declaration in project.environments.declarations where !declaration.node.entries.isEmpty {
      // What merging has to say was said when the environments were made.
      let below =
        declaration.base.flatMap { project.environments.declaration($0.value) }
        .map { project.environments.merged($0, into: DiagnosticBag()) } ?? project.environments.base
      var walk = Walk(environment: declaration.name, bag: bag)
      walk.compare(declaration.node, with: below)
    }
  }

  private struct Walk {
    let environment: String
    let bag: DiagnosticBag
    private var path: [String] = []
    /// The entries that lead here, each with its mapping.
    private var parents: [(entry: ConfigNode.Entry, mapping: ConfigNode)] = []
    /// The service inherits: what is not there may still come from its parent.
    private var inherits = false

    init(environment: String, bag: DiagnosticBag) {
      self.environment = environment
      self.bag = bag
    }

    mutating func compare(_ over: ConfigNode, with base: ConfigNode) {
      let folded =
        path == ["services"]
        ? Dictionary(base.entries.map { (ServiceName.fold($0.key), $0.value) }) { first, _ in first } : nil
      for entry in over.entries {
        if path.isEmpty, Environments.ownKeys.contains(entry.key) || Topology.projectKeys.contains(entry.key) {
          continue
        }
        guard entry.key.utf8.last != UInt8(ascii: "+"), entry.key != "use", entry.key != "use-" else { continue }
        // Beside a new value its type may well be said again.
        if entry.key == "type", path.contains("variables") || path.contains("secrets") { continue }
        let below = folded.map { $0[ServiceName.fold(entry.key)] } ?? base.entry(entry.key)?.value
        path.append(entry.key)
        compare(entry, in: over, with: below)
        path.removeLast()
      }
    }

    private mutating func compare(_ entry: ConfigNode.Entry, in over: ConfigNode, with base: ConfigNode?) {
      let value = entry.value
      guard let base, !base.isRemoved else {
        if value.isNull, path.count > 1, !inherits { report(entry, in: over, base: nil) }
        return
      }
      // The mark of a variable says two things at once: it changes nothing where neither is new.
      if value.entries.contains(where: \.isImplied) {
        if isCovered(value, by: base) { report(entry, in: over, base: base.span) }
        return
      }
      if case .mapping = value.content, case .mapping = base.content {
        let isService = path.count == 2 && path[0] == "services"
        if isService { inherits = base["extends"] != nil || value["extends"] != nil }
        parents.append((entry, over))
        compare(value, with: base)
        parents.removeLast()
        if isService { inherits = false }
        return
      }
      if value.isNull { return }
      // The short form over the long one says something about some of its keys.
      if value.entries.isEmpty, !base.entries.isEmpty {
        guard let key = ShortForms.longKey(path, of: value), let other = base[key],
          let long = ShortForms.long(value, at: path), isCovered(long, by: base)
        else { return }
        return report(entry, in: over, base: other.span)
      }
      if isSame(value, base) { report(entry, in: over, base: base.span) }
    }

    /// Whether a mapping of single values holds nothing that the base does not have, or lacks.
    private func isCovered(_ value: ConfigNode, by base: ConfigNode) -> Bool {
      value.entries.allSatisfy { entry in
        guard let other = base[entry.key] else { return entry.value.isRemoved }
        return isSame(entry.value, other)
      }
    }

    private func isSame(_ a: ConfigNode, _ b: ConfigNode) -> Bool {
      switch (a.content, b.content) {
      case (.scalar, .scalar):
        guard let a = a.text, let b = b.text else { return false }
        return a == b || (!path.contains("variables") && !path.contains("secrets") && measure(a) == measure(b, or: -1))
      case (.sequence(let a), .sequence(let b)):
        return a.count == b.count && zip(a, b).allSatisfy { $0.text != nil && $0.text == $1.text }
      default: return false
      }
    }

    /// A value with a unit, as a number that differs for the kinds of units.
    private func measure(_ text: String, or fallback: Int = -2) -> Int {
      guard let first = text.utf8.first, (48...57).contains(first) else { return fallback }
      if case .success(let size) = ByteSize.parse(text) { return size.bytes }
      if case .success(let interval) = Interval.parse(text) { return -10 - interval.milliseconds }
      return fallback
    }

    private func report(_ entry: ConfigNode.Entry, in over: ConfigNode, base: Span?) {
      bag.report(
        kind, at: entry.value.span.isEmpty ? entry.keySpan : entry.value.span, "this override changes nothing"
      ) {
        if let base { $0.secondary = [.init(base, "base value")] }
        $0.path = path.joined(separator: ".")
        $0.environments = [environment]
        $0.help = [base == nil ? "delete it: there is nothing to remove" : "delete it"]
        // With its last entry a mapping has no meaning either.
        var (whole, mapping) = (entry, over)
        for parent in parents.reversed() where mapping.entries.count == 1 { (whole, mapping) = parent }
        if let edit = Edits.remove(whole, from: mapping) { $0.fixes = [FixIt("delete it", .safe, [edit])] }
      }
    }
  }
}
