/// A tree of elements, as XML or HTML. Texts and values of attributes escape themselves; there is no text with holes.
package struct Markup: Sendable {
  package enum Node: Sendable {
    case element(Markup)
    case text(String)
    /// A style sheet, which is part of the program.
    case style(StaticString)
  }

  package let name: StaticString
  package let attributes: [(name: StaticString, value: String)]
  package var children: [Node]

  /// - Parameters:
  ///   - name: of the element.
  ///   - attributes: in this order.
  package init(_ name: StaticString, _ attributes: [(StaticString, String)] = [], _ children: [Node] = []) {
    self.name = name
    self.attributes = attributes.map { (name: $0.0, value: $0.1) }
    self.children = children
  }

  /// An element with further contents.
  package init(_ other: Markup, _ added: [Node]) {
    self = other
    children += added
  }

  /// An element that holds one text.
  package init(_ name: StaticString, _ attributes: [(StaticString, String)] = [], text: String) {
    self.init(name, attributes, [.text(text)])
  }

  /// The two languages.
  package enum Language: Sendable {
    case xml
    /// Elements without contents have no end tag, and style sheets are read as they stand.
    case html
  }

  /// Elements of HTML that have no end tag.
  private static let void: Set<String> = ["meta", "br", "link", "img", "hr", "input", "col", "wbr"]

  /// Writes the element.
  /// - Parameter shown: gives what may be shown of a text.
  package func write(as language: Language, to text: inout String, shown: (String) -> String = { $0 }) {
    text += "<\(name)"
    for attribute in attributes {
      text += " \(attribute.name)=\""
      Self.escape(shown(attribute.value), to: &text)
      text += "\""
    }
    if language == .html, Self.void.contains("\(name)") {
      text += ">"
      return
    }
    if language == .xml, children.isEmpty {
      text += "/>"
      return
    }
    text += ">"
    for child in children {
      switch child {
      case .element(let element): element.write(as: language, to: &text, shown: shown)
      case .text(let content): Self.escape(shown(content), to: &text)
      case .style(let sheet):
        // A style sheet of HTML ends at its end tag alone; one of XML is text.
        if language == .html { text += "\(sheet)" } else { Self.escape("\(sheet)", to: &text) }
      }
    }
    text += "</\(name)>"
  }

  /// A text that is nothing but text, in an element and between double quotes.
  private static func escape(_ content: String, to text: inout String) {
    for scalar in visible(content, keepingBreaks: true).unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }

  /// A text without characters that act or that no document may hold: control characters, marks that turn the direction
  /// of writing, and non-characters become U+FFFD, breaks a space.
  static func visible(_ text: String, keepingBreaks: Bool = false) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A where keepingBreaks: result.append(scalar)
      case 0x09, 0x0A, 0x0D: result.append(" ")
      case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFDD0...0xFDEF, 0xFEFF,
        0xFFF9...0xFFFB:
        result.append("\u{FFFD}")
      case let value where value & 0xFFFE == 0xFFFE: result.append("\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
