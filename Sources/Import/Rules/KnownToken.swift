import Rules
package import Diagnostics
import Model
import Probes
import Resolution
import Syntax

/// E0501 for files of other tools: a token in the form in which a provider gives it out.
package enum KnownToken: StackRule {
  package static var kind: DiagnosticKind { .credentialInFile }

  package static func run(in context: StackContext) {
    var seen: Set<Span> = []
    func walk(_ node: ConfigNode, named name: String) {
      for entry in node.entries { walk(entry.value, named: entry.key) }
      for item in node.items { walk(item, named: item.scalar?.divided(at: UInt8(ascii: "=")).0.text ?? name) }
      guard let scalar = node.scalar, seen.insert(scalar.span).inserted else { return }
      report(scalar.text, named: name, context) { scalar.span(of: $0) }
    }
    walk(context.stack.root, named: "")
    for (file, entries) in context.described.templates {
      for entry in entries {
        // The value is looked for on the line of its name.
        guard let found = file.bytes.firstRange(of: Array("\(entry.name)=\(entry.value)".utf8)) else { continue }
        let start = found.lowerBound + entry.name.utf8.count + 1
        report(entry.value, named: entry.name, context) { range in
          context.repository.span(start + range.lowerBound..<start + range.upperBound, in: file)
        }
      }
    }
  }

  /// Words of what shows the form of a token and is none.
  private static let examples = [
    "your", "example", "placeholder", "token", "here", "xxx", "change", "replace", "dummy", "secret", "...",
  ]

  private static func isIssued(_ token: String) -> Bool {
    let lower = token.lowercased()
    return token.contains { $0.isNumber } && !examples.contains { lower.firstRange(of: $0) != nil }
  }

  private static func report(_ text: String, named name: String, _ context: StackContext, _ place: (Range<Int>) -> Span)
  {
    // Only the form proves it, not the name and not how random it looks.
    guard let match = SecretRecognizer.matches(in: text).first(where: { $0.ground == .form }),
      !Placeholders.isPlaceholder(text), isIssued(String(decoding: Array(text.utf8)[match.range], as: UTF8.self))
    else { return }
    let span = place(match.range)
    context.report(kind, at: span, "\(name.isEmpty ? "this line" : "`\(name)`") holds \(match.what)") {
      $0.masked = [span]
      $0.notes = ["anyone with access to the repository, or to its history, can use it"]
      $0.help = ["revoke it, and let an operator supply the next one: `${NAME:?set it in .env}`"]
    }
  }
}
