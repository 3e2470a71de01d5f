import Diagnostics

/// Reads one text again and again, each time without the blocks that were found broken.
struct YAMLReader {
  /// More mistakes than this in one run help nobody; the limit also bounds the time that a hostile text takes.
  private static let rounds = 20
  /// Offsets have 32 bits; no topology comes near.
  private static let largestFile = 1 << 30
  /// How many findings one round may give, for the same reason.
  static let findingsPerRound = 1_000

  private let file: SourceFile
  private let bag: DiagnosticBag
  /// The text without what was left out; nil while that is nothing.
  private var lines: SourceLines?
  private var blamed: Set<Int> = []
  private var poisonedServices: [PoisonedService] = []
  private var poisonedKeys: [String] = []

  init(_ file: SourceFile, into bag: DiagnosticBag) {
    self.file = file
    self.bag = bag
  }

  mutating func read() -> SyntaxTree {
    guard file.bytes.count <= Self.largestFile else {
      bag.report(
        .unreadableFile, at: .startOfFile(file.id), "cannot read the file: it is larger than 1 GiB")
      return unreadable()
    }
    let encoding = file.bytes.withUnsafeBufferPointer { EncodingReport($0) }
    if let flaw = encoding.flaw {
      bag.add(EncodingMessage(file: file).diagnostic(for: flaw))
      return unreadable()
    }
    refuseTagDirectives(from: encoding.contentStart)
    for _ in 0..<Self.rounds {
      switch attempt(encoding) {
      case .read(let tape, let remarks, let end):
        return finish(tape, remarks, documentEnd: end)
      case .broken(let findings, let isConsequence):
        if !isConsequence { for finding in findings { bag.add(finding) } }
        guard leaveOut(findings) else { return unreadable() }
      }
    }
    return unreadable()
  }

  // MARK: One round

  private enum Attempt {
    case read(Tape, [ReadRemark], documentEnd: Int)
    /// The findings; each names by its primary span the place to recover from. A consequence of what was left out
    /// before is not reported.
    case broken([Diagnostic], isConsequence: Bool = false)
  }

  private func attempt(_ encoding: EncodingReport) -> Attempt {
    let bytes = lines?.bytes ?? file.bytes
    let failure: ReadFailure?
    let tape: Tape
    let remarks: [ReadRemark]
    let documentEnd: Int
    (failure, tape, remarks, documentEnd) = bytes.withUnsafeBufferPointer { buffer in
      var builder = TapeBuilder(buffer, encoding: encoding)
      let failure = builder.read(from: encoding.contentStart)
      return (failure, builder.tape, builder.remarks, builder.documentEnd)
    }
    if let failure {
      let messages = YAMLMessages(file: file.id, source: lines ?? SourceLines(bytes))
      return .broken(messages.diagnostics(for: failure, tape), isConsequence: isConsequence(failure))
    }
    let cut = bytes.withUnsafeBufferPointer { buffer in
      var scanner = CutReferenceScanner(file: file.id, bytes: buffer, tape: tape)
      return scanner.scan()
    }
    if !cut.isEmpty { return .broken(cut) }
    if let stray = strayText(after: documentEnd, bytes) { return .broken([stray]) }
    return .read(tape, remarks, documentEnd: documentEnd)
  }

  /// Whether an alias is undefined only because its anchor was left out.
  private func isConsequence(_ failure: ReadFailure) -> Bool {
    guard lines != nil, case .undefinedAlias(let name, _) = failure else { return false }
    return file.bytes.withUnsafeBufferPointer { bytes in
      var position = 0
      while let mark = bytes.firstOffset(of: UInt8(ascii: "&"), from: position) {
        position = mark + 1
        let rest = bytes[position...]
        guard rest.starts(with: name.utf8) else { continue }
        let next = position + name.utf8.count
        if next == bytes.count || ASCII.isBlankOrBreak(bytes[next]) || ASCII.isFlowIndicator(bytes[next]) {
          return true
        }
      }
      return false
    }
  }

  /// Leaves out the blocks around some findings; false when that changes nothing any more.
  private mutating func leaveOut(_ findings: [Diagnostic]) -> Bool {
    var source = lines ?? SourceLines(file.bytes)
    var changed = false
    var gone: Range<Int> = 0..<0
    for finding in findings {
      let line = source.line(at: Int(finding.primary.span.start))
      if gone.contains(line) { continue }
      if blamed.insert(line).inserted {
        let block = BrokenBlock(around: line, in: source)
        for service in block.services { poison(service) }
        if let key = block.topLevelKey, !poisonedKeys.contains(key) { poisonedKeys.append(key) }
        if source.blank(block.lines) {
          gone = block.lines
          changed = true
          continue
        }
      }
      if source.blank(line..<line + 1) { changed = true }
    }
    lines = source
    return changed
  }

  private mutating func poison(_ service: LineKey) {
    let span = Span(file: file.id, start: service.range.lowerBound, end: service.range.upperBound)
    let poisoned = PoisonedService(name: service.name, span: span)
    if !poisonedServices.contains(poisoned) { poisonedServices.append(poisoned) }
  }

  // MARK: Around the document

  /// Takes out the lines `%TAG …` before the document: libyaml's time for them is quadratic.
  private mutating func refuseTagDirectives(from start: Int) {
    guard start < file.bytes.count else { return }
    var position = start
    var refused: [Range<Int>] = []
    file.bytes.withUnsafeBufferPointer { bytes in
      while position < bytes.count {
        let end = bytes.endOfLine(from: position)
        let first = bytes.firstNonBlank(from: position)
        let isEmpty = first >= end || ASCII.isBlankOrBreak(bytes[first])
        if bytes[position...].starts(with: "%TAG".utf8) {
          refused.append(position..<end)
        } else if !isEmpty && bytes[first] != UInt8(ascii: "#") && bytes[position] != UInt8(ascii: "%") {
          return
        }
        position = end + 1
      }
    }
    guard let first = refused.first else { return }
    bag.report(
      .yamlTag, at: Span(file: file.id, start: first.lowerBound, end: first.lowerBound + 4),
      "YAML tags are not used here: `%TAG`"
    ) { $0.help = ["delete the line"] }
    var source = SourceLines(file.bytes)
    for range in refused {
      let line = source.line(at: range.lowerBound)
      _ = source.blank(line..<line + 1)
    }
    lines = source
  }

  /// The first text behind the document.
  private func textOffset(after end: Int, _ bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      var position = end
      while position < bytes.count {
        let isLineStart = position == 0 || bytes[position - 1] == ASCII.newline
        if ASCII.isBlankOrBreak(bytes[position]) {
          position += 1
        } else if bytes[position] == UInt8(ascii: "#") {
          position = bytes.endOfLine(from: position)
        } else if isLineStart && bytes[position...].starts(with: "...".utf8) {
          position += 3
        } else {
          return position
        }
      }
      return nil
    }
  }

  private func isDocumentMark(_ offset: Int, _ bytes: [UInt8]) -> Bool {
    (offset == 0 || bytes[offset - 1] == ASCII.newline) && bytes[offset...].starts(with: "---".utf8)
  }

  /// Text that follows a document without a mark between them: libyaml ends the document before it.
  private func strayText(after end: Int, _ bytes: [UInt8]) -> Diagnostic? {
    guard let offset = textOffset(after: end, bytes), !isDocumentMark(offset, bytes) else { return nil }
    // An explicit end: what follows is another document.
    if bytes[..<end].suffix(3).elementsEqual("...".utf8) { return nil }
    let source = lines ?? SourceLines(bytes)
    var finding = Diagnostic(
      .yamlSyntax, at: span(source.word(at: offset)), "this line belongs to nothing that is above it",
      label: "the document has ended before")
    finding.help = ["begin all keys of the top level in the first column"]
    return finding
  }

  // MARK: The result

  private func span(_ range: Range<Int>) -> Span { Span(file: file.id, start: range.lowerBound, end: range.upperBound) }

  private func unreadable() -> SyntaxTree {
    SyntaxTree(file: file, tape: Tape(), poisonedServices: poisonedServices, poisonedKeys: poisonedKeys)
  }

  private func finish(_ tape: Tape, _ remarks: [ReadRemark], documentEnd: Int) -> SyntaxTree {
    let bytes = lines?.bytes ?? file.bytes
    if !remarks.isEmpty {
      let messages = RemarkMessages(file: file.id, bytes: bytes, tape: tape)
      for remark in remarks.prefix(Self.findingsPerRound) { bag.add(messages.diagnostic(for: remark)) }
    }
    let second = textOffset(after: documentEnd, bytes)
    if let second {
      let length = isDocumentMark(second, bytes) ? 3 : SourceLines(bytes).word(at: second).count
      bag.report(
        .secondDocument, at: span(second..<second + length), "only one document per file",
        label: "what follows would be ignored"
      ) { $0.help = ["put differences between environments under `environments:`"] }
    }
    var tape = tape
    if tape.nodes.first?.kind != .mapping {
      // What is left of a text after recovery may well be empty; the findings have said why.
      if lines == nil && second == nil { bag.add(notAMapping(tape)) }
      tape = Tape()
    }
    let suppressions = bytes.withUnsafeBufferPointer { buffer in
      var scanner = SuppressionScanner(file: file.id, bytes: buffer, tape: tape)
      return scanner.scan()
    }
    return SyntaxTree(
      file: file, tape: tape, poisonedServices: poisonedServices, poisonedKeys: poisonedKeys,
      suppressions: suppressions)
  }

  private func notAMapping(_ tape: Tape) -> Diagnostic {
    var place = Span.startOfFile(file.id)
    var label = ""
    if let root = tape.nodes.first, root.end > root.start {
      let source = SourceLines(file.bytes)
      let (start, end) = (Int(root.start), Int(root.end))
      place = span(start..<max(start, min(end, source.content(ofLine: source.line(at: start)).upperBound)))
      label = root.kind == .sequence ? "this is a list" : "this is a text"
    }
    var finding = Diagnostic(
      .notAMapping, at: place, "the file must be a mapping with `infracc`, `project`, `services`", label: label)
    finding.help = ["begin with `infracc: 1`, `project: NAME` and `services:`"]
    return finding
  }
}
