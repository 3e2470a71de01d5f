package import Diagnostics
import IR
package import Model
import Syntax

/// The environments of a topology and, for each, the merged configuration.
package struct Environments {
  /// Those that files are written for, in order. There is at least one.
  package let declarations: [EnvironmentDeclaration]
  /// The disabled ones as well: an environment can start from them.
  private let all: [EnvironmentDeclaration]
  /// The topology without `environments:`.
  package let base: ConfigNode
  /// Laid over every environment after its own.
  private let overlays: [ConfigNode]
  /// Recovery took something out of the file: nothing may be concluded from what is not there.
  package var isIncomplete = false

  /// Reads `environments:`. Production exists whether it is written or not, unless an environment of such a name is
  /// declared.
  package init(root: ConfigNode, overlays: [ConfigNode] = [], decoder: Decoder) {
    self.overlays = overlays.map(Self.overlayNode)
    for overlay in self.overlays { Self.checkProjectKeys(overlay, decoder) }
    base = ConfigNode(content: .mapping(root.entries.filter { $0.key != "environments" }), span: root.span)
    let entry = root.entry("environments")
    let entries = entry.map { Self.entries($0.value, decoder: decoder) } ?? []
    var implied: [EnvironmentDeclaration] = []
    if !entries.contains(where: { EnvironmentInfo.isProductionName($0.key) }) {
      let span = entry?.keySpan ?? root.span
      implied = [EnvironmentDeclaration(name: EnvironmentInfo.production, nameSpan: span, node: Self.nothing(root))]
    }
    decoder.path = ["environments"]
    let affordable = Self.affordable(entries, implied: implied.count, base: base, decoder: decoder)
    all = implied + affordable.map { Self.read($0, root: root, decoder: decoder) }
    declarations = Self.enabled(all, decoder: decoder)
    decoder.path = []
    Self.checkBases(all, names: implied.map(\.name) + entries.map(\.key), decoder: decoder)
  }

  /// What is written below `environments:`; empty where that is no mapping.
  private static func entries(_ node: ConfigNode, decoder: Decoder) -> [ConfigNode.Entry] {
    if case .mapping(let entries) = node.content { return entries }
    if !node.isNull {
      decoder.wrongKind(
        node, expected: "`environments` is a mapping from names to what differs there",
        help: ["write `environments: { staging: {} }`, and below each name what differs"])
    }
    return []
  }

  /// The environments without `enabled: false`. Where none remains it is reported, and the first counts as enabled.
  private static func enabled(_ all: [EnvironmentDeclaration], decoder: Decoder) -> [EnvironmentDeclaration] {
    let enabled = all.filter { $0.enabled?.value != false }
    guard enabled.isEmpty, let first = all.first else { return enabled }
    decoder.report(
      .missingKey, at: first.enabled?.span ?? first.nameSpan,
      all.count == 1 ? "the only environment, `\(first.name)`, is disabled" : "all environments are disabled"
    ) { $0.help = ["remove `enabled: false`, or declare another environment: `environments: { staging: {} }`"] }
    return [first]
  }

  /// Every environment is checked as a whole, so that time and memory grow with environments × services.
  private static let most = 64
  private static let mostServices = 100_000

  /// The environments that are looked at; E0815 for the rest.
  private static func affordable(
    _ entries: [ConfigNode.Entry], implied: Int, base: ConfigNode, decoder: Decoder
  ) -> ArraySlice<ConfigNode.Entry> {
    let services = max(1, base["services"]?.entries.count ?? 0)
    let most = max(1, min(most, mostServices / services))
    let count = implied + entries.count
    guard count > most else { return entries[...] }
    let limit = most - implied
    let notes = implied > 0 ? ["`\(EnvironmentInfo.production)` is one of them, although it is not written"] : []
    decoder.report(
      .tooManyEnvironments, at: entries[limit].keySpan,
      most == Self.most
        ? "\(count) environments; \(most) can be checked"
        : "\(count) environments of \(services) services; \(most) can be checked",
      label: "the first that is one too many"
    ) {
      $0.notes = notes
      $0.help = ["describe the others in a topology of their own, or let a platform make them: `kind: preview`"]
    }
    return entries[..<limit]
  }

  private static func nothing(_ root: ConfigNode) -> ConfigNode {
    ConfigNode(content: .mapping([]), span: root.span, isOverlay: true)
  }

  /// What an overlay says about the environment itself; not inherited through `from`.
  package static let ownKeys = ["from", "kind", "ttl", "enabled"]

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
    checkProjectKeys(node, decoder)
    decoder.path.removeLast()
    return declaration
  }

  /// E0215 for each key of the project in an overlay.
  private static func checkProjectKeys(_ overlay: ConfigNode, _ decoder: Decoder) {
    for item in overlay.entries where Topology.projectKeys.contains(item.key) {
      reportProjectKey(item.key, at: item.keySpan, decoder)
    }
    if let layout = overlay["options"]?.entry(Topology.layoutOption) {
      reportProjectKey("options.\(layout.key)", at: layout.keySpan, decoder)
    }
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

  /// Those with `enabled: false`, for which no files are written.
  package var disabled: [EnvironmentDeclaration] {
    all.filter { declaration in !declarations.contains { $0 === declaration } }
  }

  /// The environment of that name, whether it is enabled or not.
  package func declaration(_ name: String) -> EnvironmentDeclaration? { all.first { $0.name == name } }

  /// Base, then the overlays from the farthest `from` to the environment itself.
  package func merged(_ environment: EnvironmentDeclaration, into bag: DiagnosticBag) -> ConfigNode {
    var chain: [EnvironmentDeclaration] = []
    var next: EnvironmentDeclaration? = environment
    while let declaration = next, chain.count <= all.count {
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
    for overlay in overlays {
      let own = overlay.entries.filter { !Topology.projectKeys.contains($0.key) }
      let overlay = ConfigNode(content: .mapping(own), span: overlay.span, isOverlay: true)
      result = Merge.overlay(result, with: overlay, path: [], into: bag)
    }
    return result
  }
}
