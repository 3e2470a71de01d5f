package import Diagnostics
package import Model
import Syntax

/// The environments of a topology and, for each, the merged configuration.
package struct Environments {
  package let declarations: [EnvironmentDeclaration]
  /// Somebody wrote `environments:`.
  package let isDeclared: Bool
  /// The topology without `environments:`.
  package let base: ConfigNode
  /// Recovery took something out of the file: nothing may be concluded from what is not there.
  package var isIncomplete = false

  /// Reads `environments:`. A topology without it has the one environment `production`.
  package init(root: ConfigNode, decoder: Decoder) {
    base = ConfigNode(content: .mapping(root.entries.filter { $0.key != "environments" }), span: root.span)
    guard let entry = root.entry("environments"), !entry.value.isNull,
      !(entry.value.entries.isEmpty && entry.value.items.isEmpty && entry.value.scalar == nil)
    else {
      declarations = [EnvironmentDeclaration(name: "production", nameSpan: root.span, node: Self.nothing(root))]
      isDeclared = false
      return
    }
    guard case .mapping(let entries) = entry.value.content else {
      decoder.wrongKind(
        entry.value, expected: "`environments` is a mapping from names to what differs there",
        help: ["write `environments: { staging: {}, production: {} }`, and below each name what differs"])
      declarations = [EnvironmentDeclaration(name: "production", nameSpan: root.span, node: Self.nothing(root))]
      isDeclared = false
      return
    }
    decoder.path = ["environments"]
    let affordable = Self.affordable(entries, base: base, decoder: decoder)
    isDeclared = true
    declarations = affordable.map { Self.read($0, root: root, decoder: decoder) }
    decoder.path = []
    Self.checkBases(declarations, names: entries.map(\.key), decoder: decoder)
  }

  /// Every environment is checked as a whole, so that time and memory grow with environments × services.
  private static let most = 64
  private static let mostServices = 100_000

  /// The environments that are looked at; E0815 for the rest.
  private static func affordable(
    _ entries: [ConfigNode.Entry], base: ConfigNode, decoder: Decoder
  ) -> ArraySlice<ConfigNode.Entry> {
    let services = max(1, base["services"]?.entries.count ?? 0)
    let limit = max(1, min(most, mostServices / services))
    guard entries.count > limit else { return entries[...] }
    decoder.report(
      .tooManyEnvironments, at: entries[limit].keySpan,
      limit == most
        ? "\(entries.count) environments; \(most) can be checked"
        : "\(entries.count) environments of \(services) services; \(limit) can be checked",
      label: "the first that is one too many"
    ) { $0.help = ["describe the others in a topology of their own, or let a platform make them: `kind: preview`"] }
    return entries[..<limit]
  }

  private static func nothing(_ root: ConfigNode) -> ConfigNode {
    ConfigNode(content: .mapping([]), span: root.span, isOverlay: true)
  }

  /// What an overlay says about the environment itself; not inherited through `from`.
  package static let ownKeys = ["from", "kind", "ttl"]

  private static func read(_ entry: ConfigNode.Entry, root: ConfigNode, decoder: Decoder) -> EnvironmentDeclaration {
    let node: ConfigNode
    switch entry.value.content {
    case .mapping: node = overlayNode(entry.value)
    case .scalar where entry.value.isNull: node = nothing(root)
    default:
      decoder.wrongKind(entry.value, expected: "environment `\(entry.key)` is a mapping")
      node = nothing(root)
    }
    let declaration = EnvironmentDeclaration(name: entry.key, nameSpan: entry.keySpan, node: node)
    decoder.path.append(entry.key)
    for item in node.entries where ownKeys.contains(item.key) {
      decoder.path.append(item.key)
      EnvironmentDeclaration.shape.field(item.key)?.decode(declaration, item, decoder)
      decoder.path.removeLast()
    }
    for item in node.entries where Topology.projectKeys.contains(item.key) {
      reportProjectKey(item.key, at: item.keySpan, decoder)
    }
    if let layout = node["options"]?.entry(Topology.layoutOption) {
      reportProjectKey("options.\(layout.key)", at: layout.keySpan, decoder)
    }
    decoder.path.removeLast()
    return declaration
  }

  /// E0215 for a key of the project in an overlay.
  /// - Parameter key: its path from the top of the overlay.
  package static func reportProjectKey(_ key: String, at span: Span, _ decoder: Decoder) {
    decoder.report(.keyHasNoMeaning, at: span, "`\(key)` belongs to the project, not to one environment") {
      $0.help = ["move `\(key)` to the top level, outside `environments`"]
    }
  }

  /// Marks the nodes of an overlay as such.
  private static func overlayNode(_ node: ConfigNode) -> ConfigNode {
    switch node.content {
    case .mapping(let entries):
      return ConfigNode(
        content: .mapping(entries.map { .init(key: $0.key, keySpan: $0.keySpan, value: overlayNode($0.value)) }),
        span: node.span, isOverlay: true)
    case .sequence(let items):
      return ConfigNode(content: .sequence(items.map(overlayNode)), span: node.span, isOverlay: true)
    default: return ConfigNode(content: node.content, span: node.span, isOverlay: true)
    }
  }

  private static func checkBases(_ declarations: [EnvironmentDeclaration], names: [String], decoder: Decoder) {
    for declaration in declarations {
      guard let base = declaration.base else { continue }
      guard names.contains(base.value) else {
        let others = names.filter { $0 != declaration.name }
        var nearest = decoder.bag.nearest(to: base.value, among: others)
        // `prod` of `production`.
        if nearest.isEmpty { nearest = others.filter { $0.hasPrefix(base.value) }.prefix(1).map { $0 } }
        decoder.report(.unknownBaseEnvironment, at: base.span, "`from: \(base.value)` names no environment") {
          $0.help =
            nearest.isEmpty
            ? [
              others.isEmpty
                ? "delete it: there is no other environment" : "environments are \(Words.enumeration(others))"
            ]
            : ["did you mean \(Words.alternatives(nearest))?"]
          if let first = nearest.first {
            $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(base.span, first)])]
          }
        }
        declaration.base = nil
        continue
      }
      var seen = [declaration.name]
      var next: String? = base.value
      while let name = next {
        if seen.contains(name) {
          if name == declaration.name {
            decoder.report(
              .unknownBaseEnvironment, at: base.span,
              "`from` goes in a circle: \((seen + [name]).joined(separator: " → "))")
          }
          declaration.base = nil
          break
        }
        seen.append(name)
        next = declarations.first { $0.name == name }?.base?.value
      }
    }
  }

  package func declaration(_ name: String) -> EnvironmentDeclaration? { declarations.first { $0.name == name } }

  /// Base, then the overlays from the farthest `from` to the environment itself.
  package func merged(_ environment: EnvironmentDeclaration, into bag: DiagnosticBag) -> ConfigNode {
    var chain: [EnvironmentDeclaration] = []
    var next: EnvironmentDeclaration? = environment
    while let declaration = next, chain.count <= declarations.count {
      chain.append(declaration)
      next = declaration.base.flatMap { self.declaration($0.value) }
    }
    var result = base
    for declaration in chain.reversed() {
      let own = declaration.node.entries.filter {
        !Self.ownKeys.contains($0.key) && !Topology.projectKeys.contains($0.key)
      }
      guard !own.isEmpty else { continue }
      let overlay = ConfigNode(content: .mapping(own), span: declaration.node.span, isOverlay: true)
      result = Merge.overlay(result, with: overlay, path: [], into: bag)
    }
    return result
  }
}
