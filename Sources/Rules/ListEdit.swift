import Diagnostics
import Model

/// Edits of a variable that holds a list.
enum ListEdit {
  /// Adds a reference to a list, or to a text with separators; nil for a text that is written with escapes.
  static func adding(_ reference: String, to node: ConfigNode, separator: String) -> FixIt.Edit? {
    if let first = node.items.first { return Edits.insert(reference, before: first.span, in: node) }
    guard let text = node.text, !text.contains("\""), !text.contains("\\") else { return nil }
    return FixIt.Edit(node.span, "\"\(text)\(text.isEmpty ? "" : separator)\(reference)\"")
  }
}
