import Diagnostics
import JSON
import Model
import Probes
import Syntax

/// The values of a JSON or TOML file by dotted path, each with its place.
struct PlatformSettings {
  private var values: [String: SyntaxNode] = [:]

  /// Nil where the file cannot be read as what its name says.
  init?(_ file: RepositoryReader.File, _ repository: RepositoryReader, _ bag: DiagnosticBag) {
    if file.path.hasSuffix(".toml") {
      guard case .success(let document) = TOMLReader.read(file.bytes) else { return nil }
      for (path, range) in document.ranges {
        let parts = path.split(separator: ".").map(String.init)
        guard let value = parts.reduce(document.value as JSONValue?, { $0?[$1] }) else { continue }
        values[path] = Self.node(of: value, range, in: file, repository)
      }
    } else {
      // JSON is YAML as well, and read so each value has its place.
      guard let root = parseYAML(repository.source(file), into: bag).root, root.kind == .mapping else { return nil }
      add(ConfigNode.make(root), [])
    }
  }

  private mutating func add(_ node: ConfigNode, _ path: [String]) {
    for entry in node.entries { add(entry.value, path + [entry.key]) }
    if let scalar = node.scalar, !scalar.isNull { values[path.joined(separator: ".")] = scalar }
    // A list of commands runs one after the other.
    let items = node.items.compactMap(\.scalar)
    guard !items.isEmpty, items.count == node.items.count else { return }
    var pieces: [ScalarPiece] = []
    for item in items {
      if !pieces.isEmpty { pieces.append(ScalarPiece(" && ", from: node.span)) }
      pieces.append(ScalarPiece(item.text, from: item.span(of: 0..<item.text.utf8.count)))
    }
    values[path.joined(separator: ".")] = .made(pieces, style: .doubleQuoted, at: node.span)
  }

  private static func node(
    of value: JSONValue, _ range: Range<Int>, in file: RepositoryReader.File, _ repository: RepositoryReader
  ) -> SyntaxNode? {
    let span = repository.span(range, in: file)
    if let text = value.string {
      // Between its quotes the text is written as it is, unless it has escapes.
      let inner = file.bytes[range].firstRange(of: Array(text.utf8))
      return .made(
        [ScalarPiece(text, from: inner.map { repository.span($0, in: file) } ?? span)], style: .doubleQuoted, at: span)
    }
    let text = String(decoding: file.bytes[range], as: UTF8.self)
    return .made([ScalarPiece(text, from: span)], style: .plain, at: span)
  }

  /// The scalar at a path; nil where there is none.
  func text(_ path: String) -> SyntaxNode? { values[path] }
}
