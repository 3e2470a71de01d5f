extension Markup.Node: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self = .text(value) }
}

/// The parts that a page is made of.
extension Markup.Node {
  /// Attributes of an element.
  typealias Attributes = [(StaticString, String)]

  static func tag(_ name: StaticString, _ attributes: Attributes, _ children: [Markup.Node] = []) -> Markup.Node {
    .element(Markup(name, attributes, children))
  }

  static func tag(_ name: StaticString, _ children: [Markup.Node] = []) -> Markup.Node {
    .element(Markup(name, [], children))
  }

  /// A class, or none.
  private static func style(_ style: String) -> Attributes {
    if style.isEmpty { return [] }
    return [("class", style)]
  }

  static func code(_ text: String) -> Markup.Node { tag("code", [.text(text)]) }

  static func soft(_ text: String) -> Markup.Node { tag("span", [("class", "soft")], [.text(text)]) }

  static func card(_ children: [Markup.Node]) -> Markup.Node { tag("div", [("class", "card")], children) }

  static func div(_ style: String, _ children: [Markup.Node]) -> Markup.Node {
    tag("div", self.style(style), children)
  }

  /// A word in a frame: `secret`.
  static func label(_ text: String, _ style: String = "") -> Markup.Node {
    tag("span", self.style(style.isEmpty ? "tag" : "tag " + style), [.text(text)])
  }

  /// A cell with a class, or without one.
  static func cell(_ children: [Markup.Node], _ style: String = "") -> Markup.Node {
    tag("td", self.style(style), children)
  }

  /// The head of a row.
  static func name(_ children: [Markup.Node]) -> Markup.Node { tag("th", [("scope", "row")], children) }

  /// A part of a bar, or a spot of its color in a legend.
  static func spot(_ name: StaticString, _ style: String, width: String? = nil) -> Markup.Node {
    var attributes = self.style(style)
    if let width { attributes.append(("style", "width:" + width)) }
    return tag(name, attributes, [])
  }

  /// A picture in words.
  static func image(_ style: String, _ words: String, _ children: [Markup.Node]) -> Markup.Node {
    let attributes: Attributes = [("role", "img"), ("aria-label", words)]
    return tag("div", self.style(style) + attributes, children)
  }

  /// A place to go to on the page.
  static func link(to id: String, _ name: String) -> Markup.Node {
    let attributes: Attributes = [("href", "#" + id)]
    return tag("a", attributes, [.text(name)])
  }

  /// A text in which backticks enclose code.
  static func prose(_ text: String) -> [Markup.Node] {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    // One that is alone encloses nothing.
    guard parts.count % 2 == 1 else { return [.text(text)] }
    return parts.enumerated().filter { !$0.element.isEmpty }.map { index, part in
      index % 2 == 1 ? .code(String(part)) : .text(String(part))
    }
  }

  /// Nodes one after the other, with a text between them.
  static func joined(_ parts: [[Markup.Node]], by separator: String) -> [Markup.Node] {
    var nodes: [Markup.Node] = []
    for part in parts {
      if !nodes.isEmpty { nodes.append(.text(separator)) }
      nodes += part
    }
    return nodes
  }

  /// The heads of columns.
  static func heads(_ titles: [(title: String, style: String)]) -> Markup.Node {
    tag(
      "thead",
      [
        tag(
          "tr",
          titles.map { title, style in
            let scope: Attributes = [("scope", "col")]
            return tag("th", scope + self.style(style), [.text(title)])
          })
      ])
  }

  /// A table, which scrolls by itself where it is too wide.
  static func table(_ titles: [(title: String, style: String)], _ rows: [Markup.Node], foot: [Markup.Node] = [])
    -> Markup.Node
  {
    let foot = foot.isEmpty ? [] : [tag("tfoot", foot)]
    return div("scroll", [tag("table", [heads(titles), tag("tbody", rows)] + foot)])
  }

  static func row(_ cells: [Markup.Node], _ style: String = "") -> Markup.Node {
    tag("tr", self.style(style), cells)
  }
}
