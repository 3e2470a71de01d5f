package import Diagnostics
import Engines
package import IR
import Syntax
import Tuning

/// Reads mappings by their shapes. It never stops: what cannot be read is reported and left out.
package final class Decoder {
  package let bag: DiagnosticBag
  let vocabulary: KeyVocabulary
  /// The dotted place of the mapping that is being read: `services.backend`.
  package var path: [String] = []
  /// The keys of the service that is being read, as far as it is read.
  package private(set) var written = WrittenKeys<Span>()
  private var isRecording = true
  /// What servers know of settings, by engine and name: many stores have the same ones.
  private var knownSettings: [String: [String: [ServerSetting]]] = [:]

  init(bag: DiagnosticBag, vocabulary: KeyVocabulary) {
    self.bag = bag
    self.vocabulary = vocabulary
  }

  /// What the server of an engine knows of a setting.
  func limits(of setting: String, _ engine: StoreEngine) -> [ServerSetting] {
    if let known = knownSettings[engine.name]?[setting] { return known }
    let rows = engine.settings.rows(setting)
    knownSettings[engine.name, default: [:]][setting] = rows
    return rows
  }

  /// Reports with the present path.
  package func report(
    _ kind: DiagnosticKind, at span: Span, _ message: String, label: String = "",
    _ refine: (inout Diagnostic) -> Void = { _ in }
  ) {
    bag.report(kind, at: span, message, label: label) {
      $0.path = path.joined(separator: ".")
      refine(&$0)
    }
  }

  /// Reads every key of a mapping into `root`. `owner` is how messages name the mapping: "service `backend`".
  /// - Parameters:
  ///   - requiresKeys: false where somebody else asks for the keys that must be there.
  ///   - skip: keys that somebody else reads, and keys that do not apply (reported there).
  package func decode<Root>(
    _ node: ConfigNode, as shape: Shape<Root>, into root: Root, owner: String, requiresKeys: Bool = true,
    skip: (ConfigNode.Entry, Field<Root>?) -> Bool = { _, _ in false }
  ) {
    guard case .mapping(let entries) = node.content else {
      wrongKind(node, expected: "\(shape.name) is a mapping of keys to values", help: [shape.form])
      return
    }
    for entry in entries where !entry.value.isRemoved {
      let field = shape.field(entry.key)
      if skip(entry, field) { continue }
      guard let field else {
        unknownKey(entry, among: shape.fields.map(\.name), owner: owner)
        continue
      }
      path.append(entry.key)
      if let key = field.key { record(key, entry.value) }
      field.decode(root, entry, self)
      path.removeLast()
    }
    if requiresKeys { requireKeys(of: shape, in: node, owner: owner) }
  }

  /// Notes that a key is written, or what the short form of its mapping means.
  package func record(_ key: ServiceKey, _ node: ConfigNode) {
    if isRecording { written.record(key, at: node.span) }
  }

  /// Gives the keys that were recorded since the last call.
  package func takeWritten() -> WrittenKeys<Span> {
    defer { written = WrittenKeys() }
    return written
  }

  /// Reads a mapping whose shape is that of another key: its entries are not that key's.
  package func unrecorded<Value>(_ read: () -> Value) -> Value {
    let before = isRecording
    isRecording = false
    defer { isRecording = before }
    return read()
  }

  /// E0202, unless a key that was meant to be the missing one is reported already.
  private func requireKeys<Root>(of shape: Shape<Root>, in node: ConfigNode, owner: String) {
    for field in shape.fields where field.isRequired && node[field.name] == nil {
      guard !shape.isMisspelt(field.name, in: node, vocabulary) else { continue }
      if let removed = node.entry(field.name)?.value, removed.isRemoved {
        requiredKeyRemoved(field.name, removed, owner: owner)
        continue
      }
      report(.missingKey, at: node.span, "\(owner) has no `\(field.name)`") {
        $0.help = ["`\(field.name)` takes \(field.phrase)"]
      }
    }
  }

  /// E0813.
  func requiredKeyRemoved(_ key: String, _ removed: ConfigNode, owner: String) {
    report(.requiredKeyRemoved, at: removed.span, "`null` removes a required key: `\(key)` of \(owner)") {
      if let base = removed.base { $0.secondary = [.init(base, "base value")] }
      $0.help = ["write another value, or leave the whole service out: `enabled: false`"]
    }
  }

  /// E0203 for another tool's word, else E0201 with the nearest key.
  package func unknownKey(_ entry: ConfigNode.Entry, among names: [String], owner: String) {
    if vocabulary.reportsForeign(entry, names, self) { return }
    let nearest = bag.nearest(to: entry.key, among: names)
    report(.unknownKey, at: entry.keySpan, "unknown key `\(entry.key)` in \(owner)") {
      if nearest.isEmpty {
        $0.help = [
          vocabulary.hint(entry, names, path) ?? "it takes: " + names.map { "`\($0)`" }.joined(separator: ", ")
        ]
      } else {
        $0.help = ["did you mean \(Words.alternatives(nearest))?"]
        $0.fixes = [FixIt("write `\(nearest[0])`", .unsafe, [.init(entry.keySpan, nearest[0])])]
      }
    }
  }

  /// E0204 for a single value in place of a list.
  package func wrongList(_ node: ConfigNode, _ expected: String) {
    guard let scalar = node.scalar, scalar.style == .plain, !node.isNull, scalar.text.utf8.count <= 60,
      !scalar.text.utf8.contains(where: { ",[]{}\n".utf8.contains($0) })
    else { return wrongKind(node, expected: expected) }
    let key = path.last ?? "this"
    wrongKind(
      node, expected: expected, help: ["write `\(key): [\(scalar.text)]`"],
      fix: FixIt("write `[\(scalar.text)]`", .unsafe, [.init(node.span, "[\(scalar.text)]")]))
  }

  /// E0204.
  package func wrongKind(_ node: ConfigNode, expected: String, help: [String] = [], fix: FixIt? = nil) {
    report(.wrongNodeKind, at: node.span, expected + ", not \(node.kindPhrase)") {
      $0.help = help
      if let fix { $0.fixes = [fix] }
    }
  }
}

extension ConfigNode {
  /// For messages: `a list`.
  package var kindPhrase: String {
    switch content {
    case .scalar: isNull ? "nothing" : "a single value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    case .removed: "nothing"
    }
  }
}
