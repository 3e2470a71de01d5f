package import Diagnostics
import Syntax

extension DiagnosticKind {
  package static let interpolationMisspelled = DiagnosticKind(
    "W1042", "interpolation-misspelled", tunable: true,
    summary: "a compose file takes a variable under a name that differs by a letter",
    explanation: """
      `${NAME}` is replaced by a variable of the environment, or by its default where there is none. A name that is
      misspelled is no error: its default is always taken, and everything works until an operator sets the variable.
      Then one service follows the new value, and another one keeps the old.

      It is reported where the key of the line has the other name, nothing else in the stack has this one, and the
      other is a variable that the stack or a template of the env file has.
      """,
    failing: """
      services:
        db:
          image: postgres:18
          environment:
            POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}
            POSTGRES_DB: ${POSTGRES_DB:-tasks}
        api:
          build: .
          environment:
            POSTGRES_DB: ${POSTRES_DB:-tasks}
                           ^^^^^^^^^^
      """,
    passing: """
      services:
        db:
          image: postgres:18
          environment:
            POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}
            POSTGRES_DB: ${POSTGRES_DB:-tasks}
        api:
          build: .
          environment:
            POSTGRES_DB: ${POSTGRES_DB:-tasks}
      """,
    options: ExampleOptions(path: "docker-compose.yml"), foreign: .speaks)
}

/// A name in `${…}` that is one letter off the key of its own line.
package enum InterpolationMisspelled: StackRule {
  package static var kind: DiagnosticKind { .interpolationMisspelled }

  package static func run(in context: StackContext) {
    for (hole, text, path) in context.holes {
      guard let meant = meant(by: hole.name, context), path.last == meant else { continue }
      let span = text.node.span(of: hole.nameRange)
      context.report(kind, at: span, "`\(hole.name)` is set nowhere; did you mean `\(meant)`?") {
        let others = context.holes.filter { $0.hole.name == meant }
        if let other = others.first {
          $0.secondary = [.init(other.text.span(of: other.hole), "the variable of that name")]
          let services = Set(others.compactMap { $0.path.count > 1 ? $0.path[1] : nil }).sorted()
          if services.count == 1 { $0.notes = ["`.env` changes `\(meant)` for `\(services[0])` alone"] }
        }
        $0.fixes = [FixIt("write `\(meant)`", .safe, [.init(span, meant)])]
      }
    }
  }

  /// The name that was meant: one letter off, the key of the line, and a variable that is known; nil: none.
  static func meant(by name: String, _ context: StackContext) -> String? {
    let uses = context.holes.filter { $0.hole.name == name }
    guard uses.count == 1, let key = uses[0].path.last, key != name, name.utf8.count > 4,
      Suggestion.areOneLetterApart(name, key), context.sawAll, !context.described.inTemplates.contains(name),
      context.described.inTemplates.contains(key) || context.holes.contains(where: { $0.hole.name == key })
    else { return nil }
    return key
  }
}
