package import Diagnostics
import Syntax
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
        .variablesSource, { $0.source = $1 }, .variableSource,
        doc: "`external`: an operator supplies the value, or may replace it; `optional`: the same, with "
          + "`required: false`. Short: `NAME?: VALUE`, and `NAME?:` for a value that may be missing."),
      Field(
        .variablesType, { $0.type = $1 }, .valueType,
        doc: "What the value must be. Default: by the name's convention, else `string`."),
      Field(
        .variablesWhen, { $0.when = $1 }, .word(["run", "build", "both"]),
        doc: "When the process reads it. Default `run`; `build` for what browsers see."),
      Field(
        .variablesVisible, { $0.visible = $1 }, .word(["server", "browser"]),
        doc: "Who sees the value. Default by name."),
      Field(.variablesRequired, { $0.required = $1 }, .bool, doc: "`false` lets the value be absent."),
      Field(.variablesSeparator, { $0.separator = $1 }, .text, doc: "Separator of a list, `,` by default."),
      Field(.variablesFormat, { $0.format = $1 }, .word(["csv", "json"]), doc: "How a list is written."),
      Field(
        .variablesPattern, { $0.pattern = $1 }, .pattern, doc: "A regular expression that the whole value matches."),
      Field(.variablesDoc, { $0.doc = $1 }, .text, doc: "A sentence for `.env.example`."),
    ])

  /// Reads a short or long form.
  package static func read(_ node: ConfigNode, _ decoder: Decoder, owner: String) -> VariableDeclaration? {
    let declaration = VariableDeclaration(node: node)
    switch node.content {
    case .scalar:
      if node.isNull {
        // E0110 has spoken of what is there.
        if node.isTagged { return nil }
        if let comment = valueInComment(node) {
          reportComment(comment, decoder, owner: owner)
          return nil
        }
        decoder.report(.nullValue, at: node.span, "\(owner) has no value; write `\"\"` for an empty one") {
          $0.fixes = [FixIt("write an empty text", .safe, [.init(node.span, node.span.isEmpty ? " \"\"" : "\"\"")])]
          $0.help = [
            "write `\"\"` for an empty text, or leave the variable out",
            "or mark it as a setting that an operator may supply: `\(decoder.path.last ?? "NAME")?:`",
          ]
        }
        return nil
      }
      declaration.value = node
    case .sequence: declaration.value = node
    case .mapping:
      if isValue(node) {
        decoder.wrongKind(
          node, expected: "\(owner) is a text or a list",
          help: [
            "write it as JSON in one text: `'{\"key\": \"value\"}'`",
            "or write `value:` and other keys of a variable: `{ value: …, type: … }`",
          ])
        return declaration
      }
      decoder.decode(node, as: shape, into: declaration, owner: owner)
      if let source = declaration.source, source.value == "optional" {
        decoder.contradiction(of: source.node, declaration.required)
      }
      declaration.requireValue(decoder, owner: owner)
    case .removed: return nil
    }
    return declaration
  }

  /// Whether a mapping was meant as the value itself: none of its keys is one of a variable, or nearly one.
  private static func isValue(_ node: ConfigNode) -> Bool {
    !node.entries.isEmpty && node.entries.allSatisfy { shape.field($0.key) == nil }
      && !shape.fields.contains { shape.isMisspelt($0.name, in: node) }
  }

  /// `#ff0000` behind the colon, which YAML takes for a comment. A comment of a person begins with a space.
  static func valueInComment(_ node: ConfigNode) -> Span? {
    guard let scalar = node.scalar else { return nil }
    return scalar.withSource { source in
      let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
      var start = min(Int(scalar.span.end), source.count)
      while start < source.count, isBlank(source[start]) { start += 1 }
      guard start + 1 < source.count, source[start] == UInt8(ascii: "#"), source[start + 1] > 0x20,
        source[start + 1] != UInt8(ascii: "#")
      else { return nil }
      var end = start
      while end < source.count, source[end] != UInt8(ascii: "\n"),
        !(isBlank(source[end]) && end + 1 < source.count && source[end + 1] == UInt8(ascii: "#"))
      {
        end += 1
      }
      while isBlank(source[end - 1]) { end -= 1 }
      return Span(file: scalar.span.file, start: start, end: end)
    }
  }

  /// E0222 for a value that is a comment.
  private static func reportComment(_ comment: Span, _ decoder: Decoder, owner: String) {
    decoder.report(
      .nullValue, at: comment, "\(owner) has no value: `#` after a space begins a comment", label: "a comment"
    ) {
      $0.help = ["quote the value: `'#…'`"]
      let (start, end) = (Int(comment.start), Int(comment.end))
      $0.fixes = [
        FixIt(
          "quote the value", .safe,
          [
            .init(Span(file: comment.file, start: start, end: start), "'"),
            .init(Span(file: comment.file, start: end, end: end), "'"),
          ])
      ]
    }
  }

  /// E0222 for a long form without a value, unless somebody else supplies it or it may be absent.
  private func requireValue(_ decoder: Decoder, owner: String) {
    guard value == nil, source == nil, required?.value != false else { return }
    let written = node.entry("value")?.value
    // What is there and could not be read is reported already, and so is a key that was meant to be `value`.
    if let written, !written.isNull, !written.isRemoved { return }
    if node["source"] != nil { return }
    if node.entries.contains(where: { Self.shape.field($0.key) == nil }) { return }
    decoder.report(
      .nullValue, at: written.map { $0.span.isEmpty ? node.span : $0.span } ?? node.span, "\(owner) has no value"
    ) {
      $0.help = [
        "add `value:`, or `source: external` where an operator supplies it",
        "or mark the name where an operator may supply it: `\(decoder.path.last ?? "NAME")?:`",
      ]
    }
  }
}
