package import Diagnostics
import Rules
import Syntax

/// E0230 for a compose file: a probe in the list form with the syntax of a shell. Compose runs the words as they are.
package enum ShellWithoutShellProbe: StackRule {
  package static var kind: DiagnosticKind { ShellWithoutShell.kind }

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      guard let health = service.health, let command = health.command, !command.isShell, let test = health.test else {
        continue
      }
      let words = command.texts
      // A shell that is called takes its line.
      guard let first = words.first?.known, !first.hasSuffix("sh") else { continue }
      if let word = words.first(where: { ["|", "||", "&&", ";", ">", ">>", "2>&1"].contains($0.known) }) {
        report(
          word.node.span(of: 0..<word.node.text.utf8.count),
          "`\(word.known ?? "")` means nothing here: no shell runs the probe of `\(service.name)`", test,
          context)
      } else if words.count == 1, first.contains(" ") {
        report(
          words[0].span, "the probe of `\(service.name)` is one word: there is no program of that name", test, context)
      }
    }
  }

  private static func report(_ span: Span, _ message: String, _ test: StackCommand, _ context: StackContext) {
    context.report(kind, at: span, message) {
      $0.help = ["write `CMD-SHELL` and one line instead of `CMD` and words"]
    }
  }
}
