import Diagnostics
import JSON

extension FieldType where Value == CollectStatic {
  /// `true`, `false` or `{ env: [NAME] }`.
  package static let collectStatic = FieldType(
    "true, false or `{ env: [NAME] }`",
    schema: ValueSchemas.any(
      FieldType<Bool>.bool.schema, ValueSchemas.mapping(["env": ValueSchemas.list(names.schema)], required: ["env"]))
  ) { node, decoder in
    if node.scalar != nil { return FieldType<Bool>.bool.read(node, decoder).map { $0 ? .standard : .no } }
    guard case .mapping(let entries) = node.content, let list = node["env"] else {
      decoder.wrongKind(node, expected: "`collectstatic` takes true, false or `{ env: [NAME] }`")
      return nil
    }
    for entry in entries where entry.key != "env" {
      decoder.unknownKey(entry, among: ["env"], owner: "`collectstatic`")
    }
    return .with(names.readList(list, decoder).map(\.value))
  }

  /// They precede a program on a command line.
  private static let names = FieldType<String>.scalar(
    "the name of a variable", schema: ValueSchemas.pattern("^[A-Za-z_][A-Za-z0-9_]*$")
  ) { text, node, decoder in
    let isName = text.utf8.allSatisfy {
      (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
    }
    if isName, let first = text.utf8.first, !(0x30...0x39).contains(first) { return text }
    decoder.report(.malformedValue, at: node.span, "`\(text)` is not the name of a variable") {
      $0.help = ["write the name alone, such as `SECRET_KEY`; its value does not matter here"]
    }
    return nil
  }
}
