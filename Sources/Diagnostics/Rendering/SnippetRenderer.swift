/// The format `text`: each finding with the lines of the topology that it is about.
package enum SnippetRenderer: Renderer {
  package static let name = "text"
  package static let summary = "findings with the lines they are about, for people"
  package static let isForPeople = true

  package static func render(_ request: RenderRequest) -> String {
    if request.diagnostics.isEmpty { return "" }
    var writer = SnippetWriter(request)
    let shown = FindingSelection.first(request.limit, of: request.diagnostics)
    for diagnostic in shown { writer.write(diagnostic) }
    return writer.text + FindingSelection.summary(request, shown: shown)
  }
}

/// What a limited report shows of all findings, and its last lines.
enum FindingSelection {
  /// At most `limit` findings, in their order: errors before warnings, warnings before infos.
  static func first(_ limit: Int?, of diagnostics: [Diagnostic]) -> [Diagnostic] {
    guard let limit, diagnostics.count > limit else { return diagnostics }
    var room = limit
    var chosen: Set<Int> = []
    for severity in Severity.allCases {
      for (index, diagnostic) in diagnostics.enumerated() where room > 0 && diagnostic.severity == severity {
        chosen.insert(index)
        room -= 1
      }
    }
    return diagnostics.indices.filter(chosen.contains).map { diagnostics[$0] }
  }

  /// The rest that is not shown, and the numbers of all.
  static func summary(_ request: RenderRequest, shown: [Diagnostic]) -> String {
    let all = FindingCounts(request.diagnostics)
    let style: Decorator.Style = all.errors > 0 ? .error : all.warnings > 0 ? .warning : .info
    var text = ""
    if shown.count < request.diagnostics.count {
      var rest = all
      let printed = FindingCounts(shown)
      rest.errors -= printed.errors
      rest.warnings -= printed.warnings
      rest.infos -= printed.infos
      text += "… and \(rest.text) more, not shown\n\n"
    }
    text += request.decorator.apply(style, to: all.text)
    if all.fixable > 0, let command = request.fixCommand {
      text += " (\(all.fixable) can be fixed with \(command))"
    }
    return text + "\n"
  }
}

/// Writes reports one after the other, each followed by an empty line.
struct SnippetWriter {
  private let decorator: Decorator
  private let masking: Masking
  private var lines: SourceLines
  private(set) var text = ""
  /// Digits of the largest line number of the report being written.
  private var gutter = 1

  init(_ request: RenderRequest) {
    decorator = request.decorator
    masking = Masking(request)
    lines = SourceLines(request.sources)
  }

  /// One report alone.
  mutating func report(_ diagnostic: Diagnostic) -> String {
    text = ""
    write(diagnostic)
    return text
  }

  mutating func write(_ diagnostic: Diagnostic) {
    let head = "\(diagnostic.severity.rawValue)[\(diagnostic.code)]"
    text += decorator.apply(diagnostic.severity.style, to: head)
    text += decorator.apply(.emphasis, to: ": " + visible(diagnostic.message)) + "\n"
    writeSnippets(diagnostic)
    for note in diagnostic.notes { writeRemark("note", note) }
    if let circumstances = circumstances(of: diagnostic) { writeRemark("note", circumstances) }
    for help in diagnostic.help { writeRemark("help", help) }
    if diagnostic.help.isEmpty { for fix in diagnostic.fixes { writeRemark("help", fix.title) } }
    text += "\n"
  }

  private func visible(_ text: String) -> String {
    DisplayText.visible(masking.apply(to: text))
  }

  private func circumstances(of diagnostic: Diagnostic) -> String? {
    var parts: [String] = []
    if !diagnostic.environments.isEmpty { parts.append("in " + diagnostic.environments.joined(separator: ", ")) }
    if !diagnostic.targets.isEmpty { parts.append("for " + diagnostic.targets.joined(separator: ", ")) }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  private mutating func writeRemark(_ word: String, _ remark: String) {
    let indent = String(repeating: " ", count: gutter + 1)
    let pieces = DisplayText.visible(masking.apply(to: remark), keepingLines: true)
      .split(separator: "\n", omittingEmptySubsequences: false)
    text += indent + decorator.apply(.frame, to: "=") + " " + decorator.apply(.emphasis, to: "\(word):")
    for (index, piece) in pieces.enumerated() {
      // Further lines begin below the first word.
      text += (index == 0 ? " " : "\(indent)        ") + piece + "\n"
    }
  }

  // MARK: Source lines

  private struct Place {
    let span: Span
    let isPrimary: Bool
    let label: String
    let line: Int
  }

  private mutating func writeSnippets(_ diagnostic: Diagnostic) {
    gutter = 1
    guard let primaryFile = lines.file(of: diagnostic.primary.span) else { return }
    var files = [primaryFile]
    var places: [FileID: [Place]] = [:]
    for (index, label) in ([diagnostic.primary] + diagnostic.secondary).enumerated() {
      guard let file = lines.file(of: label.span) else { continue }
      if !files.contains(where: { $0.id == file.id }) { files.append(file) }
      let line = lines.line(at: Int(label.span.start), in: file)
      gutter = max(gutter, String(line + 1).utf8.count)
      places[file.id, default: []].append(
        Place(span: label.span, isPrimary: index == 0, label: label.text, line: line))
    }
    for file in files {
      guard let here = places[file.id] else { continue }
      let start = file.id == primaryFile.id ? diagnostic.primary.span.start : here[0].span.start
      let position = lines.position(of: Int(start), in: file)
      let arrow = file.id == primaryFile.id ? "-->" : ":::"
      text += String(repeating: " ", count: gutter) + decorator.apply(.frame, to: arrow)
      text += " \(DisplayText.visible(file.path)):\(position.line):\(position.column)\n"
      if !file.bytes.isEmpty { writeLines(here, of: file, severity: diagnostic.severity) }
    }
  }

  private mutating func writeLines(_ places: [Place], of file: SourceFile, severity: Severity) {
    text += margin("") + "\n"
    var previous: Int?
    let placesByLine = Dictionary(grouping: places, by: \.line)
    for (line, places) in placesByLine.sorted(by: { $0.key < $1.key }) {
      if let previous, line > previous + 1 { text += decorator.apply(.frame, to: "...") + "\n" }
      previous = line
      let content = lines.content(ofLine: line, in: file)
      let labels = places.map { place in
        let (range, text) = underline(place, content: content, in: file)
        return (range: range, isPrimary: place.isPrimary, text: text)
      }
      let display = DisplayLine(file, content: content, labels: labels, masking: masking)
      writeRow(margin(String(line + 1)), display.text)
      writeMarks(display.marks, severity: severity)
    }
  }

  /// What to underline on the first line of a place, and its label.
  private mutating func underline(_ place: Place, content: Range<Int>, in file: SourceFile) -> (Range<Int>, String) {
    let span = place.span
    var end = min(Int(span.end), content.upperBound)
    var label = visible(place.label)
    let lastLine = span.isEmpty ? place.line : lines.line(at: Int(span.end) - 1, in: file)
    if lastLine > place.line {
      while end > Int(span.start), file.bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
      label += (label.isEmpty ? "" : " ") + "… to line \(lastLine + 1)"
    }
    let start = min(max(Int(span.start), content.lowerBound), content.upperBound)
    return (start..<max(start, end), label)
  }

  // MARK: Marks

  private mutating func writeMarks(_ marks: [DisplayLine.Mark], severity: Severity) {
    // The label of the mark that ends last stands beside it, the others stand below, the right-most first.
    let order = marks.indices.sorted {
      let (a, b) = (marks[$0].columns, marks[$1].columns)
      return (a.upperBound, a.lowerBound, $0) < (b.upperBound, b.lowerBound, $1)
    }
    guard let last = order.last else { return }
    func styled(_ text: String, _ mark: DisplayLine.Mark) -> String {
      decorator.apply(mark.isPrimary ? severity.style : .secondary, to: text)
    }
    var row = underlines(marks, severity: severity)
    if !marks[last].text.isEmpty { row += " " + styled(marks[last].text, marks[last]) }
    writeRow(margin(""), row)

    var below = marks.indices.filter { $0 != last && !marks[$0].text.isEmpty }
      .sorted { (marks[$0].columns.lowerBound, $0) < (marks[$1].columns.lowerBound, $1) }
    while let index = below.popLast() {
      let mark = marks[index]
      var row = ""
      var column = 0
      for other in below where marks[other].columns.lowerBound < mark.columns.lowerBound {
        let start = marks[other].columns.lowerBound
        if start < column { continue }
        row += String(repeating: " ", count: start - column) + styled("|", marks[other])
        column = start + 1
      }
      row += String(repeating: " ", count: mark.columns.lowerBound - column) + styled(mark.text, mark)
      writeRow(margin(""), row)
    }
  }

  /// `---` and `^^^` in their columns; the primary mark lies above the others.
  private func underlines(_ marks: [DisplayLine.Mark], severity: Severity) -> String {
    var row = [UInt8](repeating: UInt8(ascii: " "), count: marks.map(\.columns.upperBound).max() ?? 0)
    for mark in marks where !mark.isPrimary { for column in mark.columns { row[column] = UInt8(ascii: "-") } }
    for mark in marks where mark.isPrimary { for column in mark.columns { row[column] = UInt8(ascii: "^") } }
    if !decorator.isEnabled { return String(decoding: row, as: UTF8.self) }
    var result = ""
    var start = 0
    while start < row.count {
      let end = row[start...].firstIndex { $0 != row[start] } ?? row.count
      let run = String(decoding: row[start..<end], as: UTF8.self)
      switch row[start] {
      case UInt8(ascii: "^"): result += decorator.apply(severity.style, to: run)
      case UInt8(ascii: "-"): result += decorator.apply(.secondary, to: run)
      default: result += run
      }
      start = end
    }
    return result
  }

  /// The line number, or the blanks below it, and the rule.
  private func margin(_ number: String) -> String {
    let blanks = String(repeating: " ", count: gutter - number.utf8.count)
    return decorator.apply(.frame, to: "\(blanks)\(number) |")
  }

  private mutating func writeRow(_ margin: String, _ row: String) {
    let end = row.utf8.lastIndex { $0 != UInt8(ascii: " ") }.map { row.utf8.index(after: $0) } ?? row.startIndex
    text += end == row.startIndex ? margin + "\n" : "\(margin) \(row[..<end])\n"
  }
}
