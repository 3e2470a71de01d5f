/// A Markdown page of headings, paragraphs, lists and tables. Text parts are Markdown; what comes from a topology goes
/// through `text` or `code`.
package struct MarkdownDocument: Sendable {
  private var blocks: [String] = []

  package init() {}

  package mutating func heading(_ text: String, level: Int = 2) {
    blocks.append(String(repeating: "#", count: level) + " " + text + "\n")
  }

  package mutating func paragraph(_ text: String) { blocks.append(text + "\n") }

  package mutating func list(_ items: [String]) { blocks.append(items.map { "- \($0)\n" }.joined()) }

  package mutating func table(_ head: [String], _ rows: [[String]]) { blocks.append(Self.table(head, rows)) }

  /// The lines of a table. Cells are Markdown; a vertical bar in one is escaped here.
  package static func table(_ head: [String], _ rows: [[String]]) -> String {
    func row(_ cells: [String]) -> String { "| " + cells.map(cell).joined(separator: " | ") + " |\n" }
    return row(head) + "|" + String(repeating: "---|", count: head.count) + "\n" + rows.map(row).joined()
  }

  package func render() -> String { blocks.joined(separator: "\n") }

  /// Plain text in which nothing is markup.
  package static func text(_ text: String) -> String {
    if text.utf8.allSatisfy(isNeverMarkup) { return text }
    var result = ""
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      // Between letters an underscore is no markup.
      case "_" where index > 0 && index + 1 < scalars.count && isWord(scalars[index - 1]) && isWord(scalars[index + 1]):
        result += "_"
      case "\\", "`", "*", "_", "[", "]", "<", ">", "#", "&", "~":
        result.unicodeScalars.append("\\")
        result.unicodeScalars.append(scalar)
      case "\n", "\r", "\t", "\0": result.unicodeScalars.append(" ")
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Text as inline code, fenced by more backticks than it holds in a row.
  package static func code(_ text: String) -> String {
    if text.utf8.first != UInt8(ascii: " "), text.utf8.allSatisfy({ $0 != UInt8(ascii: "`") && $0 >= 0x20 }) {
      return "`" + text + "`"
    }
    var longest = 0
    var current = 0
    var flat = ""
    for scalar in text.unicodeScalars {
      current = scalar == "`" ? current + 1 : 0
      longest = max(longest, current)
      let isBreak = scalar == "\n" || scalar == "\r" || scalar == "\0"
      flat.unicodeScalars.append(isBreak ? " " : scalar)
    }
    let fence = String(repeating: "`", count: longest + 1)
    // A blank inside the fence is dropped by readers where one stands on both sides.
    let pad = longest > 0 || flat.hasPrefix(" ") && flat.hasSuffix(" ") && flat.contains { $0 != " " } ? " " : ""
    return fence + pad + flat + pad + fence
  }

  private static func isNeverMarkup(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: ","),
      UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "("),
      UInt8(ascii: ")"), UInt8(ascii: "%"), UInt8(ascii: "="), UInt8(ascii: "'"), 0x80...:
      true
    default: false
    }
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
  }

  private static func cell(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "|")) else { return text }
    return text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
