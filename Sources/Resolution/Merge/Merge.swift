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
    if RawLayers.areAt(path) { return RawLayers.overlay(base, with: over) }
    if over.isNull { return ConfigNode(content: .removed, span: over.span, base: base.span, isOverlay: true) }
    switch (base.content, over.content) {
    case (.mapping(let a), .mapping(let b)):
      return ConfigNode(
        content: .mapping(entries(a, b, path: path, bag: bag)), span: base.span, isOverlay: base.isOverlay)
    case (.mapping, .scalar), (.mapping, .sequence):
      guard let long = ShortForms.long(over, at: path) else { break }
      return overlay(base, with: long, path: path, into: bag)
    case (.scalar, .mapping), (.sequence, .mapping):
      guard !base.isNull, let long = ShortForms.long(base, at: path) else { break }
      return overlay(long, with: over, path: path, into: bag)
    default: break
    }
    return ConfigNode(content: over.content, span: over.span, base: base.base ?? base.span, isOverlay: true)
  }

  private static func entries(
    _ base: [ConfigNode.Entry], _ over: [ConfigNode.Entry], path: [String], bag: DiagnosticBag
  ) -> [ConfigNode.Entry] {
    var result = EntryList(base, foldsNames: path == ["services"])
    let isService = path.count == 2 && path[0] == "services"
    let hasLists = over.contains { $0.key.utf8.last == UInt8(ascii: "+") }
    let siblings = hasLists ? Set(over.map(\.key)) : []
    for entry in over {
      if isService, entry.key == "use-" { continue }
      if let key = listKey(entry, among: over, keys: siblings, path: path, bag: bag) {
        append(entry, to: key, in: &result, path: path, bag: bag)
      } else if isService, entry.key == "use" {
        unite(entry, in: &result)
      } else if let old = result[entry.key], !old.value.isRemoved || entry.value.isNull {
        result.replace(old, with: overlay(old.value, with: entry.value, path: path + [old.key], into: bag))
      } else {
        result.set(entry.key, entry.keySpan, fresh(entry.value, path: path + [entry.key], bag: bag))
      }
    }
    // Names are taken out when all are there, in whichever order the two keys stand.
    if isService, let entry = over.first(where: { $0.key == "use-" }) { remove(entry, in: &result) }
    return result.entries
  }

  /// What an overlay writes where the base has nothing: `null` is no value, and `key+` is the key.
  private static func fresh(_ node: ConfigNode, path: [String], bag: DiagnosticBag) -> ConfigNode {
    if RawLayers.areAt(path), !node.isNull { return node }
    if node.isNull { return ConfigNode(content: .removed, span: node.span, isOverlay: true) }
    guard case .mapping(let own) = node.content, isPatch(own) else { return node }
    return ConfigNode(
      content: .mapping(entries([], own, path: path, bag: bag)), span: node.span, base: node.base,
      isOverlay: node.isOverlay)
  }

  /// Whether something in it speaks of a base.
  private static func isPatch(_ entries: [ConfigNode.Entry]) -> Bool {
    entries.contains { $0.value.isNull || $0.key.hasSuffix("+") || isPatch($0.value.entries) }
  }

  /// The key that `key+` appends to; reports `key` and `key+` side by side.
  private static func listKey(
    _ entry: ConfigNode.Entry, among over: [ConfigNode.Entry], keys siblings: Set<String>, path: [String],
    bag: DiagnosticBag
  ) -> String? {
    guard entry.key.utf8.last == UInt8(ascii: "+") else { return nil }
    let key = String(entry.key.dropLast())
    if siblings.contains(key), let other = over.first(where: { $0.key == key }) {
      bag.report(.duplicateKey, at: entry.keySpan, "`\(key)` and `\(key)+` say two things about one list") {
        $0.secondary = [.init(other.keySpan, "replaces the list")]
        $0.primary = .init(entry.keySpan, "appends to it")
        $0.path = (path + [key]).joined(separator: ".")
      }
    }
    return key
  }

  private static func append(
    _ entry: ConfigNode.Entry, to key: String, in result: inout EntryList, path: [String], bag: DiagnosticBag
  ) {
    guard let old = result[key], !old.value.isRemoved, !old.value.isNull else {
      result.set(key, entry.keySpan, fresh(entry.value, path: path + [key], bag: bag))
      return
    }
    if case .mapping = old.value.content, let long = ShortForms.longKey(path + [key], of: entry.value) {
      let patch = ConfigNode.Entry(key: long + "+", keySpan: entry.keySpan, value: entry.value)
      let over = ConfigNode(content: .mapping([patch]), span: entry.value.span, isOverlay: true)
      result.replace(old, with: overlay(old.value, with: over, path: path + [key], into: bag))
      return
    }
    result.replace(old, with: united(old.value, entry.value))
  }

  /// The items of both, none twice. A single value counts as a list of one.
  fileprivate static func united(_ old: ConfigNode, _ new: ConfigNode) -> ConfigNode {
    func items(_ node: ConfigNode) -> [ConfigNode] { node.scalar == nil ? node.items : node.isNull ? [] : [node] }
    let known = Set(items(old).compactMap(\.text))
    let added = items(new).filter { item in item.text.map { !known.contains($0) } ?? true }
    return ConfigNode(content: .sequence(items(old) + added), span: old.span, isOverlay: old.isOverlay)
  }

  /// `use`: united; a name that comes again is no longer taken out. `null` wants none of it.
  private static func unite(_ entry: ConfigNode.Entry, in result: inout EntryList) {
    guard case .sequence(let items) = entry.value.content else {
      let isNothing = entry.value.isNull || entry.value.isRemoved
      let value =
        isNothing ? ConfigNode(content: .removed, span: entry.value.span, isOverlay: true) : entry.value
      result.set("use", entry.keySpan, value)
      return
    }
    if let old = result["use"], case .sequence = old.value.content {
      result.replace(old, with: united(old.value, entry.value))
    } else {
      result.set("use", entry.keySpan, entry.value)
    }
    if let removed = result["use-"] {
      result.replace(removed, with: without(Set(items.compactMap(\.text)), removed.value))
    }
  }

  /// `use-`: the names leave the list, and stay named for what `extends` would bring.
  private static func remove(_ entry: ConfigNode.Entry, in result: inout EntryList) {
    let names = Set(entry.value.items.compactMap(\.text))
    if let old = result["use"] { result.replace(old, with: without(names, old.value)) }
    if let old = result["use-"] {
      result.replace(old, with: united(old.value, entry.value))
    } else {
      result.set("use-", entry.keySpan, entry.value)
    }
  }

  private static func without(_ names: Set<String>, _ node: ConfigNode) -> ConfigNode {
    guard case .sequence(let items) = node.content else { return node }
    let kept = items.filter { item in item.text.map { !names.contains($0) } ?? true }
    return ConfigNode(content: .sequence(kept), span: node.span, base: node.base, isOverlay: true)
  }
}

/// `raw` speaks of what a target writes: where the layer below has no such key, `key+` and `null` stay for the target.
private enum RawLayers {
  static func areAt(_ path: [String]) -> Bool {
    path == ["raw"] || (path.count == 3 && path[0] == "services" && path[2] == "raw")
  }

  static func overlay(_ base: ConfigNode, with over: ConfigNode) -> ConfigNode {
    guard case .mapping(var entries) = base.content, case .mapping(let added) = over.content else {
      return ConfigNode(content: over.content, span: over.span, base: base.base ?? base.span, isOverlay: true)
    }
    for entry in added {
      let plus = entry.key + "+"
      let plain = entry.key.hasSuffix("+") ? String(entry.key.dropLast()) : nil
      if let position = entries.firstIndex(where: { $0.key == entry.key }) {
        let old = entries[position]
        if entry.value.isNull {
          entries.remove(at: position)
          continue
        }
        let value = plain == nil ? overlay(old.value, with: entry.value) : Merge.united(old.value, entry.value)
        entries[position] = .init(key: old.key, keySpan: entry.keySpan, value: value)
      } else if let plain, let position = entries.firstIndex(where: { $0.key == plain }) {
        let old = entries[position]
        entries[position] = .init(key: plain, keySpan: entry.keySpan, value: Merge.united(old.value, entry.value))
      } else {
        entries.append(entry)
      }
      entries.removeAll { $0.key == plus }
    }
    return ConfigNode(content: .mapping(entries), span: base.span, isOverlay: base.isOverlay)
  }
}

/// The entries of a mapping while an overlay is laid over it.
private struct EntryList {
  private(set) var entries: [ConfigNode.Entry]
  private let foldsNames: Bool
  /// Positions by key, and by folded name where keys are names of services; made when they pay.
  private var positions: [String: Int]?
  private var folded: [String: Int]?

  init(_ base: [ConfigNode.Entry], foldsNames: Bool) {
    entries = base
    self.foldsNames = foldsNames
  }

  private static let fewEntries = 8

  /// The entry of a key; names of services are compared as references compare them.
  subscript(key: String) -> ConfigNode.Entry? {
    mutating get { position(of: key).map { entries[$0] } }
  }

  private mutating func position(of key: String) -> Int? {
    if positions == nil, entries.count > Self.fewEntries {
      positions = Dictionary(entries.enumerated().map { ($1.key, $0) }) { first, _ in first }
    }
    if let found = positions.map({ $0[key] }) ?? entries.firstIndex(where: { $0.key == key }) { return found }
    guard foldsNames else { return nil }
    if folded == nil {
      folded = Dictionary(entries.enumerated().map { (ServiceName.fold($1.key), $0) }) { first, _ in first }
    }
    return folded?[ServiceName.fold(key)]
  }

  mutating func replace(_ old: ConfigNode.Entry, with value: ConfigNode) { set(old.key, old.keySpan, value) }

  mutating func set(_ key: String, _ keySpan: Span, _ value: ConfigNode) {
    if let index = position(of: key) {
      entries[index] = .init(key: entries[index].key, keySpan: keySpan, value: value)
    } else {
      positions?[key] = entries.count
      folded?[ServiceName.fold(key)] = entries.count
      entries.append(.init(key: key, keySpan: keySpan, value: value))
    }
  }
}
