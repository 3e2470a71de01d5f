package import Diagnostics
package import Model
package import Probes
import Syntax

/// Reads compose files of a repository: merge keys, `extends` and `include` followed, inside the repository only.
package final class ComposeLoader {
  /// Why a file is not read.
  package enum Refusal: Error {
    case absent
    /// It has marks of a template engine: only what is made of it is a compose file.
    case template
    /// It is no mapping with `services`, or cannot be read as YAML; findings say where.
    case unreadable
  }

  /// How deep files and services may name others (the compose specification has no limit; cycles end here).
  private static let deepest = 16

  private let repository: RepositoryReader
  private let bag: DiagnosticBag
  private var roots: [String: Result<ConfigNode, Refusal>] = [:]
  private var bytes: [FileID: [UInt8]] = [:]

  /// - Parameter bag: takes what is wrong with the YAML.
  package init(_ repository: RepositoryReader, into bag: DiagnosticBag) {
    self.repository = repository
    self.bag = bag
  }

  /// One file as it is written, with what it includes.
  package func root(_ path: String) throws(Refusal) -> ConfigNode { try root(path, depth: 0) }

  private func root(_ path: String, depth: Int) throws(Refusal) -> ConfigNode {
    if let known = roots[path] { return try known.get() }
    let result: Result<ConfigNode, Refusal>
    do throws(Refusal) { result = .success(try read(path, depth: depth)) } catch { result = .failure(error) }
    roots[path] = result
    return try result.get()
  }

  private func read(_ path: String, depth: Int) throws(Refusal) -> ConfigNode {
    guard depth < Self.deepest, let file = repository.file(path) else { throw .absent }
    if Self.isTemplate(file.bytes) { throw .template }
    let source = repository.source(file)
    bytes[source.id] = file.bytes
    guard let tree = parseYAML(source, into: bag).root, tree.kind == .mapping else { throw .unreadable }
    var root = ConfigNode.make(tree)
    guard root["services"] != nil || root["include"] != nil else { throw .unreadable }
    let folder = RepositoryReader.folder(of: path)
    // What is included counts below what the file itself has.
    for item in root["include"]?.items ?? [] {
      if let included = included(item, in: folder, depth) {
        root = ComposeMerge.overlay(included, with: root, tag: tag)
      }
    }
    return root
  }

  /// The files of one entry of `include`, each laid over those before it. Their paths count from the directory of the first.
  private func included(_ item: ConfigNode, in folder: String, _ depth: Int) -> ConfigNode? {
    let paths = Self.paths(of: item).compactMap { repository.join(folder, $0) }
    guard let first = paths.first else { return nil }
    let home = item["project_directory"]?.text.flatMap { repository.join(folder, $0) }
    let roots = paths.compactMap { try? root($0, depth: depth + 1) }
    guard roots.count == paths.count else { return nil }
    let whole = roots.dropFirst().reduce(roots[0]) { ComposeMerge.overlay($0, with: $1, tag: tag) }
    return ComposePaths(from: home ?? RepositoryReader.folder(of: first), to: folder).root(whole)
  }

  private static func paths(of item: ConfigNode) -> [String] {
    if let text = item.text { return [text] }
    guard let path = item["path"] else { return [] }
    return path.text.map { [$0] } ?? path.items.compactMap(\.text)
  }

  private static let templateMarks = ["{{ cookiecutter.", "{{cookiecutter.", "{% ", "{%- "]

  /// Whether a template engine makes a file of it.
  package static func isTemplate(_ bytes: [UInt8]) -> Bool { templateMarks.contains { bytes.holds($0) } }

  /// Several files as one, each laid over those before it.
  package func overlaid(_ paths: [String]) throws(Refusal) -> ConfigNode {
    var result: ConfigNode?
    for path in paths {
      let next = try root(path)
      result = result.map { ComposeMerge.overlay($0, with: next, tag: tag) } ?? next
    }
    guard let result else { throw .absent }
    return result
  }

  /// The services of a file, each laid over what it extends.
  /// - Parameter folder: the directory of the file.
  package func services(of root: ConfigNode, in folder: String) -> [StackService] {
    (root["services"]?.entries ?? []).map { entry in
      StackService(.init(key: entry.key, keySpan: entry.keySpan, value: extended(entry.value, root, folder, 0)))
    }
  }

  private func extended(_ node: ConfigNode, _ root: ConfigNode, _ folder: String, _ depth: Int) -> ConfigNode {
    guard depth < Self.deepest, let extends = node["extends"] else { return node }
    guard let name = extends.text ?? extends["service"]?.text else { return node }
    var (home, place) = (root, folder)
    if let file = extends["file"]?.text {
      guard let path = repository.join(folder, file), let other = try? self.root(path) else { return node }
      (home, place) = (other, RepositoryReader.folder(of: path))
    }
    guard let base = home["services"]?[name], base !== node else { return node }
    let whole = ComposePaths(from: place, to: folder).service(extended(base, home, place, depth + 1))
    return ComposeMerge.overlay(
      whole.without(["depends_on", "links", "volumes_from"]), with: node,
      path: ["services", "*"], tag: tag)
  }

  /// The YAML tag before a node: `!reset`, `!override`.
  private func tag(of node: ConfigNode) -> String? {
    guard let source = bytes[node.span.file] else { return nil }
    let start = min(Int(node.span.start), source.count)
    if start < source.count, source[start] == UInt8(ascii: "!") {
      return String(decoding: source[start...].prefix { $0 > 0x20 }, as: UTF8.self)
    }
    var end = start
    while end > 0, source[end - 1] == 0x20 || source[end - 1] == 0x0A { end -= 1 }
    var begin = end
    while begin > 0, source[begin - 1] > 0x20 { begin -= 1 }
    return begin < end && source[begin] == UInt8(ascii: "!")
      ? String(decoding: source[begin..<end], as: UTF8.self) : nil
  }
}

extension ConfigNode {
  /// A mapping without some keys (compose takes no relations to other services from what is extended).
  fileprivate func without(_ keys: [String]) -> ConfigNode {
    guard case .mapping(let entries) = content else { return self }
    return ConfigNode(
      content: .mapping(entries.filter { !keys.contains($0.key) }), span: span, base: base, isOverlay: isOverlay)
  }
}

extension [UInt8] {
  /// Whether a text occurs.
  fileprivate func holds(_ text: String) -> Bool {
    let part = Array(text.utf8)
    guard let first = part.first, count >= part.count else { return false }
    var index = startIndex
    while let found = self[index...].firstIndex(of: first), found + part.count <= count {
      if self[found..<found + part.count].elementsEqual(part) { return true }
      index = found + 1
    }
    return false
  }
}
