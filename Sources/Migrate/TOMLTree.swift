import JSON

/// The values of a TOML file, as they are put in by the paths of its keys and tables.
struct TOMLTree {
  private(set) var root = JSONValue.object([:])

  /// Puts a value, or for nil an empty table where there is none, into the tree; false where something is in the way.
  mutating func insert(_ value: JSONValue?, at path: [String]) -> Bool {
    Self.insert(value, at: path[...], into: &root)
  }

  /// Begins another element of an array of tables; false where something else is there.
  mutating func append(at path: [String]) -> Bool { Self.append(at: path[...], into: &root) }

  /// The last element of an array of tables is the one that is meant.
  private static func insert(_ value: JSONValue?, at path: ArraySlice<String>, into tree: inout JSONValue) -> Bool {
    switch tree {
    case .object(var members):
      guard let name = path.first else { return value == nil }
      if path.count == 1, let value {
        guard members[name] == nil else { return false }
        members[name] = value
      } else {
        var child = members[name] ?? .object([:])
        guard insert(value, at: path.dropFirst(), into: &child) else { return false }
        members[name] = child
      }
      tree = .object(members)
      return true
    case .array(var items):
      guard var last = items.popLast(), insert(value, at: path, into: &last) else { return false }
      tree = .array(items + [last])
      return true
    default: return false
    }
  }

  private static func append(at path: ArraySlice<String>, into tree: inout JSONValue) -> Bool {
    guard let name = path.first else { return true }
    guard case .object(var members) = tree else {
      guard case .array(var items) = tree, var last = items.popLast(), append(at: path, into: &last) else {
        return false
      }
      tree = .array(items + [last])
      return true
    }
    if path.count > 1 {
      var child = members[name] ?? .object([:])
      guard append(at: path.dropFirst(), into: &child) else { return false }
      members[name] = child
    } else {
      switch members[name] {
      case nil: members[name] = [[:]]
      case .array(let items)?: members[name] = .array(items + [.object([:])])
      default: return false
      }
    }
    tree = .object(members)
    return true
  }
}
