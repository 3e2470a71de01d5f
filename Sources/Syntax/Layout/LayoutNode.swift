/// A text as its layout sees it: nodes with all that stands around them. What `fmt` moves and writes anew.
package final class LayoutNode {
  package enum Content {
    case scalar(LayoutScalar)
    /// `*name`, the star included.
    case alias(String)
    case mapping([LayoutEntry])
    /// Entries without keys.
    case sequence([LayoutEntry])
  }

  package var content: Content
  /// Written with brackets or braces, and nothing in it keeps it from standing on one line.
  package var isFlow = false
  /// `&name`.
  var anchor: String?
  /// Below the last entry.
  var foot: [LayoutLine] = []

  init(_ content: Content) { self.content = content }

  /// Nothing refers to it, and no comment is below its last entry.
  package var isPlain: Bool { anchor == nil && foot.isEmpty }

  package var entries: [LayoutEntry] {
    switch content {
    case .mapping(let entries), .sequence(let entries): entries
    case .scalar, .alias: []
    }
  }
}

/// A key with its value, or an item of a list.
package final class LayoutEntry {
  /// Above it.
  var head: [LayoutLine]
  package var key: LayoutScalar?
  package let value: LayoutNode
  /// The comment behind it, on its first line or on the last one of its value.
  var remark: LayoutRemark?

  init(head: [LayoutLine], key: LayoutScalar?, value: LayoutNode, remark: LayoutRemark?) {
    self.head = head
    self.key = key
    self.value = value
    self.remark = remark
  }

  /// Whether a comment belongs to it.
  package var isCommented: Bool { remark != nil || head.contains { $0 != .blank } }

  /// Whether it holds one value and nothing else: no comment, no anchor, no alias.
  package var isBare: Bool {
    guard case .scalar = value.content else { return false }
    return !isCommented && value.isPlain
  }
}

/// A line without a node.
enum LayoutLine: Equatable {
  case blank
  /// From its `#` on.
  case comment(String)
}

/// A comment behind something, and how many columns behind the beginning of its entry it was written.
struct LayoutRemark {
  let text: String
  let column: Int
}

/// A scalar as written and as meant.
package struct LayoutScalar {
  package let style: ScalarStyle
  package private(set) var text: String
  /// The lines as written: without the indentation for block scalars, whose first line is the header; without blanks
  /// around the breaks for others.
  private(set) var lines: [String]

  /// Nothing at all, as the value of a key.
  package static let nothing = LayoutScalar(style: .plain, text: "", lines: [""])

  /// Whether nothing was written, `~` or `null`.
  package var isNull: Bool { style == .plain && ["", "~", "null"].contains(text) }

  init(style: ScalarStyle, text: String, lines: [String]) {
    self.style = style
    self.text = text
    self.lines = lines
  }

  /// Says the same in other words, in the same style. Texts of several lines are left alone.
  /// - Parameter text: must be a text that can stand where the old one stood, if that was written plainly.
  package mutating func respell(_ text: String) {
    guard lines.count == 1, text != self.text else { return }
    switch style {
    case .plain: lines = [text]
    case .singleQuoted:
      lines = ["'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"]
    case .doubleQuoted:
      guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return }
      var escaped = "\""
      for scalar in text.unicodeScalars {
        if scalar == "\"" || scalar == "\\" { escaped += "\\" }
        escaped.unicodeScalars.append(scalar)
      }
      lines = [escaped + "\""]
    case .literal, .folded: return
    }
    self.text = text
  }

  var isBlock: Bool { style == .literal || style == .folded }
  var isEmpty: Bool { lines.count == 1 && lines[0].isEmpty }
}

/// A whole text.
package struct LayoutDocument {
  /// Lines before the first key that do not belong to it: directives, the comment at the top.
  var header: [LayoutLine]
  package let root: LayoutNode
  /// Whether anchors or aliases tie parts of the text to their order.
  package let hasAnchors: Bool
}

/// Something that the layout cannot be changed around without a risk to the meaning.
package struct LayoutObstacle: Error {
  /// What it is, with its article.
  package let what: String
  /// Byte offset.
  package let offset: Int
}
