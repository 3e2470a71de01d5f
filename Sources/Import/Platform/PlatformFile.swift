import Diagnostics
import Files
import JSON
package import Model
import Probes
package import Syntax

/// A deployment file as it was read: every scalar of it, so that a reader can account for each one.
package struct PlatformFile {
  /// A scalar, with the keys and positions that lead to it: `services.0.envVars.2.key`.
  package struct Scalar {
    package let path: String
    package let node: ConfigNode
  }

  /// From the top of what is read.
  package let path: String
  package let root: ConfigNode

  /// In the order of the file; what has no value is left out.
  package var scalars: [Scalar] {
    var found: [Scalar] = []
    func walk(_ node: ConfigNode, _ path: String) {
      let prefix = path.isEmpty ? "" : path + "."
      for entry in node.entries { walk(entry.value, prefix + entry.key) }
      for (index, item) in node.items.enumerated() { walk(item, prefix + String(index)) }
      if node.filled != nil { found.append(Scalar(path: path, node: node)) }
    }
    walk(root, "")
    return found
  }

  init(path: String, root: ConfigNode) {
    self.path = path
    self.root = root
  }

  /// Nil where the file is not there, or cannot be read as what its name says.
  /// - Parameter bag: takes what is wrong with its syntax.
  init?(_ path: String, _ repository: RepositoryReader, into bag: DiagnosticBag) {
    guard let file = repository.file(path) else { return nil }
    if path.hasSuffix(".toml") {
      switch TOMLReader.read(file.bytes) {
      case .success(let document): root = Self.node(of: document.tree, in: file, repository)
      case .failure(let problem):
        Self.report(problem, in: file, repository, into: bag)
        return nil
      }
    } else if path.hasSuffix(".json") {
      switch JSONFileReader.read(file, repository) {
      case .success(let value): root = value
      case .failure(let problem):
        let place = min(problem.offset, max(0, file.bytes.count - 1))
        bag.report(
          .yamlSyntax, at: repository.span(place..<min(place + 1, file.bytes.count), in: file), problem.message
        ) { $0.notes = ["nothing else in this file is checked"] }
        return nil
      }
      guard case .mapping = root.content else { return nil }
    } else {
      guard let tree = parseYAML(repository.source(file), into: bag).root, tree.kind == .mapping else { return nil }
      root = ConfigNode.make(tree)
    }
    self.path = path
  }

  private static func report(
    _ problem: TOMLProblem, in file: RepositoryReader.File, _ repository: RepositoryReader, into bag: DiagnosticBag
  ) {
    var start = 0
    for _ in 1..<max(1, problem.line) {
      start = file.bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? start
    }
    let end = file.bytes[start...].firstIndex(of: 0x0A) ?? file.bytes.count
    bag.report(.tomlSyntax, at: repository.span(start..<end, in: file), problem.message) {
      $0.notes = ["nothing else in this file is checked"]
      $0.help = ["correct the line: texts need quotes, and each key and table is written once"]
    }
  }

  // MARK: TOML

  private static func node(
    of tree: TOMLTree, in file: RepositoryReader.File, _ repository: RepositoryReader
  ) -> ConfigNode {
    let span = repository.span(tree.range, in: file)
    switch tree.kind {
    case .table:
      let entries = tree.entries.map { entry in
        ConfigNode.Entry(
          key: entry.name, keySpan: repository.span(entry.keyRange, in: file),
          value: node(of: entry.tree, in: file, repository))
      }
      return ConfigNode(content: .mapping(entries), span: span)
    case .tables, .list: return MadeNode.list(tree.items.map { node(of: $0, in: file, repository) }, at: span)
    case .value(let value): return MadeNode.scalar(scalar(of: value, tree.range, in: file, repository))
    }
  }

  private static func scalar(
    of value: JSONValue, _ range: Range<Int>, in file: RepositoryReader.File, _ repository: RepositoryReader
  ) -> SyntaxNode {
    let span = repository.span(range, in: file)
    if let text = value.string {
      // Between its quotes the text is written as it is, unless it has escapes.
      let inner = text.isEmpty ? nil : file.bytes[range].firstRange(of: Array(text.utf8))
      let place = inner.map { repository.span($0, in: file) } ?? span
      return .made([ScalarPiece(text, from: place)], style: .doubleQuoted, at: span)
    }
    // `8_080` is the number 8080.
    let text = value.int.map(String.init) ?? String(decoding: file.bytes[range], as: UTF8.self)
    return .made([ScalarPiece(text, from: span)], style: .plain, at: span)
  }
}

extension ConfigNode {
  /// The scalar of a node that has a value.
  package var filled: SyntaxNode? { scalar.flatMap { $0.isNull ? nil : $0 } }

  /// The node at the end of several keys; nil where one is absent, or is no mapping.
  package func at(_ keys: String...) -> ConfigNode? {
    keys.reduce(self as ConfigNode?) { node, key in node?[key] }
  }

  /// The scalar of a key; nil where there is none, or it has no value.
  func scalar(_ key: String) -> SyntaxNode? { self[key]?.filled }

  /// A whole number, also where it is written as a text.
  var wholeNumber: Int? { filled.flatMap { Int($0.text) }.flatMap { $0 >= 0 ? $0 : nil } }

  /// A truth value.
  var truth: Bool? {
    switch text {
    case "true": true
    case "false": false
    default: nil
    }
  }
}

extension SyntaxNode {
  /// The same text where `$` has no meaning of its own: compose would take it for the beginning of a variable.
  var withoutHoles: SyntaxNode {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return self }
    var pieces: [ScalarPiece] = []
    var offset = 0
    for (index, part) in parts.enumerated() {
      if index > 0 {
        pieces.append(ScalarPiece("$$", from: span(of: offset..<offset + 1)))
        offset += 1
      }
      let length = part.utf8.count
      if length > 0 { pieces.append(ScalarPiece(String(part), from: span(of: offset..<offset + length))) }
      offset += length
    }
    return .made(pieces, style: .doubleQuoted, at: span)
  }
}
