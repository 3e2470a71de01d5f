import JSON

/// The values of a TOML file, as they are put in by the paths of its keys and tables.
final class TOMLTree {
  private enum Content {
    case table([String: TOMLTree])
    /// An array of tables: the last one is the one that is meant.
    case tables([TOMLTree])
    case value(JSONValue)
  }

  private var content = Content.table([:])
  /// Whether a header has opened the table: opening one twice is a mistake.
  private var isOpened = false

  init() {}

  private init(_ content: Content) { self.content = content }

  var value: JSONValue {
    switch content {
    case .table(let members): .object(members.mapValues(\.value))
    case .tables(let items): .array(items.map(\.value))
    case .value(let value): value
    }
  }

  /// Puts a value into the tree; false where something is in the way.
  func insert(_ value: JSONValue, at path: [String]) -> Bool {
    guard let name = path.last, let table = table(at: path.dropLast()) else { return false }
    return table.add(name, TOMLTree(.value(value)))
  }

  /// Opens the table of a header; false where something is in the way, or where it was opened before.
  func open(at path: [String]) -> Bool {
    guard let table = table(at: path[...]), !table.isOpened else { return false }
    table.isOpened = true
    return true
  }

  /// Begins another element of an array of tables; false where something else is there.
  func append(at path: [String]) -> Bool {
    guard let name = path.last, let table = table(at: path.dropLast()), case .table(let members) = table.content else {
      return false
    }
    guard let array = members[name] else { return table.add(name, TOMLTree(.tables([TOMLTree()]))) }
    return array.appendTable()
  }

  /// The table at a path, made where there is none.
  private func table(at path: ArraySlice<String>) -> TOMLTree? {
    var tree = self
    for name in path {
      guard let next = tree.member(name) else { return nil }
      tree = next
    }
    return tree.isTable ? tree : nil
  }

  private var isTable: Bool {
    if case .table = content { true } else { false }
  }

  private func member(_ name: String) -> TOMLTree? {
    guard case .table(let members) = content else { return nil }
    guard let known = members[name] else {
      let made = TOMLTree()
      return add(name, made) ? made : nil
    }
    if case .tables(let items) = known.content { return items.last }
    return known
  }

  /// The content is taken out while it changes: a copy of all members for each one would make large files slow.
  private func add(_ name: String, _ tree: TOMLTree) -> Bool {
    guard case .table(var members) = content, members[name] == nil else { return false }
    content = .table([:])
    members[name] = tree
    content = .table(members)
    return true
  }

  private func appendTable() -> Bool {
    guard case .tables(var items) = content else { return false }
    content = .table([:])
    items.append(TOMLTree())
    content = .tables(items)
    return true
  }
}
