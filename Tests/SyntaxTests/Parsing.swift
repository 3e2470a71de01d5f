import Diagnostics
import Syntax

/// What reading one text gave.
struct Parsed {
  let tree: SyntaxTree
  let findings: [Diagnostic]

  var codes: [String] { findings.map(\.code) }
}

func parse(_ bytes: [UInt8]) -> Parsed {
  var sources = SourceSet()
  let bag = DiagnosticBag()
  let tree = parseYAML(sources.add(path: "topology.yaml", bytes: bytes), into: bag)
  return Parsed(tree: tree, findings: bag.sorted())
}

func parse(_ text: String) -> Parsed { parse(Array(text.utf8)) }

/// The source text at a span.
func slice(_ text: String, _ span: Span) -> String {
  String(decoding: Array(text.utf8)[span.range], as: UTF8.self)
}
