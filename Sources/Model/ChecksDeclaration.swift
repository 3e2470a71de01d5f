import Diagnostics
import IR
import JSON
import Syntax

/// `checks`: what a pipeline runs for a service before it deploys.
package final class ChecksDeclaration {
  package var install: Located<String>?
  package var lint: Located<String>?
  package var test: Located<String>?

  package init() {}

  package static let shape = Shape<ChecksDeclaration>(
    "checks",
    [
      Field(.checksInstall, { $0.install = $1 }, .checkCommand, doc: "Installs what the others need: `npm ci`."),
      Field(.checksLint, { $0.lint = $1 }, .checkCommand, doc: "Reads the code: `ruff check .`."),
      Field(.checksTest, { $0.test = $1 }, .checkCommand, doc: "Runs the tests: `pytest`."),
    ])

  /// Whether there is anything to run.
  package var isEmpty: Bool { install == nil && lint == nil && test == nil }
}

extension FieldType where Value == String {
  /// Lines for a shell of the pipeline. Nothing of the deployment is known there, so that references are refused.
  fileprivate static let checkCommand = FieldType.scalar(
    "a command for a shell", isText: true, schema: ValueSchemas.pattern("\\S", ["pytest"])
  ) { text, node, decoder in
    if text.contains(where: { !$0.isWhitespace }) { return text }
    decoder.report(.malformedValue, at: node.span, "`\(decoder.path.last ?? "checks")` has no command") {
      $0.help = ["write what a shell runs, such as `pytest`, or remove the key"]
    }
    return nil
  }
}
