/// A Markdown page of headings, paragraphs, lists and tables. Text parts are Markdown; what comes from a topology goes
/// through `text` or `code`.
package struct MarkdownDocument: ~Copyable {
  private var writer = TextWriter()
  private var isEmpty = true

  package init() {}

  package mutating func heading(_ text: String, level: Int = 2) {
    beginBlock()
    writer.write(UInt8(ascii: "#"), times: level)
    writer.write(byte: UInt8(ascii: " "))
    writer.write(text)
    writer.write(byte: UInt8(ascii: "\n"))
  }

  package mutating func paragraph(_ text: String) {
    beginBlock()
    writer.write(text)
    writer.write(byte: UInt8(ascii: "\n"))
  }

  package mutating func list(_ items: [String]) {
    beginBlock()
    for item in items {
      writer.write("- ")
      writer.write(item)
      writer.write(byte: UInt8(ascii: "\n"))
    }
  }

  package mutating func table(_ head: [String], _ rows: [[String]]) {
    beginBlock()
    Self.table(head, rows, &writer)
  }

  /// Lines in a block of code.
  package mutating func block(_ lines: [String], language: String = "bash") {
    beginBlock()
    // A fence is longer than any run of backticks that begins a line of the block.
    let longest = lines.reduce(2) { max($0, $1.utf8.drop { $0 == 0x20 }.prefix { $0 == UInt8(ascii: "`") }.count) }
    writer.write(UInt8(ascii: "`"), times: longest + 1)
    writer.write(language)
    writer.write(byte: UInt8(ascii: "\n"))
    for line in lines {
      writer.write(line)
      writer.write(byte: UInt8(ascii: "\n"))
    }
    writer.write(UInt8(ascii: "`"), times: longest + 1)
    writer.write(byte: UInt8(ascii: "\n"))
  }

  private mutating func beginBlock() {
    if !isEmpty { writer.write(byte: UInt8(ascii: "\n")) }
    isEmpty = false
  }

  /// The lines of a table. Cells are Markdown; a vertical bar in one is escaped here.
  package static func table(_ head: [String], _ rows: [[String]]) -> String {
    var writer = TextWriter(capacity: 1 << 12)
    table(head, rows, &writer)
    return writer.text
  }

  private static func table(_ head: [String], _ rows: [[String]], _ writer: inout TextWriter) {
    row(head, &writer)
    writer.write(byte: UInt8(ascii: "|"))
    for _ in head { writer.write("---|") }
    writer.write(byte: UInt8(ascii: "\n"))
    for cells in rows { row(cells, &writer) }
  }

  private static func row(_ cells: [String], _ writer: inout TextWriter) {
    var separator = "| "
    for text in cells {
      writer.write(separator)
      cell(text, &writer)
      separator = " | "
    }
    if cells.isEmpty { writer.write(separator) }
    writer.write(" |\n")
  }

  package func write(to other: inout TextWriter) { writer.withBytes { other.write($0) } }

  /// The same as a text.
  package func render() -> String { writer.text }

  /// Plain text in which nothing is markup.
  package static func text(_ text: String) -> String {
    if text.allBytes(isNeverMarkup) { return text }
    var writer = TextWriter(capacity: text.utf8.count + 64)
    var text = text
    text.withUTF8 { bytes in
      for (index, byte) in bytes.enumerated() {
        switch byte {
        // Between letters an underscore is no markup.
        case UInt8(ascii: "_")
        where index > 0 && index + 1 < bytes.count && isWord(bytes[index - 1]) && isWord(bytes[index + 1]):
          writer.write(byte: byte)
        case UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "["),
          UInt8(ascii: "]"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "#"), UInt8(ascii: "&"),
          UInt8(ascii: "~"):
          writer.write(byte: UInt8(ascii: "\\"))
          writer.write(byte: byte)
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"), 0: writer.write(byte: UInt8(ascii: " "))
        default: writer.write(byte: byte)
        }
      }
    }
    return writer.text
  }

  /// Text as inline code, fenced by more backticks than it holds in a row.
  package static func code(_ text: String) -> String {
    if text.utf8.first != UInt8(ascii: " "), text.allBytes({ $0 != UInt8(ascii: "`") && $0 >= 0x20 }) {
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

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  private static func cell(_ text: String, _ writer: inout TextWriter) {
    let bar = UInt8(ascii: "|")
    guard text.hasByte(bar) else { return writer.write(text) }
    for byte in text.utf8 {
      if byte == bar { writer.write(byte: UInt8(ascii: "\\")) }
      writer.write(byte: byte)
    }
  }
}
