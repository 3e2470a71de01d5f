package import Diagnostics
import Model
import Syntax

/// A value of a topology that can be changed to see what follows from it.
package struct TopologyPart: Hashable, Sendable {
  /// Names from the top: `services`, `backend`, `port`.
  package let path: [String]
  /// The key and its value; of an item of a list the item.
  package let span: Span
  /// The text of a scalar; nil: a mapping or a list, which can only be taken away.
  let scalar: (span: Span, text: String, quote: String)?
  /// Takes the part away; nil: it cannot be.
  let removal: FixIt.Edit?

  /// How deep it is in the mappings; the number of an item is no depth.
  var depth: Int { path.count { Int($0) == nil } }

  /// Whether it is written within another part.
  func isInside(_ other: TopologyPart) -> Bool {
    path.count > other.path.count && path.starts(with: other.path)
  }

  package static func == (left: TopologyPart, right: TopologyPart) -> Bool { left.span == right.span }
  package func hash(into hasher: inout Hasher) { hasher.combine(span) }

  /// The edits that change it, the gentlest first.
  var edits: [FixIt.Edit] {
    var result: [FixIt.Edit] = []
    if let scalar {
      let words = KeyMeaning.words(of: path).filter { $0 != scalar.text }.prefix(Self.mostWords)
      result = (words.isEmpty ? Self.alternatives(to: scalar.text) : Array(words)).map { text in
        FixIt.Edit(scalar.span, scalar.quote + text + scalar.quote)
      }
    }
    if let removal { result.append(removal) }
    return result
  }

  /// How many words of a list are tried.
  private static let mostWords = 4

  /// Other values of the same kind, as far as the text tells it.
  private static func alternatives(to text: String) -> [String] {
    switch text {
    case "true": return ["false"]
    case "false": return ["true"]
    default: break
    }
    // A reference has no neighbors.
    if text.contains("<<") || text.contains("{{") { return [] }
    guard let first = text.firstIndex(where: \.isNumber) else { return [text + "x", text + "2"] }
    // A number, a size, a duration, a schedule, a version: the first number becomes another one.
    let end = text[first...].firstIndex { !$0.isNumber } ?? text.endIndex
    guard let number = Int(text[first..<end]), number < 1 << 40 else { return [text + "x"] }
    var result = [number + 1, number - 1, number * 2].filter { $0 >= 0 && $0 != number }.map {
      String(text[..<first]) + String($0) + String(text[end...])
    }
    if first > text.startIndex { result.append(text + "x") }
    return result
  }
}

/// The parts that have to do with one environment.
struct TopologyParts {
  private let bytes: [UInt8]
  private var found: [TopologyPart] = []

  /// - Parameters:
  ///   - bytes: the text.
  ///   - environment: nil: all of them.
  static func all(of root: ConfigNode, _ bytes: [UInt8], environment: String?) -> [TopologyPart] {
    var parts = TopologyParts(bytes: bytes)
    let chain = chain(of: environment, root)
    for entry in root.entries where !Self.unread.contains(entry.key) {
      guard entry.key == "environments", environment != nil else {
        parts.add(entry, in: root, path: [])
        continue
      }
      for own in entry.value.entries where chain.contains(own.key) {
        parts.add(own, in: entry.value, path: [entry.key])
      }
    }
    return parts.found
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// Keys that are part of no file.
  private static let unread: Set<String> = ["infracc", "policies", "lints"]

  /// The environment and those that it starts from.
  private static func chain(of environment: String?, _ root: ConfigNode) -> Set<String> {
    var result: Set<String> = []
    var next = environment
    while let name = next, result.insert(name).inserted {
      next = root["environments"]?[name]?["from"]?.text
    }
    return result
  }

  private mutating func add(_ entry: ConfigNode.Entry, in node: ConfigNode, path: [String]) {
    // What another spelling implies has no letters of its own: the key that says it has.
    guard !entry.isImplied else { return }
    let (key, value) = (entry.keySpan, entry.value.span)
    let isTogether = key.file == value.file && key.end <= value.start
    let span = isTogether ? Span(file: key.file, start: Int(key.start), end: Int(value.end)) : key
    add(entry.value, span: span, removal: Edits.remove(entry, from: node) ?? lines(of: entry), path: path + [entry.key])
  }

  /// Takes away the lines of an entry that has lines of its own.
  private func lines(of entry: ConfigNode.Entry) -> FixIt.Edit? {
    let (key, value) = (entry.keySpan, entry.value.span)
    guard key.file == value.file, key.end <= value.start else { return nil }
    var start = Int(key.start)
    while start > 0, bytes[start - 1] == UInt8(ascii: " ") { start -= 1 }
    guard start == 0 || bytes[start - 1] == UInt8(ascii: "\n") else { return nil }
    let end = bytes[Int(value.end)...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
    return FixIt.Edit(Span(file: key.file, start: start, end: end), "")
  }

  private mutating func add(_ node: ConfigNode, span: Span, removal: FixIt.Edit?, path: [String]) {
    var scalar: (span: Span, text: String, quote: String)?
    if let written = node.scalar, !node.isNull, !node.isTagged {
      switch written.style {
      case .plain: scalar = (written.span, written.text, "")
      case .singleQuoted: scalar = (written.span, written.spelled(written.text), "'")
      case .doubleQuoted: scalar = (written.span, written.spelled(written.text), "\"")
      case .literal, .folded: break
      }
    }
    found.append(TopologyPart(path: path, span: span, scalar: scalar, removal: removal))
    for child in node.entries { add(child, in: node, path: path) }
    for (number, item) in node.items.enumerated() {
      add(item, span: item.span, removal: Edits.remove(item.span, in: node), path: path + [String(number)])
    }
  }
}
