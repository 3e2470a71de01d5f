import Syntax
package import Diagnostics
import JSON
import Model
import Probes

/// E0408 for a compose file: an origin that no browser sends, in a variable that the code compares with what they send.
package enum OriginRefused: StackRule {
  package static var kind: DiagnosticKind { .malformedOrigin }

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      guard let survey = context.topology.surveys[service.name] else { continue }
      for pair in service.environment {
        guard let value = pair.value, value.holes.isEmpty, let text = value.known,
          let use = survey.origins.first(where: { $0.name == pair.name })
        else { continue }
        for item in items(of: text) {
          guard let problem = ValueType.origin.check(literal: item, LiteralContext(name: pair.name)) else { continue }
          let found = text.firstRange(of: item).map { range in
            text.utf8.distance(from: text.startIndex, to: range.lowerBound)
          }
          let place = found.map { start in
            value.node.span(of: start + problem.range.lowerBound..<start + problem.range.upperBound)
          }
          context.report(kind, at: place ?? value.span, problem.message, label: problem.label) {
            $0.secondary = [.init(use.place, "compared with what browsers send")]
            $0.help = problem.help
          }
          break
        }
      }
    }
  }

  /// The origins of a list in JSON, or of one with commas.
  private static func items(of text: String) -> [String] {
    if text.utf8.first == UInt8(ascii: "[") {
      guard case .success(let value) = JSONReader.parse(Array(text.utf8)) else { return [] }
      return (value.array ?? []).compactMap(\.string)
    }
    return ListText.items(of: text, separator: ",").map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
  }
}
