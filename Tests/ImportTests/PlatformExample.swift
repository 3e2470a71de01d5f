import Diagnostics
import Files
import Import
import Model
import Probes

/// The deployment files of a repository, as stacks.
struct PlatformExample {
  let stacks: [Stack]
  let problems: [Diagnostic]
  private let repository: RepositoryReader

  init(_ files: [(path: String, text: String)]) {
    let bag = DiagnosticBag()
    repository = RepositoryReader(FileAccess.texts(files), sources: SourceSet())
    let finder = StackFinder(below: ".", repository, ComposeLoader(repository, into: bag), into: bag)
    stacks = finder.stacks
    problems = bag.sorted()
  }

  /// The bytes that a span covers.
  func text(_ span: Span) -> String {
    let bytes = repository.sources[span.file].bytes
    return String(decoding: bytes[span.range], as: UTF8.self)
  }

  /// Every scalar of the files by its path.
  func scalars(of stack: Stack) -> [String: String] {
    Dictionary(
      stack.sources.flatMap(\.scalars).map { ($0.path, $0.node.text ?? "") }, uniquingKeysWith: { first, _ in first })
  }
}

extension StackService {
  /// A key of the made node as a text, items and values joined.
  func plain(_ keys: String...) -> String? {
    keys.reduce(node as ConfigNode?) { node, key in node?[key] }.map(Self.plain)
  }

  private static func plain(_ node: ConfigNode) -> String {
    if let text = node.text { return text }
    if !node.items.isEmpty { return "[" + node.items.map(plain).joined(separator: ", ") + "]" }
    return "{" + node.entries.map { "\($0.key): \(plain($0.value))" }.joined(separator: ", ") + "}"
  }
}
