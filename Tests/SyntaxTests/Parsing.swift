import Diagnostics
import Foundation
import Syntax

/// What reading one text gave.
struct Parsed {
  let tree: SyntaxTree
  let findings: [Diagnostic]
  let bytes: [UInt8]

  var codes: [String] { findings.map(\.code) }

  /// Code and marked text of each finding.
  var places: [String] { findings.map { "\($0.code) \(slice($0.primary.span))" } }

  /// The source text at a span.
  func slice(_ span: Span) -> String { String(decoding: bytes[span.range], as: UTF8.self) }

  /// The node that a path of keys leads to.
  func node(_ path: String...) -> SyntaxNode? {
    path.reduce(tree.root) { node, key in node?[key] }
  }

  /// All nodes, aliases not followed twice.
  var nodes: [SyntaxNode] {
    var found: [SyntaxNode] = []
    var seen: Set<Int32> = []
    func visit(_ node: SyntaxNode) {
      guard seen.insert(node.identity).inserted else { return }
      found.append(node)
      for item in node.items { visit(item) }
      for (key, value) in node.entries {
        visit(key)
        visit(value)
      }
    }
    if let root = tree.root { visit(root) }
    return found
  }
}

func parse(_ bytes: [UInt8]) -> Parsed {
  var sources = SourceSet()
  let bag = DiagnosticBag()
  let tree = parseYAML(sources.add(path: "topology.yaml", bytes: bytes), into: bag)
  return Parsed(tree: tree, findings: bag.sorted(), bytes: bytes)
}

func parse(_ text: String) -> Parsed { parse(Array(text.utf8)) }

/// The bytes of `Tests/Fixtures/yaml/<name>`.
func fixture(_ name: String) throws -> [UInt8] {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return [UInt8](try Data(contentsOf: folder.appending(path: "Fixtures/yaml/\(name)")))
}

extension SyntaxNode {
  /// The bytes of UTF-8 at which a text stands in the decoded scalar.
  func range(of part: String) -> Range<Int>? {
    let (text, part) = (Array(text.utf8), Array(part.utf8))
    guard part.count <= text.count else { return nil }
    return (0...text.count - part.count).first { text[$0..<$0 + part.count].elementsEqual(part) }
      .map { $0..<$0 + part.count }
  }
}
