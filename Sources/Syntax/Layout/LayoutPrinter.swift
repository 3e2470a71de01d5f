import Diagnostics

extension LayoutDocument {
  /// The text in the canonical layout: two blanks a level, lists below their key one level deeper, one blank around what
  /// stands in braces, at most one blank line, two blanks before a comment or the column that it had.
  package var text: String {
    var printer = LayoutPrinter()
    printer.write(self)
    return printer.lines.map { $0 + "\n" }.joined()
  }
}

private struct LayoutPrinter {
  private static let width = 100
  private static let step = 2
  /// Further right a list that is too long for its line gets lines of its own.
  private static let lastHangingColumn = 40

  private(set) var lines: [String] = []

  mutating func write(_ document: LayoutDocument) {
    writeLines(document.header, indent: 0)
    write(entries: document.root, indent: 0)
    writeLines(document.root.foot, indent: 0)
  }

  private mutating func writeLines(_ found: [LayoutLine], indent: Int) {
    for line in found {
      switch line {
      case .blank: if let last = lines.last, !last.isEmpty { lines.append("") }
      case .comment(let text): lines.append(Self.blanks(indent) + text)
      }
    }
  }

  /// The entries of a collection on lines of their own, without its foot.
  private mutating func write(entries node: LayoutNode, indent: Int) {
    let start = lines.count
    for (index, entry) in node.entries.enumerated() {
      // Nothing is parted by a blank line at the beginning of a collection.
      let head = index == 0 ? Array(entry.head.drop { $0 == .blank }) : entry.head
      writeLines(head, indent: indent)
      if let key = entry.key {
        write(entry, prefix: Self.blanks(indent) + key.lines[0] + ":", indent: indent)
      } else {
        writeItem(entry, indent: indent)
      }
    }
    if start == 0, lines.first == "" { lines.removeFirst() }
  }

  private mutating func writeItem(_ entry: LayoutEntry, indent: Int) {
    let node = entry.value
    guard case .mapping = node.content, !node.entries.isEmpty, node.anchor == nil, entry.remark == nil,
      !fits(node, behind: indent + Self.step)
    else { return write(entry, prefix: Self.blanks(indent) + "-", indent: indent) }
    // The first key of a mapping stands behind the dash.
    writeLines(node.entries[0].head.filter { $0 != .blank }, indent: indent)
    node.entries[0].head = []
    let start = lines.count
    write(entries: node, indent: indent + Self.step)
    lines[start] = Self.blanks(indent) + "- " + lines[start].dropFirst(indent + Self.step)
    writeLines(node.foot, indent: indent + Self.step)
  }

  /// `prefix` is what stands on the line already: the key or the dash.
  private mutating func write(_ entry: LayoutEntry, prefix: String, indent: Int) {
    let node = entry.value
    let prefix = node.anchor.map { prefix + " " + $0 } ?? prefix
    switch node.content {
    case .alias(let name): lines.append(remarked(prefix + " " + name, entry.remark, indent))
    case .scalar(let scalar): write(scalar, prefix, entry.remark, indent: indent)
    case .mapping(let entries), .sequence(let entries):
      if entries.isEmpty || fits(node, behind: DisplayText.width(of: prefix) + 1) {
        lines.append(remarked(prefix + " " + flow(node, isInside: false), entry.remark, indent))
      } else if let filled = filled(node, prefix) {
        lines += filled.dropLast() + [remarked(filled[filled.count - 1], entry.remark, indent)]
      } else {
        lines.append(remarked(prefix, entry.remark, indent))
        write(entries: node, indent: indent + Self.step)
        writeLines(node.foot, indent: indent + Self.step)
      }
    }
  }

  private mutating func write(_ scalar: LayoutScalar, _ prefix: String, _ remark: LayoutRemark?, indent: Int) {
    if scalar.isEmpty { return lines.append(remarked(prefix, remark, indent)) }
    let first = prefix + " " + scalar.lines[0]
    if scalar.isBlock || scalar.lines.count == 1 {
      lines.append(remarked(first, remark, indent))
    } else {
      lines.append(first)
    }
    for line in scalar.lines.dropFirst() {
      lines.append(line.isEmpty ? "" : Self.blanks(indent + Self.step) + line)
    }
    if !scalar.isBlock, scalar.lines.count > 1 { lines.append(remarked(lines.removeLast(), remark, indent)) }
  }

  private func remarked(_ line: String, _ remark: LayoutRemark?, _ indent: Int) -> String {
    guard let remark else { return line }
    let width = DisplayText.width(of: line)
    return line + Self.blanks(max(2, indent + remark.column - width)) + remark.text
  }

  private static func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

  // MARK: On one line

  private func fits(_ node: LayoutNode, behind column: Int) -> Bool {
    node.isFlow && column + DisplayText.width(of: flow(node, isInside: false)) <= Self.width
  }

  /// - Parameter isInside: false for a collection whose anchor is written already.
  private func flow(_ node: LayoutNode, isInside: Bool = true) -> String {
    let anchor = isInside ? node.anchor.map { $0 + " " } ?? "" : ""
    switch node.content {
    case .alias(let name): return name
    case .scalar(let scalar): return anchor + scalar.lines[0]
    case .sequence(let entries): return anchor + "[" + entries.map { flow($0.value) }.joined(separator: ", ") + "]"
    case .mapping(let entries):
      if entries.isEmpty { return anchor + "{}" }
      let parts = entries.map { entry in
        let value = flow(entry.value)
        return (entry.key?.lines[0] ?? "") + ": " + (value.isEmpty ? "null" : value)
      }
      return anchor + "{ " + parts.joined(separator: ", ") + " }"
    }
  }

  /// A list of single values that is too long for a line: as many on each as fit, below each other.
  private func filled(_ node: LayoutNode, _ prefix: String) -> [String]? {
    guard node.isFlow, case .sequence(let entries) = node.content,
      entries.allSatisfy({ entry in
        if case .scalar = entry.value.content { true } else { false }
      })
    else { return nil }
    var line = prefix + " ["
    let column = DisplayText.width(of: line)
    guard column <= Self.lastHangingColumn else { return nil }
    var result: [String] = []
    for (index, entry) in entries.enumerated() {
      let item = flow(entry.value) + (index + 1 < entries.count ? "," : "]")
      let isFirst = line.hasSuffix("[") || line.allSatisfy { $0 == " " }
      if !isFirst, DisplayText.width(of: line) + 1 + DisplayText.width(of: item) > Self.width {
        result.append(line)
        line = Self.blanks(column) + item
      } else {
        line += (isFirst ? "" : " ") + item
      }
    }
    return result + [line]
  }
}
