package import Model
import Syntax

/// The long form that a short one of the same key means.
package enum ShortForms {
  /// The key of the long form that the short one sets; nil: there is none.
  package static func longKey(_ path: [String], of node: ConfigNode) -> String? {
    switch path.count {
    case 2 where path[0] == "secrets": return "source"
    case 2 where path[0] == "variables": return "value"
    case 3 where path[0] == "services":
      guard node.scalar != nil else { return nil }
      switch path[2] {
      case "health": return node.text == "none" ? nil : "path"
      case "restart": return "policy"
      case "pooler": return "mode"
      default: return nil
      }
    case 4 where path[0] == "services" && path[2] == "variables": return "value"
    case 4 where path[0] == "services" && path[2] == "secrets": return "source"
    case 5 where path[0] == "services" && path[2] == "build" && path[3] == "args": return "value"
    default: return nil
    }
  }

  /// The long form of a node, without the keys that it takes away; nil where its key has none.
  package static func long(_ node: ConfigNode, at path: [String]) -> ConfigNode? {
    guard let key = longKey(path, of: node) else { return nil }
    guard key == "source", let word = node.scalar else { return node.wrapped([(key, node)]) }
    func implied(_ text: String) -> ConfigNode {
      ConfigNode(
        content: .scalar(word.implying(text, at: node.span)), span: node.span, base: node.base,
        isOverlay: node.isOverlay)
    }
    // The word of a source tells whether the value may be missing, and what is generated.
    let gone = ConfigNode(content: .removed, span: node.span, isOverlay: true)
    let isOptional = word.text == "optional"
    let source = isOptional ? implied("external") : node
    let isGenerated = word.text.hasPrefix("generate")
    return node.wrapped(
      [(key, source), ("required", isOptional ? implied("false") : gone)] + (isGenerated ? [] : [("prefix", gone)]))
  }
}

extension ConfigNode {
  /// A mapping of these keys at the same span.
  fileprivate func wrapped(_ entries: [(key: String, value: ConfigNode)]) -> ConfigNode {
    ConfigNode(
      content: .mapping(entries.map { .init(key: $0.key, keySpan: span, value: $0.value) }), span: span, base: base,
      isOverlay: isOverlay)
  }
}
