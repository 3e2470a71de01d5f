import Diagnostics
import IR
import JSON

extension FieldType where Value == ToolchainDeclaration {
  /// The name of a tool, or a mapping of name and version.
  package static let toolchain = FieldType(
    "the name of a tool, or a mapping of `tool` and `version`",
    schema: ValueSchemas.any(
      ValueSchemas.words(Toolchains.all.map(\.name)), ToolchainDeclaration.shape.schema)
  ) { node, decoder in
    let toolchain = ToolchainDeclaration()
    if node.scalar != nil {
      guard let tool = FieldType<String>.toolName.read(node, decoder) else { return nil }
      toolchain.tool = Located(tool, node)
      decoder.record(.buildToolchainTool, node)
    } else {
      decoder.decode(node, as: ToolchainDeclaration.shape, into: toolchain, owner: "`toolchain`")
    }
    return toolchain.tool == nil ? nil : toolchain
  }
}

extension FieldType where Value == String {
  /// The name of a toolchain; another word for one is corrected.
  package static let toolName = FieldType(
    word(Toolchains.all.map(\.name)).phrase, schema: ValueSchemas.words(Toolchains.all.map(\.name))
  ) { node, decoder in
    guard let text = node.text, let tool = Toolchains.all.first(where: { $0.aliases.contains(text.lowercased()) })
    else {
      return word(Toolchains.all.map(\.name)).read(node, decoder)
    }
    decoder.report(.notInEnumeration, at: node.span, "`\(text)` is called `\(tool.name)` here") {
      $0.help = ["write `\(tool.name)`"]
      $0.fixes = [FixIt("write `\(tool.name)`", .safe, [.init(node.span, tool.name)])]
    }
    return nil
  }

  /// A word of a package manager, without characters that a shell interprets.
  package static let plainWord = FieldType.scalar(
    "a name", schema: ValueSchemas.pattern("^[A-Za-z0-9][A-Za-z0-9._-]*$")
  ) { text, node, decoder in
    let isPlain = text.utf8.allSatisfy { ValueScanner.isAlphanumeric($0) || "._-".utf8.contains($0) }
    if isPlain, text.utf8.first.map(ValueScanner.isAlphanumeric) ?? false { return text }
    decoder.report(.malformedValue, at: node.span, "\(text.quotedForMessage) is not a name") {
      $0.help = ["write letters, digits, `.`, `_` and `-`"]
    }
    return nil
  }

  /// A package of a module in Go: `.`, `./cmd/server`.
  package static let goPackage = FieldType.scalar(
    "a package such as ./cmd/server", schema: ValueSchemas.pattern("^\\./?[A-Za-z0-9._/-]*$", ["./cmd/server"])
  ) { text, node, decoder in
    let path = text == "." || text.hasPrefix("./") ? text : "./" + text
    let isPlain = path.utf8.allSatisfy { ValueScanner.isAlphanumeric($0) || "._/-".utf8.contains($0) }
    if isPlain, !path.split(separator: "/").contains("..") { return path }
    decoder.report(.malformedValue, at: node.span, "\(text.quotedForMessage) is not a package of the module") {
      $0.help = ["write the directory of its `main` package, relative to go.mod: `./cmd/server`"]
    }
    return nil
  }
}

extension RegistryDeclaration {
  static let schema = ValueSchemas.list(shape.schema)

  /// The entries of `registries`.
  static func list(_ node: ConfigNode, _ decoder: Decoder) -> [RegistryDeclaration] {
    guard case .sequence(let items) = node.content else {
      decoder.wrongList(node, "`registries` is a list of mappings")
      return []
    }
    return items.compactMap { item in
      let registry = RegistryDeclaration()
      decoder.decode(item, as: shape, into: registry, owner: "an item of `registries`")
      return registry.secret == nil ? nil : registry
    }
  }
}
