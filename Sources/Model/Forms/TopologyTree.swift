package import Diagnostics
package import Syntax

/// Builds the configuration of a topology. What has several spellings has one form in it:
///
/// - `NAME?: 8` among variables is `NAME: { source: external, value: 8 }`, a setting of the operator's; `NAME?:` alone
///   is `NAME: { source: external, required: false }`, and the mark of a mapping adds these keys to it.
/// - `source: optional` is `source: external` with `required: false`.
///
/// So overlays, references and checks know one spelling. A key that is not written has the span of what implies it.
package struct TopologyTree {
  private let bag: DiagnosticBag

  private init(_ bag: DiagnosticBag) { self.bag = bag }

  /// The configuration of a whole file.
  /// - Parameter bag: receives E0107 for a variable that one mapping has under both spellings.
  package static func make(_ root: SyntaxNode, into bag: DiagnosticBag) -> ConfigNode {
    TopologyTree(bag).node(root, .topology)
  }

  /// What a mapping holds, as far as spellings differ there.
  private enum Part {
    case topology
    case environments
    case services
    case service
    case build
    case variables
    case secrets
    /// A variable or a secret.
    case declaration
    case other

    /// What the value of a key is.
    func value(of key: String) -> Part {
      switch self {
      case .topology:
        switch key {
        case "variables": .variables
        case "secrets": .secrets
        case "services": .services
        case "environments": .environments
        default: .other
        }
      case .environments: .topology
      case .services: .service
      case .service:
        switch key {
        case "variables": .variables
        case "secrets": .secrets
        case "build": .build
        default: .other
        }
      case .build: key == "args" ? .variables : .other
      case .variables, .secrets: .declaration
      case .declaration, .other: .other
      }
    }
  }

  private func node(_ node: SyntaxNode, _ part: Part) -> ConfigNode {
    guard part != .other, node.kind == .mapping else { return ConfigNode.make(node) }
    var entries = ConfigNode.entries(of: node, settle: part == .variables ? settleSpellings : { _ in }) { key, value in
      let text = key.text
      if part == .variables, let name = SettingMark.name(in: text) { return setting(name, key, value) }
      return .init(key: text, keySpan: key.span, value: self.node(value, part.value(of: text)))
    }
    if part == .declaration { spellOutOptional(&entries) }
    return ConfigNode(content: .mapping(entries), span: node.span)
  }

  /// A variable whose name bears the mark.
  private func setting(_ name: String, _ key: SyntaxNode, _ value: SyntaxNode) -> ConfigNode.Entry {
    let length = name.utf8.count
    let mark = key.span(of: length..<length + 1)
    let written = node(value, .declaration)
    func implied(_ key: String, _ node: ConfigNode) -> ConfigNode.Entry { .init(key: key, keySpan: mark, value: node) }
    func implied(_ name: String, _ text: String) -> ConfigNode.Entry {
      implied(name, ConfigNode(content: .scalar(key.implying(text, at: mark)), span: mark))
    }
    var entries: [ConfigNode.Entry]
    switch written.content {
    // What is wrong with a tag, or with a value that is a comment, the reader of variables reports.
    case .scalar where written.isTagged || VariableDeclaration.valueInComment(written) != nil:
      return .init(key: name, keySpan: key.span(of: 0..<length), value: written)
    case .scalar where written.isNull: entries = []
    case .mapping(let own): entries = own
    case .scalar, .sequence, .removed: entries = [implied("value", written)]
    }
    let has = { (name: String) in entries.contains { $0.key == name } }
    let isOptional = !has("value") && !has("required")
    if !has("source") { entries.insert(implied("source", "external"), at: 0) }
    if isOptional { entries.append(implied("required", "false")) }
    return .init(
      key: name, keySpan: key.span(of: 0..<length), value: ConfigNode(content: .mapping(entries), span: written.span))
  }

  /// `source: optional` in a long form.
  private func spellOutOptional(_ entries: inout [ConfigNode.Entry]) {
    guard let index = entries.firstIndex(where: { $0.key == "source" }), let word = entries[index].value.scalar,
      word.text == "optional"
    else { return }
    let place = entries[index].value.span
    if let required = entries.first(where: { $0.key == "required" }) {
      // Both at once say two things, which is reported where the declaration is read.
      guard required.value.text == "false" else { return }
    } else {
      let value = ConfigNode(content: .scalar(word.implying("false", at: place)), span: place)
      let sign = Span(file: place.file, start: Int(place.start), end: Int(place.start))
      entries.append(.init(key: "required", keySpan: sign, value: value))
    }
    let source = ConfigNode(content: .scalar(word.implying("external", at: place)), span: place)
    entries[index] = .init(key: "source", keySpan: entries[index].keySpan, value: source)
  }

  /// E0107 for `NAME` and `NAME?` in one mapping; the first counts.
  private func settleSpellings(_ entries: inout [ConfigNode.Entry]) {
    var seen: [String: Span] = [:]
    entries.removeAll { entry in
      guard let first = seen[entry.key] else {
        seen[entry.key] = entry.keySpan
        return false
      }
      bag.report(.duplicateKey, at: entry.keySpan, "`\(entry.key)` and `\(entry.key)?` are the same variable") {
        $0.primary = .init(entry.keySpan, "declared again")
        $0.secondary = [.init(first, "already declared here")]
        $0.help = ["keep one of the two"]
      }
      return true
    }
  }
}

/// The `?` behind the name of a variable that the operator may set.
package enum SettingMark {
  /// The name without its mark; nil where the key has none.
  package static func name(in key: String) -> String? {
    guard key.utf8.last == UInt8(ascii: "?"), key.utf8.count > 1 else { return nil }
    let name = String(key.dropLast())
    if case .success = VariableName.parse(name) { return name }
    return nil
  }

  /// The name that a key with misplaced marks or spaces was meant to have: `A ?`, `A??`; nil: it has no mark.
  static func meant(by key: String) -> String? {
    guard key.utf8.contains(UInt8(ascii: "?")) else { return nil }
    var bytes = Array(key.utf8)
    while let last = bytes.last, last == UInt8(ascii: "?") || last == 0x20 { bytes.removeLast() }
    let name = String(decoding: bytes, as: UTF8.self)
    if case .success = VariableName.parse(name) { return name }
    return nil
  }
}
