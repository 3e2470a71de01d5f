package import Diagnostics
import Syntax

extension FieldType {
  /// A mapping read by its shape.
  package static func mapping(
    _ shape: Shape<Value>, _ make: @escaping @Sendable () -> Value
  ) -> FieldType {
    FieldType("a mapping", schema: shape.schema) { node, decoder in
      let value = make()
      guard case .mapping = node.content else {
        let (help, fix) = shape.mapping(of: node, decoder.vocabulary, make)
        decoder.wrongKind(
          node, expected: "`\(shape.name)` is a mapping of keys to values", help: [help ?? shape.form], fix: fix)
        return nil
      }
      decoder.decode(node, as: shape, into: value, owner: "`\(shape.name)`")
      return value
    }
  }
}

extension Decoder {
  /// Reads every entry of a mapping under its name.
  /// - Parameter fix: makes a mapping of a list.
  package func named<Value>(
    _ node: ConfigNode, fix: (ConfigNode) -> FixIt? = { _ in nil }, _ read: (ConfigNode.Entry) -> Value?
  ) -> [Named<Value>] {
    guard case .mapping(let entries) = node.content else {
      let first = node.text?.split(separator: " ").first?.split(separator: "=", maxSplits: 1) ?? []
      wrongKind(
        node, expected: "`\(path.last ?? "this")` is a mapping of names to values",
        help: [
          first.count == 2
            ? "write `\(first[0]): \(first[1])`, with a `:` and a blank"
            : "write \(vocabulary.namedForm(path.last ?? "") ?? "`NAME: value`")"
        ],
        fix: fix(node))
      return []
    }
    return entries.compactMap { entry in
      if entry.value.isRemoved { return nil }
      path.append(entry.key)
      defer { path.removeLast() }
      return read(entry).map { Named(entry.key, entry.keySpan, $0) }
    }
  }

  /// A mapping of names to texts.
  package func texts(_ node: ConfigNode) -> [Named<Located<String>>] {
    named(node) { entry in FieldType<String>.text.read(entry.value, self).map { Located($0, entry.value) } }
  }
}
