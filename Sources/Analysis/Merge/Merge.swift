package import Diagnostics
package import Model
import Syntax

/// Lays an overlay over a base, key by key, keeping the origin of every node.
///
/// Mappings are merged, scalars and lists replaced, `null` removes a key, `key+` appends to a list, `use` is united and
/// `use-` takes names out of it again. Where one side has the short and the other the long form of the same key, the
/// short one is written out first.
package enum Merge {
  /// - Parameter path: the keys from the root of the topology to the two nodes.
  package static func overlay(
    _ base: ConfigNode, with over: ConfigNode, path: [String], into bag: DiagnosticBag
  ) -> ConfigNode {
    if case .removed = over.content { return over }
    if over.isNull { return ConfigNode(content: .removed, span: over.span, base: base.span, isOverlay: true) }
    switch (base.content, over.content) {
    case (.mapping(let a), .mapping(let b)):
      return ConfigNode(
        content: .mapping(entries(a, b, path: path, bag: bag)), span: base.span, isOverlay: base.isOverlay)
    case (.mapping, .scalar), (.mapping, .sequence):
      guard let key = ShortForms.longKey(path, of: over) else { break }
      return overlay(base, with: over.wrapped(under: key), path: path, into: bag)
    case (.scalar, .mapping), (.sequence, .mapping):
      guard !base.isNull, let key = ShortForms.longKey(path, of: base) else { break }
      return overlay(base.wrapped(under: key), with: over, path: path, into: bag)
    default: break
    }
    return ConfigNode(content: over.content, span: over.span, base: base.base ?? base.span, isOverlay: true)
  }

  private static func entries(
    _ base: [ConfigNode.Entry], _ over: [ConfigNode.Entry], path: [String], bag: DiagnosticBag
  ) -> [ConfigNode.Entry] {
    var result = base
    // A table of keys is worth its price only where many are looked up.
    let hasTable = over.count > 1 && base.count + over.count > 16
    var positions: [String: Int] = [:]
    var indexed = 0
    func position(of key: String) -> Int? {
      guard hasTable else { return result.firstIndex { $0.key == key } }
      for index in indexed..<result.count where positions[result[index].key] == nil {
        positions[result[index].key] = index
      }
      indexed = result.count
      return positions[key]
    }
    for entry in over {
      if let key = listKey(entry, siblings: over, path: path, bag: bag) {
        append(entry, to: key, at: position(of: key), in: &result)
      } else if entry.key == "use", isService(path) {
        append(entry, to: "use", at: position(of: "use"), in: &result)
      } else if entry.key == "use-", isService(path) {
        remove(entry, from: position(of: "use"), in: &result)
        append(entry, to: "use-", at: position(of: "use-"), in: &result)
      } else if let index = position(of: entry.key) {
        let merged = overlay(result[index].value, with: entry.value, path: path + [entry.key], into: bag)
        let keeps = result[index].value.isRemoved
        result[index] = .init(
          key: entry.key, keySpan: keeps ? entry.keySpan : result[index].keySpan, value: merged)
      } else {
        let value =
          entry.value.isNull ? ConfigNode(content: .removed, span: entry.value.span, isOverlay: true) : entry.value
        result.append(.init(key: entry.key, keySpan: entry.keySpan, value: value))
      }
    }
    return result
  }

  /// The key that `key+` appends to; reports `key` and `key+` side by side.
  private static func listKey(
    _ entry: ConfigNode.Entry, siblings: [ConfigNode.Entry], path: [String], bag: DiagnosticBag
  ) -> String? {
    guard entry.key.utf8.last == UInt8(ascii: "+") else { return nil }
    let key = String(entry.key.dropLast())
    if let other = siblings.first(where: { $0.key == key }) {
      bag.report(.duplicateKey, at: entry.keySpan, "`\(key)` and `\(key)+` say two things about one list") {
        $0.secondary = [.init(other.keySpan, "replaces the list")]
        $0.primary = .init(entry.keySpan, "appends to it")
        $0.path = (path + [key]).joined(separator: ".")
      }
    }
    return key
  }

  private static func isService(_ path: [String]) -> Bool { path.count == 2 && path[0] == "services" }

  private static func append(
    _ entry: ConfigNode.Entry, to key: String, at index: Int?, in result: inout [ConfigNode.Entry]
  ) {
    guard let index, !result[index].value.isRemoved, case .sequence(let old) = result[index].value.content else {
      result.append(.init(key: key, keySpan: entry.keySpan, value: entry.value))
      return
    }
    guard case .sequence(let new) = entry.value.content else {
      result[index] = .init(key: key, keySpan: entry.keySpan, value: entry.value)
      return
    }
    let known = Set(old.compactMap(\.text))
    let added = new.filter { item in item.text.map { !known.contains($0) } ?? true }
    let list = ConfigNode(
      content: .sequence(old + added), span: result[index].value.span, isOverlay: result[index].value.isOverlay)
    result[index] = .init(key: key, keySpan: result[index].keySpan, value: list)
  }

  private static func remove(_ entry: ConfigNode.Entry, from index: Int?, in result: inout [ConfigNode.Entry]) {
    guard let index, case .sequence(let old) = result[index].value.content else { return }
    let names = Set(entry.value.items.compactMap(\.text))
    let kept = old.filter { item in item.text.map { !names.contains($0) } ?? true }
    let list = ConfigNode(content: .sequence(kept), span: result[index].value.span, isOverlay: true)
    result[index] = .init(key: "use", keySpan: result[index].keySpan, value: list)
  }
}

/// The long key that a short form stands for.
enum ShortForms {
  static func longKey(_ path: [String], of node: ConfigNode) -> String? {
    switch path.count {
    case 2 where path[0] == "secrets": return "source"
    case 2 where path[0] == "variables": return "value"
    case 3 where path[0] == "services":
      guard node.scalar != nil else { return nil }
      switch path[2] {
      case "health": return node.text == "none" ? nil : "path"
      case "restart": return "policy"
      case "pooler": return "mode"
      default: return nil
      }
    case 4 where path[0] == "services" && path[2] == "variables": return "value"
    default: return nil
    }
  }
}

extension ConfigNode {
  /// `{key: self}`, at the same place.
  func wrapped(under key: String) -> ConfigNode {
    ConfigNode(
      content: .mapping([.init(key: key, keySpan: span, value: self)]), span: span, base: base, isOverlay: isOverlay)
  }
}
