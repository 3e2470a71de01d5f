import Resolution
import Diagnostics
import Model

/// The levels that a topology gives to findings: those of the project, and those of each environment.
struct DeclaredLevels {
  private struct Own {
    let name: String
    /// The overlay: what is written there concerns this environment only.
    let span: Span
    let levels: [String: String]
  }

  /// Every entry of `lints:`, wherever it is written.
  private(set) var entries: [Named<Located<String>>] = []
  private var project: [String: String] = [:]
  private var environments: [Own] = []

  init() {}

  init(_ project: Project, _ merged: [MergedEnvironment]) {
    self.project = Self.byCode(project.levels)
    var seen: Set<Span> = []
    for entry in project.levels + merged.flatMap(\.topology.lints) where seen.insert(entry.nameSpan).inserted {
      entries.append(entry)
    }
    for (declaration, environment) in zip(project.environments.declarations, merged) {
      environments.append(
        Own(
          name: declaration.name, span: declaration.node.span, levels: Self.byCode(environment.topology.lints)))
    }
  }

  private static func byCode(_ entries: [Named<Located<String>>]) -> [String: String] {
    Dictionary(entries.map { ($0.name, $0.value.value) }) { first, _ in first }
  }

  /// The finding at its declared level, without the environments that switched it off.
  /// - Returns: nil where it is off wherever it was found.
  func apply(to finding: Diagnostic) -> Diagnostic? {
    guard !entries.isEmpty else { return finding }
    var concerned = environments.filter { finding.environments.contains($0.name) }
    if concerned.isEmpty {
      concerned = environments.filter { $0.span.contains(finding.primary.span) }.prefix(1).map { $0 }
    }
    guard !concerned.isEmpty else {
      return Self.severity(project[finding.code], finding.severity).map { finding.with($0) }
    }
    let kept = concerned.compactMap { own in
      Self.severity(own.levels[finding.code], finding.severity).map { (own.name, $0) }
    }
    guard let worst = kept.map(\.1).max() else { return nil }
    var result = finding.with(worst)
    if !finding.environments.isEmpty {
      result.environments = finding.environments.filter { name in kept.contains { $0.0 == name } }
    }
    return result
  }

  /// The severity of a level; nil: off.
  private static func severity(_ level: String?, _ own: Severity) -> Severity? {
    switch level {
    case "off": nil
    case "info": .info
    case "warn": .warning
    case "error": .error
    default: own
    }
  }
}

extension Diagnostic {
  fileprivate func with(_ severity: Severity) -> Diagnostic {
    var copy = self
    copy.severity = severity
    return copy
  }
}
