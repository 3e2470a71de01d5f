import Model
import Probes
import Syntax

/// Paths of a service that is taken from a file in another directory: they count from that directory, whoever includes or
/// extends it (compose specification, "Include" and "Relative path resolution").
struct ComposePaths {
  /// `./shared/`, what a path is put behind; nil: the directories are one.
  private let prefix: String?

  init(from folder: String, to other: String) {
    func parts(_ path: String) -> [Substring] { path.split(separator: "/").filter { $0 != "." } }
    let (here, there) = (parts(other), parts(folder))
    let common = zip(here, there).prefix { $0 == $1 }.count
    let way = Array(repeating: "..", count: here.count - common) + there.dropFirst(common).map(String.init)
    prefix = way.isEmpty ? nil : (way[0] == ".." ? "" : "./") + way.joined(separator: "/") + "/"
  }

  /// The services of a file.
  func root(_ node: ConfigNode) -> ConfigNode {
    prefix == nil ? node : node.replacing(["services"]) { each($0, service) }
  }

  func service(_ node: ConfigNode) -> ConfigNode {
    guard prefix != nil else { return node }
    return
      node.replacing(["build"]) { $0.scalar == nil ? $0.replacing(["context"], path) : path($0) }
      .replacing(["env_file"]) {
        $0.scalar == nil ? each($0) { $0.scalar == nil ? $0.replacing(["path"], path) : path($0) } : path($0)
      }
      .replacing(["volumes"]) { each($0, mount) }
  }

  private func mount(_ node: ConfigNode) -> ConfigNode {
    if let scalar = node.scalar {
      // The name of a volume is no path.
      return scalar.text.hasPrefix(".") ? path(node) : node
    }
    return node["type"]?.text == "bind" ? node.replacing(["source"], path) : node
  }

  private func path(_ node: ConfigNode) -> ConfigNode {
    guard let prefix, let scalar = node.scalar, !scalar.isNull else { return node }
    let text = scalar.text
    // A path of the host, an address of a repository, or what only the operator knows.
    if text.hasPrefix("/") || text.hasPrefix("~") || text.hasPrefix("$") || text.contains("://") { return node }
    let start = text.hasPrefix("./") ? 2 : 0
    let length = text.utf8.count
    return MadeNode.scalar(
      .made(
        [
          ScalarPiece(prefix, from: scalar.span(of: 0..<0)),
          ScalarPiece(
            String(decoding: text.utf8.dropFirst(start), as: UTF8.self), from: scalar.span(of: start..<length)),
        ], style: scalar.style, at: node.span))
  }

  private func each(_ node: ConfigNode, _ change: (ConfigNode) -> ConfigNode) -> ConfigNode {
    switch node.content {
    case .sequence(let items): node.with(.sequence(items.map(change)))
    case .mapping(let entries):
      node.with(.mapping(entries.map { .init(key: $0.key, keySpan: $0.keySpan, value: change($0.value)) }))
    case .scalar, .removed: node
    }
  }
}

extension ConfigNode {
  /// The same place with other content.
  fileprivate func with(_ content: Content) -> ConfigNode {
    ConfigNode(content: content, span: span, base: base, isOverlay: isOverlay)
  }

  /// A mapping with the values of some of its keys changed.
  fileprivate func replacing(_ keys: [String], _ change: (ConfigNode) -> ConfigNode) -> ConfigNode {
    guard case .mapping(let entries) = content, entries.contains(where: { keys.contains($0.key) }) else { return self }
    return with(
      .mapping(
        entries.map { entry in
          keys.contains(entry.key)
            ? .init(key: entry.key, keySpan: entry.keySpan, value: change(entry.value)) : entry
        }))
  }
}
