import Syntax

/// The spelling of a variable that the operator supplies or may replace: `NAME?`, where the long form says no more.
enum SettingForm {
  /// Writes the mark in place of the keys that it implies. An entry is left alone where one of these keys has a comment,
  /// or where an anchor, an alias or a merge makes it part of something else.
  static func mark(_ entry: LayoutEntry) {
    guard let key = entry.key, case .mapping(let keys) = entry.value.content, entry.value.isPlain,
      keys.allSatisfy({ $0.key != nil && $0.key?.text != "<<" }), let names = implied(by: keys, key: key.text),
      keys.allSatisfy({ $0.isBare || !names.contains($0.key?.text ?? "") })
    else { return }
    let rest = keys.filter { !names.contains($0.key?.text ?? "") }
    if SettingMark.name(in: key.text) == nil { entry.key?.respell(key.text + "?") }
    if rest.isEmpty {
      entry.value.content = .scalar(.nothing)
      entry.value.isFlow = false
    } else if rest.count == 1, rest[0].key?.text == "value", !rest[0].isCommented {
      entry.value.content = rest[0].value.content
      entry.value.isFlow = rest[0].value.isFlow
    } else {
      entry.value.content = .mapping(rest)
    }
  }

  /// The keys that the mark makes superfluous; nil where it would say something else.
  private static func implied(by keys: [LayoutEntry], key name: String) -> Set<String>? {
    func has(_ name: String) -> Bool { keys.contains { $0.key?.text == name } }
    func text(_ name: String) -> String? {
      guard case .scalar(let scalar)? = keys.first(where: { $0.key?.text == name })?.value.content else { return nil }
      return scalar.text
    }
    let isMarked = SettingMark.name(in: name) != nil
    if !isMarked, case .failure = VariableName.parse(name) { return nil }
    let source = text("source")
    guard source == "external" || source == "optional" || isMarked && !has("source") else { return nil }
    let required = text("required")
    if has("required"), required != "true", required != "false" { return nil }
    if let value = keys.first(where: { $0.key?.text == "value" })?.value {
      // With a value, `optional` says one thing more.
      guard value.isValue, source != "optional" || required == "false" else { return nil }
      return has("source") ? ["source"] : []
    }
    guard required != "true", isMarked || source == "optional" || required == "false" else { return nil }
    return Set(["source", "required"].filter(has))
  }
}

extension LayoutNode {
  /// A value that means the same behind another key.
  fileprivate var isValue: Bool {
    guard isPlain else { return false }
    switch content {
    case .scalar(let scalar): return !scalar.isNull
    case .sequence: return true
    case .mapping, .alias: return false
    }
  }
}
