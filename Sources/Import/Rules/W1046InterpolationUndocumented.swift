import IR
package import Diagnostics
import Engines

extension DiagnosticKind {
  package static let interpolationUndocumented = DiagnosticKind(
    "W1046", "interpolation-undocumented", tunable: true,
    summary: "a compose file takes a variable that nothing describes",
    explanation: """
      Compose replaces `${NAME}` by a variable of the shell, or of the `.env` file beside it. Where neither has
      it, the value is empty: compose prints a warning in a long output, then starts the containers.

      Whoever clones the repository cannot know that the variable is wanted: no template of the env file names it, nor
      a comment, nor a page of the documentation.

      Write `${NAME:?set it in .env}`, so that compose stops and says what is missing, and name the variable in
      `.env.example`. A variable that may be empty is written `${NAME:-}`.
      """,
    failing: """
      services:
        db:
          image: postgres:18
          environment:
            POSTGRES_PASSWORD: ${DB_PASSWORD}
                               ^^^^^^^^^^^^^^
      """,
    passing: """
      services:
        db:
          image: postgres:18
          environment:
            POSTGRES_PASSWORD: ${DB_PASSWORD:?set it in .env}
      """,
    options: ExampleOptions(path: "docker-compose.yml"), foreign: .whole)
}

/// `${NAME}` without a default, whose name is written nowhere else.
package enum InterpolationUndocumented: StackRule {
  package static var kind: DiagnosticKind { .interpolationUndocumented }

  /// What shells and compose set by themselves (the compose specification, "Interpolation"; POSIX, "Environment
  /// Variables").
  private static let known: Set<String> = [
    "PWD", "HOME", "USER", "UID", "GID", "LOGNAME", "HOSTNAME", "SHELL", "PATH", "TZ",
  ]

  private static func isKnown(_ name: String) -> Bool {
    known.contains(name) || name.hasPrefix("COMPOSE_") || name.hasPrefix("DOCKER_")
  }

  package static func run(in context: StackContext) {
    // A directory with nothing else in it may be a part of a repository that describes the variable.
    guard context.described.hasSurroundings, context.sawAll else { return }
    let guarded = Set(context.holes.filter { $0.hole.operation != .plain }.map(\.hole.name))
    var order: [String] = []
    var uses: [String: [(hole: HoledText.Hole, text: HoledText)]] = [:]
    for (hole, text, _) in context.holes where hole.operation == .plain && !guarded.contains(hole.name) {
      if uses[hole.name] == nil { order.append(hole.name) }
      uses[hole.name, default: []].append((hole, text))
    }
    for name in order where !isKnown(name) {
      guard let all = uses[name], let first = all.first, InterpolationMisspelled.meant(by: name, context) == nil,
        !context.described.has(name)
      else { continue }
      context.report(
        kind, at: first.text.span(of: first.hole),
        "`\(name)` has no default and is described nowhere: it is empty in a fresh clone",
        label: "empty unless it is set outside"
      ) {
        $0.secondary = all.dropFirst().prefix(3).map { .init($0.text.span(of: $0.hole), "used here as well") }
        if let (store, variable) = needed(first.text, context) {
          $0.notes = ["`\(store.name)` stops at its first start when `\(variable)` is empty"]
        }
        if !first.text.isBraced(first.hole), first.text.parts.count > 1 {
          $0.notes.append("a `$` that is a part of the value is written `$$`")
        }
        $0.remedies = [.requireVariable(name)]
      }
    }
  }

  /// The store that does not start without the value.
  private static func needed(
    _ text: HoledText, _ context: StackContext
  ) -> (store: StackService, variable: String)? {
    for service in context.stack.services {
      guard let needed = service.engine?.initialization?.needed, !needed.isEmpty else { continue }
      for pair in service.environment where pair.value?.span == text.span && needed.contains(pair.name) {
        return (service, pair.name)
      }
    }
    return nil
  }
}
