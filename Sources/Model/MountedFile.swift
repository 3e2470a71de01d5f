import Diagnostics
import IR
package import JSON
import Syntax

/// The long form of a file that is mounted into a container.
package final class MountedFile {
  package var secret: Located<String>?
  package var template: Located<String>?
  package var text: Located<ConfigNode>?

  package init() {}

  package static let shape = Shape<MountedFile>(
    "file",
    [
      Field(.filesSecret, { $0.secret = $1 }, .text, doc: "The secret whose value the file holds."),
      Field(
        .filesTemplate, { $0.template = $1 }, .path,
        doc: "A file of the repository, of at most 64 KiB. `$<<…>>` in it is resolved and checked; `$$<<` is text."),
      Field(
        .filesText, phrase: "a text", schema: ValueSchemas.scalar,
        doc: "What the file holds, of at most 64 KiB. `$<<…>>` in it is resolved and checked.",
        decode: { root, entry, decoder in
          guard let scalar = entry.value.scalar else {
            return decoder.wrongKind(entry.value, expected: "`text` takes a text")
          }
          if let finding = FileDeclaration.refusal(ofBytes: scalar.text.utf8.count) {
            return decoder.report(.malformedValue, at: entry.value.span, "`text` " + finding)
          }
          root.text = Located(entry.value, entry.value)
        }),
    ])
}

extension FileDeclaration {
  package static let schema: JSONValue = {
    let properties = MountedFile.shape.schema["properties"]?.object ?? [:]
    let forms = MountedFile.shape.fields.map { field in
      ValueSchemas.mapping(properties.filter { $0.key == field.name }, required: [field.name])
    }
    return ["anyOf": .array([FieldType<String>.path.schema] + forms)]
  }()

  /// The most that a template or a text may have: compose files and manifests hold it as one value.
  package static let mostBytes = 64 << 10

  /// What is wrong with that many bytes, as it follows a name; nil: nothing.
  package static func refusal(ofBytes count: Int) -> String? {
    count > mostBytes ? "is longer than \(mostBytes >> 10) KiB" : nil
  }

  /// Reads the short form, a path, or the long one.
  package static func read(_ node: ConfigNode, _ decoder: Decoder) -> FileDeclaration? {
    if node.scalar != nil { return FieldType<String>.path.read(node, decoder).map { .repository($0) } }
    let words = MountedFile.shape.fields.map(\.name)
    guard case .mapping(let entries) = node.content, !entries.isEmpty else {
      decoder.wrongKind(
        node, expected: "a file is a path of the repository, `{ secret: NAME }` or `{ template: PATH }`")
      return nil
    }
    let file = MountedFile()
    decoder.decode(node, as: MountedFile.shape, into: file, owner: "a file")
    let known = entries.filter { words.contains($0.key) && !$0.value.isRemoved }
    if known.count > 1 {
      decoder.report(
        .exclusiveKeys, at: known[1].keySpan, "`\(known[0].key)` and `\(known[1].key)` exclude each other"
      ) {
        $0.secondary = [.init(known[0].keySpan, "already says what the file holds")]
        $0.help = ["keep one of the two"]
      }
      return nil
    }
    if let secret = file.secret { return .secret(secret.value) }
    if let template = file.template { return .template(template) }
    return file.text.map { .text($0.value) }
  }
}
