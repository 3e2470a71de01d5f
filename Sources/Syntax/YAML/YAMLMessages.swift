import Diagnostics

/// Says in the user's words why a text could not be read, and where: libyaml speaks of tokens and of its own state.
struct YAMLMessages {
  let file: FileID
  let source: SourceLines
  let references: ReferenceMessages

  init(file: FileID, source: SourceLines) {
    self.file = file
    self.source = source
    self.references = ReferenceMessages(file: file, source: source)
  }

  /// One finding, or several of one kind when a whole collection is left out. The first line of each primary span is
  /// the place to recover from.
  func diagnostics(for failure: ReadFailure, _ tape: Tape) -> [Diagnostic] {
    switch failure {
    case .syntax(let problem, let at, let context, let from, let lastNode):
      var complaint = Complaint(problem: problem, at: at, context: context, from: from, lastNode: lastNode)
      // At the end of the text libyaml does not say which bracket is open.
      if at >= source.bytes.count, context.contains("flow"),
        let bracket = tape.nodes.last(where: { $0.flags.contains(.flow) && $0.first == 0 })
      {
        complaint.from = Int(bracket.start)
      }
      let mistakes = referenceMistakes(complaint)
      return mistakes.isEmpty ? [diagnostic(for: complaint)] : mistakes
    case .tooDeep(let at):
      return [syntax(source.word(at: at), "nested more than \(ReadLimits.depth) levels deep")]
    case .undefinedAlias(let name, let range):
      var finding = syntax(range, "no anchor \(limited("&" + name)) stands above this alias")
      finding.help = ["quote the value, if the `*` is part of a text"]
      return [finding]
    case .cyclicAlias(let range, let target):
      var finding = Diagnostic(.aliasExpansion, at: span(range), "this alias refers to itself")
      finding.help = ["delete it, or write out what is meant: here it would stand within itself without an end"]
      let node = tape.nodes[target]
      let start = Int(node.start)
      let place = start..<source.content(ofLine: source.line(at: start)).upperBound
      finding.secondary = [.init(span(place), "it lies within its own anchor")]
      return [finding]
    case .expandingAlias(let range):
      var finding = Diagnostic(.aliasExpansion, at: span(range), "this alias expands to more than 10 000 nodes")
      finding.help = ["let services share with `extends`"]
      return [finding]
    }
  }

  // MARK: Words used by all messages

  func span(_ range: Range<Int>) -> Span { Span(file: file, start: range.lowerBound, end: range.upperBound) }

  func syntax(_ range: Range<Int>, _ message: String, label: String = "", help: String? = nil) -> Diagnostic {
    var finding = Diagnostic(.yamlSyntax, at: span(range), message, label: label)
    if let help { finding.help = [help] }
    return finding
  }

  /// A part of the text in backticks, unless it is too long to be part of a message.
  func quoted(_ range: Range<Int>, otherwise: String) -> String {
    guard range.count <= 40, !range.isEmpty else { return otherwise }
    let text = source.text(range)
    return text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "`") }) ? otherwise : "`\(text)`"
  }

  private func limited(_ text: String) -> String {
    text.utf8.count <= 40 ? "`\(text)`" : "`\(text.prefix(20))…`"
  }

  /// The part of a range that lies on its first line.
  func firstLine(_ range: Range<Int>) -> Range<Int> {
    let end = source.content(ofLine: source.line(at: range.lowerBound)).upperBound
    return range.lowerBound..<max(range.lowerBound, min(range.upperBound, end))
  }

  // MARK: References

  private func referenceMistakes(_ complaint: Complaint) -> [Diagnostic] {
    guard complaint.problem.hasPrefix("did not find expected") || complaint.problem.hasPrefix("mapping values") else {
      return []
    }
    let inFlow = complaint.context.contains("flow")
    let braces = references.braces(at: complaint.at, inFlow: inFlow)
    if !braces.isEmpty { return braces }
    return references.cut(before: complaint.at, inFlow: inFlow).map { [$0] } ?? []
  }
}

/// What libyaml said: its problem and context with their byte offsets, and the last node read before.
struct Complaint {
  let problem: String
  let at: Int
  let context: String
  var from: Int
  let lastNode: TapeNode?
}
