import Foundation

/// The tags of a page, for what can be said of one without a browser.
struct HTMLText {
  /// A start tag with its attributes.
  struct Tag {
    let name: String
    let attributes: [(name: String, value: String)]

    subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
  }

  private static let void: Set<Substring> = ["meta", "br"]

  /// In the order of the page.
  private(set) var tags: [Tag] = []
  /// What is wrong with the nesting of tags; nil: nothing.
  private(set) var problem: String?

  init(_ text: String) {
    guard text.hasPrefix("<!doctype html>\n<html lang=\"en\">") else {
      problem = "the beginning"
      return
    }
    var open: [Substring] = []
    var rest = text[...].dropFirst("<!doctype html>\n".count)
    while let start = rest.firstIndex(of: "<") {
      rest = rest[start...]
      if let end = rest.prefixMatch(of: /<\/([a-z0-9]+)>/) {
        if open.popLast() != end.1 { problem = problem ?? "</\(end.1)>" }
        rest = rest[end.range.upperBound...]
        continue
      }
      guard let tag = rest.prefixMatch(of: /<([a-z0-9]+)((?: [a-zA-Z:-]+="[^"<>]*")*)>/) else {
        problem = problem ?? "no tag: \(rest.prefix(40))"
        return
      }
      let attributes = tag.2.matches(of: /\ ([a-zA-Z:-]+)="([^"]*)"/).map { (name: String($0.1), value: String($0.2)) }
      if Set(attributes.map(\.name)).count < attributes.count { problem = problem ?? "an attribute twice" }
      tags.append(Tag(name: String(tag.1), attributes: attributes))
      rest = rest[tag.range.upperBound...]
      if Self.void.contains(tag.1) { continue }
      // A style sheet is no markup up to its end.
      if tag.1 == "style", let end = rest.range(of: "</style>") {
        rest = rest[end.upperBound...]
        continue
      }
      open.append(tag.1)
    }
    if problem == nil, let last = open.last { problem = "<\(last)> is not closed" }
  }
}
