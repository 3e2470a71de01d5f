import Diagnostics

extension YAMLMessages {
  /// The finding for a complaint of libyaml 0.2.5 that is not about a reference.
  func diagnostic(for complaint: Complaint) -> Diagnostic {
    if let tab = tabIndentation(complaint) { return tab }
    if let quote = unclosedQuote(complaint) { return quote }
    let place = source.word(at: complaint.at)
    switch complaint.problem {
    case "did not find expected ',' or '}'", "did not find expected ',' or ']'":
      return missingComma(complaint)
    case "did not find expected key", "did not find expected '-' indicator":
      return unexpectedLine(complaint)
    case "mapping values are not allowed in this context":
      return misplacedColon(complaint)
    case "could not find expected ':'":
      return missingColon(complaint)
    case "found character that cannot start any token":
      return reservedCharacter(complaint)
    case "did not find expected node content":
      let isUnclosed = complaint.at >= source.bytes.count && complaint.context.contains("flow")
      return isUnclosed ? missingComma(complaint) : syntax(place, "a value is missing here")
    case "block sequence entries are not allowed in this context":
      return syntax(
        place, "a list item cannot begin here", help: "put each `- ` on a line of its own, below its key")
    case "mapping keys are not allowed in this context":
      return syntax(place, "a `? ` key cannot begin here")
    case "found undefined tag handle", "did not find expected tag URI", "did not find expected '!'",
      "did not find the expected '>'":
      return tag(complaint)
    case "found unknown escape character", "did not find expected hexdecimal number",
      "found invalid Unicode character escape code":
      return unknownEscape(complaint)
    case "found unexpected ':'":
      return syntax(complaint.at..<complaint.at + 1, "`:` needs a blank behind it here")
    default:
      return other(complaint)
    }
  }

  /// Complaints that are told apart by what libyaml was about to read.
  private func other(_ complaint: Complaint) -> Diagnostic {
    let place = source.word(at: complaint.at)
    switch complaint.context {
    case "while scanning an alias", "while scanning an anchor":
      return indicatorAsText(complaint)
    case "while scanning a tag", "while parsing a tag":
      return tag(complaint)
    case "while scanning a block scalar":
      return syntax(
        place, "only `+`, `-` or a digit may follow `|` and `>`", help: "begin the text on the next line")
    case "while scanning a directive", "while scanning a %YAML directive", "while scanning a %TAG directive":
      return directive(complaint)
    default:
      if source.has("%", at: complaint.at) { return directive(complaint) }
      var finding = syntax(place, "YAML cannot be read further here")
      finding.notes = ["libyaml says: \(complaint.problem)"]
      return finding
    }
  }

  // MARK: Tabs

  private func tabIndentation(_ complaint: Complaint) -> Diagnostic? {
    let line = source.line(at: complaint.at)
    guard let tabs = source.leadingTabs(ofLine: line) else {
      guard source.has("\t", at: complaint.at) else { return nil }
      let place = complaint.at..<complaint.at + 1
      var finding = Diagnostic(.tabIndentation, at: span(place), "a tab cannot stand here in YAML")
      finding.fixes = [FixIt("replace the tab by a blank", .safe, [.init(span(place), " ")])]
      return finding
    }
    var finding = Diagnostic(.tabIndentation, at: span(tabs), "a tab cannot indent YAML", label: "made of tabs")
    finding.notes = ["editors show a tab in different widths, so YAML could not tell what belongs together"]
    let width = tabWidth(line)
    finding.help = ["indent with blanks, here \(width)"]
    let first = tabCount(line)
    var edits: [FixIt.Edit] = []
    for other in line..<max(line + 1, BrokenBlock(around: line, in: source).lines.upperBound)
    where source.leadingTabs(ofLine: other) != nil {
      let blanks = max(0, width + 2 * (tabCount(other) - first))
      let range = source.start(ofLine: other)..<source.firstNonBlank(ofLine: other)
      edits.append(.init(span(range), String(repeating: " ", count: blanks)))
    }
    finding.fixes = [FixIt("indent with blanks", .safe, edits)]
    return finding
  }

  private func tabCount(_ line: Int) -> Int {
    source.bytes[source.start(ofLine: line)..<source.firstNonBlank(ofLine: line)].count { $0 == 0x09 }
  }

  /// The indentation that a line with tabs evidently was to have: that of the line above, or one level more when
  /// that line is a key without a value.
  private func tabWidth(_ line: Int) -> Int {
    guard let above = source.structuralLine(above: line), let indentation = source.indentation(ofLine: above) else {
      return 0
    }
    guard let key = source.key(ofLine: above) else { return indentation }
    let value = source.skipBlanks(from: key.colon + 1)
    let isOpen = value >= source.content(ofLine: above).upperBound || source.bytes[value] == UInt8(ascii: "#")
    return indentation + (isOpen ? 2 : 0)
  }

  // MARK: Quotes and brackets

  private func unclosedQuote(_ complaint: Complaint) -> Diagnostic? {
    let isQuote = complaint.context.contains("quoted scalar")
    if isQuote, complaint.problem.hasPrefix("found unexpected") { return unclosedQuote(at: complaint.from) }
    // The quote may have been closed by the opening one of a later value; then lines that look like keys lie between.
    if isQuote, swallowsKeys(complaint.from..<complaint.at) { return unclosedQuote(at: complaint.from) }
    guard let node = complaint.lastNode, node.style == .singleQuoted || node.style == .doubleQuoted,
      swallowsKeys(Int(node.start)..<Int(node.end))
    else { return nil }
    return unclosedQuote(at: Int(node.start))
  }

  private func unclosedQuote(at offset: Int) -> Diagnostic {
    syntax(
      offset..<offset + 1, "this quoted text is never closed", label: "opened here",
      help: "close it with the same quote, on this line if the text is to end there")
  }

  /// Whether lines of a quoted text after its first begin with a key.
  private func swallowsKeys(_ range: Range<Int>) -> Bool {
    let (first, last) = (source.line(at: range.lowerBound), source.line(at: range.upperBound))
    guard first < last else { return false }
    return (first + 1...last).contains { line in
      source.key(ofLine: line).map { $0.colon < range.upperBound && !ASCII.isQuote(source.bytes[$0.range.lowerBound]) }
        == true
    }
  }

  private func missingComma(_ complaint: Complaint) -> Diagnostic {
    let bracket = source.has("[", at: complaint.from) ? "[" : "{"
    let closing = bracket == "[" ? "]" : "}"
    let opening = complaint.from..<min(complaint.from + 1, source.bytes.count)
    let (first, last) = (source.line(at: complaint.from), source.line(at: complaint.at))
    let startsKey =
      last > first && source.key(ofLine: last) != nil
      && (source.indentation(ofLine: last) ?? 0) <= source.firstNonBlank(ofLine: first) - source.start(ofLine: first)
    if complaint.at >= source.bytes.count || startsKey {
      var finding = syntax(opening, "this `\(bracket)` is never closed", label: "opened here")
      if complaint.at < source.bytes.count {
        finding.secondary = [.init(span(firstLine(source.word(at: complaint.at))), "read up to here")]
      }
      finding.help = ["close it with `\(closing)`"]
      return finding
    }
    var finding = syntax(source.word(at: complaint.at), "`,` or `\(closing)` is missing before this")
    finding.secondary = [.init(span(opening), "opened here")]
    finding.help = ["quote the value, if this is part of it"]
    return finding
  }

  // MARK: Lines that do not fit

  private func unexpectedLine(_ complaint: Complaint) -> Diagnostic {
    let line = source.line(at: complaint.at)
    guard source.firstNonBlank(ofLine: line) == complaint.at else { return textBehindValue(complaint) }
    let place = source.key(ofLine: line)?.range ?? source.word(at: complaint.at)
    let name = quoted(place, otherwise: "this line")
    let own = complaint.at - source.start(ofLine: line)
    let levels = self.levels(above: line)
    guard let nearest = levels.min(by: { abs($0.indentation - own) < abs($1.indentation - own) }) else {
      return syntax(place, "a key with `:` is expected here")
    }
    if nearest.indentation == own {
      let isItem = complaint.problem.contains("'-'")
      return syntax(
        place, isItem ? "\(name) stands in a list but does not begin with `- `" : "\(name) cannot stand among keys",
        help: isItem ? "begin it with `- `, or indent it as its key is" : "keys and list items cannot be mixed")
    }
    var finding = syntax(place, "\(name) is not lined up with the lines around it", label: "indented by \(own)")
    func show(_ level: Level) -> String {
      let key = source.key(ofLine: level.line)?.range ?? firstLine(source.word(at: level.start))
      finding.secondary = [.init(span(key), "indented by \(level.indentation)")]
      return quoted(key, otherwise: "that line")
    }
    // A line above left the block that goes on here.
    if let stray = levels.first(where: { $0.indentation < own }),
      let sibling = sibling(above: stray.line, indentedBy: own)
    {
      let other = show(stray)
      finding.help = [
        "indent \(other) and what is below it by \(own), if it belongs beside"
          + " \(quoted(sibling, otherwise: "the lines above")) and \(name)"
      ]
      return finding
    }
    finding.help = ["indent it by \(nearest.indentation), if it belongs beside \(show(nearest))"]
    return finding
  }

  /// The key of the block above a line that is indented like another line below it.
  private func sibling(above line: Int, indentedBy indentation: Int) -> Range<Int>? {
    var next = source.structuralLine(above: line)
    while let above = next, let found = source.indentation(ofLine: above), found >= indentation {
      if found == indentation { return source.key(ofLine: above)?.range }
      next = source.structuralLine(above: above)
    }
    return nil
  }

  private struct Level {
    let line: Int
    let indentation: Int
    let start: Int
  }

  /// The indentations that are open above a line, the innermost first.
  private func levels(above line: Int) -> [Level] {
    var found: [Level] = []
    var next = source.structuralLine(above: line)
    while let above = next, let indentation = source.indentation(ofLine: above) {
      if indentation < found.last?.indentation ?? Int.max {
        found.append(Level(line: above, indentation: indentation, start: source.firstNonBlank(ofLine: above)))
      }
      next = indentation == 0 ? nil : source.structuralLine(above: above)
    }
    return found
  }

  private func textBehindValue(_ complaint: Complaint) -> Diagnostic {
    let line = source.line(at: complaint.at)
    let place = complaint.at..<max(complaint.at + 1, source.content(ofLine: line).upperBound)
    guard let node = complaint.lastNode, node.end <= complaint.at, source.line(at: Int(node.end)) == line else {
      return syntax(source.word(at: complaint.at), "YAML expects a key here")
    }
    var finding = syntax(
      place, "nothing may follow a closed value on its line", help: "put the whole value in quotes")
    finding.secondary = [.init(span(firstLine(Int(node.start)..<Int(node.end))), "the value ends here")]
    return finding
  }

  // MARK: Colons

  private func misplacedColon(_ complaint: Complaint) -> Diagnostic {
    let line = source.line(at: complaint.at)
    let colon = complaint.at..<min(complaint.at + 1, source.bytes.count)
    if let key = source.key(ofLine: line), key.colon < complaint.at {
      return syntax(
        colon, "a value that holds `: ` must be quoted", label: "reads like a second key",
        help: "put the whole value behind \(quoted(key.range, otherwise: "the key")) in quotes")
    }
    let above = source.structuralLine(above: line)
    guard let key = source.key(ofLine: line), let owner = above.flatMap({ source.key(ofLine: $0) }) else {
      return above.flatMap { incompleteKey(ofLine: $0, before: colon) }
        ?? syntax(colon, "a `: ` cannot stand here", help: "put the value in quotes")
    }
    var finding = syntax(
      key.range, "\(quoted(key.range, otherwise: "this key")) stands below a key that already has a value",
      help: "line it up with \(quoted(owner.range, otherwise: "that key")), or delete that value")
    finding.secondary = [.init(span(owner.range), "this key has a value")]
    return finding
  }

  /// A line that was meant as a key, `api` or `type:fastapi`: YAML reads it as the beginning of a text, and complains
  /// only about the colon of the next line.
  private func incompleteKey(ofLine line: Int, before colon: Range<Int>) -> Diagnostic? {
    let bytes = source.bytes
    let start = source.firstNonBlank(ofLine: line)
    var end = start
    while end < source.content(ofLine: line).upperBound, !ASCII.isBlank(bytes[end]) { end += 1 }
    let rest = end..<source.content(ofLine: line).upperBound
    let isAlone = rest.first { !ASCII.isBlank(bytes[$0]) }.map { bytes[$0] == UInt8(ascii: "#") } ?? true
    let isWord = bytes[start..<end].allSatisfy { byte in
      (48...57).contains(byte) || (97...122).contains(byte | 0x20) || "_-./:".utf8.contains(byte)
    }
    guard isAlone, isWord, start < end, end - start <= 40, bytes[start] != UInt8(ascii: "-") else {
      return nil
    }
    var finding: Diagnostic
    let place: Int
    let mark: String
    if let inner = bytes[start..<end].firstIndex(of: UInt8(ascii: ":")) {
      guard inner > start, inner + 1 < end, bytes[inner + 1] != UInt8(ascii: "/") else { return nil }
      (place, mark) = (inner + 1, " ")
      finding = syntax(
        start..<end, "a blank is missing behind `\(source.text(start..<(inner + 1)))`",
        label: "without it this is a text, not a key",
        help: "write `\(source.text(start..<(inner + 1))) \(source.text((inner + 1)..<end))`")
    } else {
      (place, mark) = (end, ":")
      finding = syntax(
        start..<end, "a `:` is missing behind `\(source.text(start..<end))`",
        label: "without it this is a text, not a key",
        help: "write `\(source.text(start..<end)):`")
    }
    finding.secondary = [.init(span(colon), "YAML notices only here")]
    finding.fixes = [
      FixIt(mark == ":" ? "write the `:`" : "write the blank", .unsafe, [.init(span(place..<place), mark)])
    ]
    return finding
  }

  private func missingColon(_ complaint: Complaint) -> Diagnostic {
    let line = source.line(at: complaint.from)
    let place = complaint.from..<max(complaint.from + 1, source.content(ofLine: line).upperBound)
    return syntax(
      place.clamped(to: 0..<source.bytes.count), "this line is neither a key with `:` nor a list item",
      help: "write `key: value`, with a blank behind the colon")
  }

  // MARK: Characters

  private func reservedCharacter(_ complaint: Complaint) -> Diagnostic {
    let place = complaint.at..<min(complaint.at + 1, source.bytes.count)
    return syntax(
      place, "a value cannot begin with \(quoted(place, otherwise: "this character"))",
      help: "put the value in quotes")
  }

  private func indicatorAsText(_ complaint: Complaint) -> Diagnostic {
    let line = source.line(at: complaint.from)
    let place = complaint.from..<max(complaint.from + 1, source.content(ofLine: line).upperBound)
    let isAlias = complaint.context.hasSuffix("alias")
    return syntax(
      place.clamped(to: 0..<source.bytes.count),
      isAlias ? "a value that begins with `*` must be quoted" : "a value that begins with `&` must be quoted",
      label: isAlias ? "YAML reads an alias" : "YAML reads an anchor", help: "put the value in quotes")
  }

  private func unknownEscape(_ complaint: Complaint) -> Diagnostic {
    // Of an escape with digits libyaml names the digits.
    let isLetter = complaint.problem == "found unknown escape character"
    let from = isLetter ? complaint.at : complaint.at - 1
    let start = stride(from: from, through: complaint.from, by: -1).first { source.has("\\", at: $0) } ?? complaint.at
    let place = start..<min(source.bytes.count, start + 2)
    let letter = quoted(characterEnd(place), otherwise: "this")
    return syntax(
      characterEnd(place), "\(letter) is no escape that double quotes know",
      help: "write `\\\\` for a backslash, or use single quotes, which know no escapes")
  }

  /// Lengthens a range to the end of its last character.
  private func characterEnd(_ range: Range<Int>) -> Range<Int> {
    var end = range.upperBound
    while end < source.bytes.count, source.bytes[end] & 0xC0 == 0x80 { end += 1 }
    return range.lowerBound..<end
  }

  private func tag(_ complaint: Complaint) -> Diagnostic {
    let start = source.has("!", at: complaint.from) ? complaint.from : complaint.at
    let place = source.word(at: start)
    return Diagnostic(
      .yamlTag, at: span(place), "YAML tags are not used here: \(quoted(place, otherwise: "a long one"))")
  }

  private func directive(_ complaint: Complaint) -> Diagnostic {
    let line = source.line(at: complaint.at)
    let place = source.firstNonBlank(ofLine: line)..<source.content(ofLine: line).upperBound
    return syntax(place, "YAML directives are not used here", help: "delete the line")
  }
}
