import Diagnostics
import Model
import Syntax

/// Nodes of a topology that no file spells out, each with the place that it comes from.
enum MadeNode {
  static func text(_ text: String, at span: Span) -> ConfigNode {
    scalar(.made([ScalarPiece(text, from: span)], style: .doubleQuoted, at: span))
  }

  /// A number, a truth value, or a name of the language.
  static func plain(_ text: String, at span: Span) -> ConfigNode {
    scalar(.made([ScalarPiece(text, from: span)], style: .plain, at: span))
  }

  static func scalar(_ node: SyntaxNode) -> ConfigNode { ConfigNode(content: .scalar(node), span: node.span) }

  /// - Parameter pieces: the parts of a text, found as a whole at `span`.
  static func text(_ pieces: [ScalarPiece], at span: Span) -> ConfigNode {
    scalar(.made(pieces, style: .doubleQuoted, at: span))
  }

  static func list(_ items: [ConfigNode], at span: Span) -> ConfigNode {
    ConfigNode(content: .sequence(items), span: span)
  }

  static func mapping(_ entries: [(String, Span, ConfigNode)], at span: Span) -> ConfigNode {
    ConfigNode(
      content: .mapping(entries.map { ConfigNode.Entry(key: $0.0, keySpan: $0.1, value: $0.2) }), span: span)
  }
}
