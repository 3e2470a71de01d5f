import Diagnostics

/// The findings about texts that libyaml accepts.
struct RemarkMessages {
  private let tape: Tape
  private let source: SourceLines
  private let messages: YAMLMessages

  init(file: FileID, bytes: [UInt8], tape: Tape) {
    self.tape = tape
    self.source = SourceLines(bytes)
    self.messages = YAMLMessages(file: file, source: source)
  }

  func diagnostic(for remark: ReadRemark) -> Diagnostic {
    switch remark {
    case .duplicateKey(let first, let second): duplicateKey(first, second)
    case .collectionKey(let index): collectionKey(index)
    case .bareReference(let index): messages.references.bare(range(index))
    case .tag(let range): tag(range)
    case .nul(let range): nul(range)
    }
  }

  private func range(_ index: Int) -> Range<Int> { Int(tape.nodes[index].start)..<Int(tape.nodes[index].end) }

  private func duplicateKey(_ first: Int, _ second: Int) -> Diagnostic {
    let place = range(second)
    let name = messages.quoted(place, otherwise: "a key")
    var finding = Diagnostic(
      .duplicateKey, at: messages.span(place), "key \(name) is written twice in this mapping",
      label: "written again here")
    finding.secondary = [.init(messages.span(range(first)), "first written here")]
    let isMerge = source.text(place) == "<<"
    finding.help = [isMerge ? "merge several mappings with one key: `<<: [*a, *b]`" : "delete one of the two"]
    return finding
  }

  private func collectionKey(_ index: Int) -> Diagnostic {
    let node = tape.nodes[tape.resolved(index)]
    let place = messages.firstLine(range(index))
    return Diagnostic(
      .yamlSyntax, at: messages.span(place),
      node.kind == .sequence ? "a key must be a text, not a list" : "a key must be a text, not a mapping")
  }

  /// Neither an argument nor a variable of a process can hold it: both end there.
  private func nul(_ range: Range<Int>) -> Diagnostic {
    var finding = Diagnostic(
      .notUTF8, at: messages.span(range), "the character U+0000 cannot be part of a value",
      label: "has `\\0`, or another escape for it, in it")
    finding.notes = ["arguments and variables of a process end at this character"]
    finding.help = ["delete the escape, or encode the value, for example as base64"]
    return finding
  }

  private func tag(_ range: Range<Int>) -> Diagnostic {
    var finding = Diagnostic(
      .yamlTag, at: messages.span(range),
      "YAML tags are not used here: \(messages.quoted(range, otherwise: "a long one"))")
    let isStandard = source.has("!!", at: range.lowerBound)
    finding.help = [
      isStandard
        ? "delete the tag; values are texts unless their key asks for something else"
        : "delete the tag; the names of secrets are declared under `secrets:`"
    ]
    if !isStandard { finding.help.append("or quote a value that begins with `!`: `\"\(source.text(range))\"`") }
    return finding
  }
}

/// The findings about bytes that are no YAML text at all.
struct EncodingMessage {
  let file: SourceFile

  func diagnostic(for flaw: EncodingReport.Flaw) -> Diagnostic {
    switch flaw {
    case .otherEncoding(let name):
      var finding = Diagnostic(
        .notUTF8, at: Span(file: file.id, start: 0, end: 2), "`\(file.path)` is not UTF-8 but \(name)")
      finding.help = ["save the file as UTF-8"]
      return finding
    case .notUTF8(let range):
      var finding = Diagnostic(
        .notUTF8, at: Span(file: file.id, start: range.lowerBound, end: range.upperBound),
        "`\(file.path)` is not UTF-8", label: "no character of UTF-8")
      finding.help = ["save the file as UTF-8; in Latin-1, for example, `é` is the single byte E9"]
      return finding
    case .control(let value, let range):
      let digits = String(value, radix: 16, uppercase: true)
      let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      var finding = Diagnostic(
        .notUTF8, at: Span(file: file.id, start: range.lowerBound, end: range.upperBound),
        "the control character \(name) cannot stand in YAML")
      finding.help = ["delete it; in double quotes it can be written as an escape"]
      return finding
    }
  }
}
