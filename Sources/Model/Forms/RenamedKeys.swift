import Diagnostics
import Syntax

/// A key of a service that had another name before.
package struct RenamedKey: Sendable {
  /// The old path below the service.
  package let old: [String]
  /// The path that has its meaning now.
  package let new: [String]
  /// Keys beside the old one whose own names changed with it: the old name, and the one now.
  let along: [String: String]

  init(_ old: [String], is new: [String], along: [String: String] = [:]) {
    self.old = old
    self.new = new
    self.along = along
  }

  /// Every key that was renamed. A row is all that a rename needs: the finding and its fix are made of it, and the
  /// keys of the language have the new name alone.
  package static let all = [
    RenamedKey(["health", "probe_timeout"], is: ["health", "timeout"], along: ["timeout": "within"]),
    RenamedKey(["build", "image"], is: ["build", "push"]),
    RenamedKey(["publish"], is: ["options", "compose", "publish"]),
  ]

  /// Whether a mapping of a service has a key by its old name.
  /// - Parameter path: that of the mapping, below the service.
  package static func isWritten(in node: ConfigNode, at path: [String]) -> Bool {
    all.contains { $0.old.dropLast().elementsEqual(path) && node.entry($0.old[$0.old.count - 1]) != nil }
  }

  /// Whether the path of a key, counted from the topology, is an old one. `RenamedKeys` reports those.
  static func isOld(_ path: [String]) -> Bool {
    guard path.first == "services", path.count > 2 else { return false }
    let key = path.dropFirst(2)
    return all.contains { $0.old.elementsEqual(key) }
  }
}

/// Finds the old spellings in a topology before overlays are laid over it, so that each is changed where it is written.
package struct RenamedKeys {
  /// What one layer, the topology itself or an environment, says of one service.
  private struct Layer {
    let environment: String?
    let service: String
    let node: ConfigNode

    var path: [String] { (environment.map { ["environments", $0] } ?? []) + ["services", service] }

    func isOf(_ other: Layer) -> Bool { ServiceName.fold(service) == ServiceName.fold(other.service) }
  }

  private struct Use {
    let layer: Layer
    let parent: ConfigNode
    let entry: ConfigNode.Entry
  }

  private let layers: [Layer]

  /// Reports E0203 at every old spelling. Its safe fix writes the new one, in the other layers of the service as well.
  package static func report(in root: ConfigNode, _ decoder: Decoder) {
    let finder = RenamedKeys(root)
    for row in RenamedKey.all { finder.report(row, decoder) }
  }

  private init(_ root: ConfigNode) {
    func services(_ node: ConfigNode, _ environment: String?) -> [Layer] {
      node["services"]?.entries.map { Layer(environment: environment, service: $0.key, node: $0.value) } ?? []
    }
    layers = services(root, nil) + (root["environments"]?.entries.flatMap { services($0.value, $0.key) } ?? [])
  }

  private func report(_ row: RenamedKey, _ decoder: Decoder) {
    var seen: Set<Span> = []
    let uses = layers.compactMap { Self.use(of: row, in: $0) }.filter { seen.insert($0.entry.keySpan).inserted }
    var settled: Set<String> = []
    for use in uses {
      // The first finding of a service takes the layers with it that have no finding of their own.
      let isFirst = settled.insert(ServiceName.fold(use.layer.service)).inserted
      let others = isFirst ? layers.filter { $0.isOf(use.layer) && Self.use(of: row, in: $0) == nil } : []
      report(use, row, along: Self.along(row, [use.layer] + others), decoder)
    }
  }

  private func report(_ use: Use, _ row: RenamedKey, along: [FixIt.Edit], _ decoder: Decoder) {
    decoder.path = use.layer.path + row.old
    defer { decoder.path = [] }
    let old = row.old.joined(separator: ".")
    let new = row.new.joined(separator: ".")
    decoder.report(.foreignKey, at: use.entry.keySpan, "`\(old)` is an old spelling; it is `\(new)`") {
      for (name, now) in row.along.sorted(by: { $0.key < $1.key }) where !along.isEmpty {
        $0.notes.append("`\(name)` beside it had the meaning of `\(now)`")
      }
      let moved = row.old.dropLast().elementsEqual(row.new.dropLast())
      let word = moved ? row.new[row.new.count - 1] : Self.nested(row.new, use.entry.value.text ?? "…")
      $0.help = ["write `\(word)`"]
      guard let edits = Self.edits(use, row, along) else { return }
      $0.fixes = [FixIt("write `\(word)`", .safe, edits + along)]
    }
  }

  private static func use(of row: RenamedKey, in layer: Layer) -> Use? {
    guard let parent = node(row.old.dropLast(), in: layer.node), let entry = parent.entry(row.old[row.old.count - 1])
    else { return nil }
    return Use(layer: layer, parent: parent, entry: entry)
  }

  private static func node(_ path: ArraySlice<String>, in node: ConfigNode) -> ConfigNode? {
    path.reduce(node) { $0?[$1] }
  }

  /// The names beside the old key that changed with it, unless one of them is spelled in the new way already.
  private static func along(_ row: RenamedKey, _ layers: [Layer]) -> [FixIt.Edit] {
    let parents = layers.compactMap { node(row.old.dropLast(), in: $0.node) }
    var edits: [FixIt.Edit] = []
    for (name, now) in row.along where !parents.contains(where: { $0.entry(now) != nil }) {
      for entry in parents.compactMap({ $0.entry(name) }) where !edits.contains(where: { $0.span == entry.keySpan }) {
        edits.append(.init(entry.keySpan, now))
      }
    }
    return edits.sorted { $0.span.start < $1.span.start }
  }

  /// The key under its new name: in the same mapping, in the mapping that is there already, or in one that is opened.
  private static func edits(_ use: Use, _ row: RenamedKey, _ along: [FixIt.Edit]) -> [FixIt.Edit]? {
    if row.old.dropLast().elementsEqual(row.new.dropLast()) {
      // Both are written: which of the two values is meant is not known.
      if let taken = use.parent.entry(row.new[row.new.count - 1]), !along.contains(where: { $0.span == taken.keySpan })
      {
        return nil
      }
      return [.init(use.entry.keySpan, row.new[row.new.count - 1])]
    }
    guard let text = use.entry.value.scalar.flatMap({ $0.withSource { Self.text(use.entry.value.span, $0) } }) else {
      return nil
    }
    var home = use.layer.node
    var rest = row.new[...]
    while let name = rest.first, rest.count > 1, let next = home[name], !next.entries.isEmpty {
      home = next
      rest = rest.dropFirst()
    }
    let entry = nested(rest, text)
    if rest.count == row.new.count {
      return Edits.span(of: use.entry).map { [.init($0, entry)] }
    }
    guard let removed = Edits.remove(use.entry, from: use.parent),
      let added = Edits.add(entry, to: home, order: home.entries.map(\.key) + [rest[rest.startIndex]])
    else { return nil }
    return [removed, added]
  }

  private static func text(_ span: Span, _ source: UnsafeBufferPointer<UInt8>) -> String? {
    let text = String(decoding: source[span.range], as: UTF8.self)
    return text.utf8.contains(UInt8(ascii: "\n")) ? nil : text
  }

  /// `a: { b: { c: 1 } }`.
  private static func nested(_ path: some BidirectionalCollection<String>, _ value: String) -> String {
    guard let last = path.last else { return value }
    let inner = "\(last): \(value)"
    return path.dropLast().reversed().reduce(inner) { "\($1): { \($0) }" }
  }
}
