package import Diagnostics
import Syntax

extension DiagnosticKind {
  package static let quotesInValue = DiagnosticKind(
    "W1048", "quotes-in-value", tunable: true,
    summary: "quotes become a part of the value",
    explanation: """
      In the list form, `- NAME="value"` is one YAML text that begins with `NAME`, so the quotes around the value are
      characters like any others: the program gets them as well. Docker's own env files and shells take such quotes
      away, which is why it is written so often.

      Without the quotes the value is the same to the last character, spaces included: `- NAME=some words`.
      """,
    failing: """
      services:
        api:
          image: registry.example.com/api:1
          environment:
            - DEBUG="True"
                    ^^^^^^
      """,
    passing: """
      services:
        api:
          image: registry.example.com/api:1
          environment:
            - DEBUG=True
      """,
    options: ExampleOptions(path: "docker-compose.yml"), foreign: .speaks)
}

/// `- NAME="value"` in the list form of `environment`.
package enum QuotesInValue: StackRule {
  package static var kind: DiagnosticKind { .quotesInValue }

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      for pair in service.environment where pair.isListItem {
        guard let value = pair.value else { continue }
        let text = value.node.text
        let bytes = Array(text.utf8)
        // A JSON text in quotes is meant.
        guard bytes.count > 2, let quote = bytes.first, quote == bytes.last,
          quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"), !"[{".utf8.contains(bytes[1])
        else { continue }
        let isSecret = context.hidesValue(of: pair.name)
        context.report(
          kind, at: value.span,
          isSecret
            ? "the quotes are part of the value of `\(pair.name)`"
            : "the quotes are part of the value: `\(pair.name)` is `\(text)`, with quotes"
        ) {
          let inner = String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
          if isSecret { $0.masked = [value.span] } else { $0.help = ["write `- \(pair.name)=\(inner)`"] }
          // A YAML text in quotes of its own spells these differently.
          if value.node.style == .plain, value.span.range.count == bytes.count {
            // The value itself, which may be a secret, is no part of the edits.
            let (file, start, end) = (value.span.file, Int(value.span.start), Int(value.span.end))
            let quotes = [Span(file: file, start: start, end: start + 1), Span(file: file, start: end - 1, end: end)]
            $0.fixes = [FixIt("take the quotes away", .safe, quotes.map { .init($0, "") })]
          }
        }
      }
    }
  }
}
