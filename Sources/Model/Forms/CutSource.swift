import Diagnostics

/// A source that a comma cut in two: in braces it ends an unquoted text, so that `{ KEY: generate(alnum, 32) }` is the
/// value `generate(alnum` and another key, `32)`.
struct CutSource {
  let name: String
  let front: ConfigNode
  let rest: ConfigNode.Entry

  /// The cut source that starts at an entry of a mapping; nil where there is none.
  init?(_ entries: [ConfigNode.Entry], at index: Int) {
    guard index + 1 < entries.count, let text = entries[index].value.text, text.hasPrefix("generate("),
      !text.hasSuffix(")"), entries[index + 1].key.hasSuffix(")"), entries[index + 1].value.isNull
    else { return nil }
    name = entries[index].key
    front = entries[index].value
    rest = entries[index + 1]
  }

  /// E0206 over both halves.
  func report(_ decoder: Decoder) {
    let whole = Span(file: front.span.file, start: Int(front.span.start), end: Int(rest.keySpan.end))
    let text = "\(front.text ?? ""), \(rest.key)"
    decoder.report(.notInEnumeration, at: whole, "a comma in braces ends the value of `\(name)`") {
      $0.notes = ["`\(front.text ?? "")` is the value here, and `\(rest.key)` another key"]
      $0.help = ["quote it: `\(name): \"\(text)\"`"]
      $0.fixes = [FixIt("quote the value", .safe, [.init(whole, "\"\(text)\"")])]
    }
  }
}
