package import JSON

/// The values of a TOML file, as they are put in by the paths of its keys and tables, each with its bytes in the file.
package final class TOMLTree {
  package enum Kind: Equatable {
    case table
    /// An array of tables: the last one is the one that is meant by a path.
    case tables
    case list
    case value(JSONValue)
  }

  /// A key of a table.
  package struct Entry {
    package let name: String
    package let keyRange: Range<Int>
    package let tree: TOMLTree
  }

  package let kind: Kind
  /// The bytes of a value, quotes included; of a table, the key that made it.
  package let range: Range<Int>
  /// In the order in which they were put in.
  package private(set) var entries: [Entry] = []
  package private(set) var items: [TOMLTree] = []
  private var positions: [String: Int] = [:]
  /// Whether a header has opened the table: opening one twice is a mistake.
  private var isOpened = false
  /// Whether it stands whole in one value, as inline tables do: nothing can be added to it from elsewhere.
  private var isClosed = false

  init(_ kind: Kind = .table, at range: Range<Int> = 0..<0, items: [TOMLTree] = []) {
    self.kind = kind
    self.range = range
    self.items = items
  }

  package var value: JSONValue {
    switch kind {
    case .table: .object(Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.tree.value) }))
    case .tables, .list: .array(items.map(\.value))
    case .value(let value): value
    }
  }

  /// Puts a value into the tree; false where something is in the way.
  func insert(_ value: TOMLTree, at path: [TOMLKey]) -> Bool {
    guard let key = path.last, let table = table(at: path.dropLast()) else { return false }
    return table.add(key, value)
  }

  /// Opens the table of a header; false where something is in the way, or where it was opened before.
  func open(at path: [TOMLKey]) -> Bool {
    guard let table = table(at: path[...]), !table.isOpened else { return false }
    table.isOpened = true
    return true
  }

  /// Ends an inline table.
  func close() { isClosed = true }

  /// Begins another element of an array of tables; false where something else is there.
  func append(at path: [TOMLKey]) -> Bool {
    guard let key = path.last, let table = table(at: path.dropLast()), table.kind == .table else { return false }
    let item = TOMLTree(at: key.range)
    guard let position = table.positions[key.name] else {
      return table.add(key, TOMLTree(.tables, at: key.range, items: [item]))
    }
    let array = table.entries[position].tree
    guard array.kind == .tables else { return false }
    array.items.append(item)
    return true
  }

  /// The table at a path, made where there is none.
  private func table(at path: ArraySlice<TOMLKey>) -> TOMLTree? {
    var tree = self
    for key in path {
      guard let next = tree.member(key), !next.isClosed else { return nil }
      tree = next
    }
    return tree.kind == .table ? tree : nil
  }

  private func member(_ key: TOMLKey) -> TOMLTree? {
    guard kind == .table else { return nil }
    guard let position = positions[key.name] else {
      let made = TOMLTree(at: key.range)
      return add(key, made) ? made : nil
    }
    let known = entries[position].tree
    return known.kind == .tables ? known.items.last : known
  }

  private func add(_ key: TOMLKey, _ tree: TOMLTree) -> Bool {
    guard kind == .table, positions[key.name] == nil else { return false }
    positions[key.name] = entries.count
    entries.append(Entry(name: key.name, keyRange: key.range, tree: tree))
    return true
  }
}

/// A part of a dotted path, with its bytes.
struct TOMLKey {
  let name: String
  let range: Range<Int>
}
