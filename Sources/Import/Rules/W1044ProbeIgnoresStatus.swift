package import Diagnostics
import Probes
import Syntax

extension DiagnosticKind {
  package static let probeIgnoresStatus = DiagnosticKind(
    "W1044", "probe-ignores-status", tunable: true,
    summary: "a health check succeeds whatever the server answers",
    explanation: """
      `curl` ends with 0 as soon as a server answers, with 500 as with 200; `--fail` makes an answer from 400 on a
      failure. `requests.get` of Python raises no error for a status either, `raise_for_status()` does.

      Without it a service counts as healthy while every request to it fails, and what waits for it starts against
      a server that does not work.
      """,
    failing: """
      services:
        api:
          image: registry.example.com/api:1
          healthcheck:
            test: curl http://localhost:8000/health
                  ^^^^
      """,
    passing: """
      services:
        api:
          image: registry.example.com/api:1
          healthcheck:
            test: curl --fail http://localhost:8000/health
      """,
    options: ExampleOptions(path: "docker-compose.yml"), foreign: .speaks)
}

/// Probes by curl without `--fail`, and by `requests` without a look at the status.
package enum ProbeIgnoresStatus: StackRule {
  package static var kind: DiagnosticKind { .probeIgnoresStatus }

  package static func run(in context: StackContext) {
    for probe in context.probes {
      if let curl = probe.words.first(where: { $0.text == "curl" || $0.text.hasSuffix("/curl") }) {
        guard !probe.isPiped, !fails(probe.words) else { continue }
        report(probe, at: curl.span, context) {
          $0.help = ["write `curl --fail …`"]
          $0.fixes = [FixIt("add `--fail`", .safe, [.init(curl.span, withFlag(curl, of: probe, context))])]
        }
      } else if let word = probe.words.first(where: { $0.text.holds("requests.get(") }) {
        guard !word.text.holds("raise_for_status"), !word.text.holds("status_code"), !word.text.holds(".ok") else {
          continue
        }
        report(probe, at: word.span, context) { $0.help = ["write `requests.get(…).raise_for_status()`"] }
      }
    }
  }

  /// The word with `--fail` behind it: in the same line of a shell, else as an item of its own, in the spelling of the list.
  private static func withFlag(_ curl: StackProbe.Word, of probe: StackProbe, _ context: StackContext) -> String {
    if probe.isShell { return "\(curl.text) --fail" }
    let bytes = context.repository.sources[curl.span.file].bytes
    let next = bytes.indices.contains(Int(curl.span.end)) ? bytes[Int(curl.span.end)] : 0
    let quote = "\"'".utf8.contains(next) ? String(decoding: [next], as: UTF8.self) : ""
    let start = Int(curl.span.start) - quote.utf8.count
    let line = bytes[..<start].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let before = String(decoding: bytes[line..<start], as: UTF8.self)
    let isLineOfItsOwn = before.allSatisfy { " -".contains($0) } && before.contains("-")
    return "\(curl.text)\(quote)" + (isLineOfItsOwn ? "\n\(before)" : ", ") + "\(quote)--fail"
  }

  private static func report(
    _ probe: StackProbe, at span: Span, _ context: StackContext, _ refine: (inout Diagnostic) -> Void
  ) {
    let path = probe.path.map { "`\($0)`" } ?? "its address"
    context.report(kind, at: span, "the health check succeeds when \(path) answers 500", refine)
  }

  /// `--fail`, `--fail-with-body`, `--fail-early`, or `f` among short options.
  private static func fails(_ words: [StackProbe.Word]) -> Bool {
    words.contains { word in
      if word.text.hasPrefix("--fail") { return true }
      guard word.text.hasPrefix("-"), !word.text.hasPrefix("--") else { return false }
      return word.text.utf8.contains(UInt8(ascii: "f"))
    }
  }
}
