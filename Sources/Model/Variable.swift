package import Diagnostics
import IR

/// One variable as written, in its short or its long form.
package final class VariableDeclaration {
  package let node: ConfigNode
  /// The scalar or list; nil where the long form has none.
  package var value: ConfigNode?
  package var source: Located<String>?
  package var type: Located<ValueType>?
  package var when: Located<String>?
  package var visible: Located<String>?
  package var required: Located<Bool>?
  package var separator: Located<String>?
  package var format: Located<String>?
  package var pattern: Located<String>?
  package var doc: Located<String>?
  /// The service that wrote it, where it came through `extends`.
  package var inheritedFrom: String?

  package init(node: ConfigNode) { self.node = node }

  /// The place of the value, for findings about it.
  package var valueSpan: Span { value?.span ?? node.span }

  package static let shape = Shape<VariableDeclaration>(
    "variable",
    [
      Field(
        .variablesValue, phrase: "a single value or a list", schema: ValueSchemas.scalarOrList,
        doc: "The text, as written; a list is joined with `sep`.",
        decode: { root, entry, decoder in
          switch entry.value.content {
          case .scalar where entry.value.isNull: break
          case .scalar, .sequence: root.value = entry.value
          default: decoder.wrongKind(entry.value, expected: "`value` is a single value or a list")
          }
        }),
      Field(
        .variablesSource, \.source, .word(["external"]),
        doc: "`external`: the operator knows the value; it is no secret."),
      Field(
        .variablesType, \.type, .valueType,
        doc: "What the value must be. Default: by the name's convention, else `string`."),
      Field(
        .variablesWhen, \.when, .word(["run", "build", "both"]),
        doc: "When the process reads it. Default `run`; `build` for what browsers see."),
      Field(.variablesVisible, \.visible, .word(["server", "browser"]), doc: "Who sees the value. Default by name."),
      Field(.variablesRequired, \.required, .bool, doc: "`false` lets the value be absent."),
      Field(.variablesSeparator, \.separator, .text, doc: "Separator of a list, `,` by default."),
      Field(.variablesFormat, \.format, .word(["csv", "json"]), doc: "How a list is written."),
      Field(.variablesPattern, \.pattern, .pattern, doc: "A regular expression that the whole value matches."),
      Field(.variablesDoc, \.doc, .text, doc: "A sentence for `.env.example`."),
    ])

  /// Reads a short or long form.
  package static func read(_ node: ConfigNode, _ decoder: Decoder, owner: String) -> VariableDeclaration? {
    let declaration = VariableDeclaration(node: node)
    switch node.content {
    case .scalar:
      if node.isNull {
        decoder.report(.nullValue, at: node.span, "\(owner) has no value; write `\"\"` for an empty one") {
          $0.fixes = [FixIt("write an empty text", .safe, [.init(node.span, node.span.isEmpty ? " \"\"" : "\"\"")])]
          $0.help = ["write `\"\"` for an empty text, or leave the variable out"]
        }
        return nil
      }
      declaration.value = node
    case .sequence: declaration.value = node
    case .mapping:
      decoder.decode(node, as: shape, into: declaration, owner: owner)
      declaration.requireValue(decoder, owner: owner)
    case .removed: return nil
    }
    return declaration
  }

  /// E0222 for a long form without a value, unless somebody else supplies it or it may be absent.
  private func requireValue(_ decoder: Decoder, owner: String) {
    guard value == nil, source == nil, required?.value != false else { return }
    let written = node.entry("value")?.value
    // What is there and could not be read is reported already, and so is a key that was meant to be `value`.
    if let written, !written.isNull, !written.isRemoved { return }
    if node.entries.contains(where: { Self.shape.field($0.key) == nil }) { return }
    decoder.report(
      .nullValue, at: written.map { $0.span.isEmpty ? node.span : $0.span } ?? node.span, "\(owner) has no value"
    ) {
      $0.help = ["add `value:`, or say who supplies it: `source: external`; or `required: false`"]
    }
  }
}
