import JSON

/// What a target knows of the lists and mappings that `raw` is laid over.
protocol RawDialect {
  /// The merged value where the format has a way of its own for it; nil: it is merged like any other.
  static func special(
    _ old: YAMLValue, _ value: JSONValue, appends: Bool, _ path: [String], _ changes: inout RawChanges
  ) -> YAMLValue?
  /// A mapping for which the format takes a list as well.
  static func takesList(_ mapping: YAMLMapping, _ path: [String]) -> Bool
  /// A short value of a key, for a report; nil: it is not shown.
  static func shown(_ value: YAMLValue, _ path: [String]) -> String?
}

extension RawDialect {
  static func takesList(_ mapping: YAMLMapping, _ path: [String]) -> Bool { false }

  static func shown(_ value: YAMLValue, _ path: [String]) -> String? { nil }

  /// `raw` laid over what was made, key by key, unchecked. Lists are replaced, `key+` appends, `null` removes.
  /// - Parameters:
  ///   - path: the keys above, as they are written.
  ///   - changes: takes what is replaced.
  static func merge(
    _ raw: JSONValue?, into mapping: YAMLMapping, path: [String] = [], _ changes: inout RawChanges
  ) -> YAMLMapping {
    guard case .object(let members)? = raw else { return mapping }
    var result = mapping
    for (written, value) in members.sorted(by: { $0.key < $1.key }) {
      let key = RawChanges.key(written)
      let path = path + [written]
      guard let position = result.entries.firstIndex(where: { $0.key == key }) else {
        if value == .null { continue }
        result.add(key, yaml(key == written ? value : .array(RawChanges.items(value)), &changes))
        continue
      }
      let old = result.entries[position].value
      if value == .null {
        result.entries.remove(at: position)
        changes.add(path, old: shown(old, path), isList: false, isRemoved: true)
        continue
      }
      result.entries[position].value = merged(old, value, appends: key != written, path, &changes)
      result.entries[position].note = nil
    }
    return result
  }

  /// One value that was made, with one of `raw`.
  private static func merged(
    _ old: YAMLValue, _ value: JSONValue, appends: Bool, _ path: [String], _ changes: inout RawChanges
  ) -> YAMLValue {
    if let special = special(old, value, appends: appends, path, &changes) { return special }
    switch (old, value) {
    case (.mapping(let below), .object): return .mapping(merge(value, into: below, path: path, &changes))
    case (.flow(let items), _) where appends:
      let added = RawChanges.items(value).map { yaml($0, &changes) }
      return .flow(items + added.filter { !items.contains($0) })
    case (.sequence(let items), _) where appends:
      let added = RawChanges.items(value).map { yaml($0, &changes) }
      return .sequence(items + added.filter { item in !items.contains { $0.value == item } }.map { YAMLItem($0) })
    default: break
    }
    let new = yaml(value, &changes)
    if !isSame(old, new) { changes.add(path, old: shown(old, path), isList: isList(old, path)) }
    return new
  }

  /// Whether a text is quoted makes no difference.
  private static func isSame(_ a: YAMLValue, _ b: YAMLValue) -> Bool {
    switch (a, b) {
    case (.quoted(let a), .text(let b)): a == b
    case (.flow(let a), .sequence(let b)): a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1.value) }
    case (.sequence(let a), .sequence(let b)): a.map(\.value) == b.map(\.value)
    default: a == b
    }
  }

  private static func isList(_ value: YAMLValue, _ path: [String]) -> Bool {
    switch value {
    case .flow, .sequence: true
    case .mapping(let mapping): takesList(mapping, path)
    default: false
    }
  }

  /// A value that nothing was made for: what it appends to is empty.
  static func yaml(_ value: JSONValue, _ changes: inout RawChanges) -> YAMLValue {
    switch value {
    case .null, .bool, .int, .double, .string: return YAMLValue(value)
    case .array(let items):
      return items.isEmpty ? .flow([]) : .sequence(items.map { YAMLItem(yaml($0, &changes)) })
    case .object: return .mapping(merge(value, into: YAMLMapping(), &changes))
    }
  }
}
