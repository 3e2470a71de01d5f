package import Diagnostics
package import IR
package import Model

/// The command of a container as it is written: `entrypoint` with `start` behind it. Everything that reads one reads both,
/// because the container runs them as one command.
package struct WrittenCommand {
  private let entrypoint: Located<CommandDeclaration>?
  private let start: Located<CommandDeclaration>?

  /// Nil: neither is written.
  package init?(_ declaration: ServiceDeclaration) {
    guard declaration.entrypoint != nil || declaration.start != nil else { return nil }
    (entrypoint, start) = (declaration.entrypoint, declaration.start)
  }

  /// The words of both in their order, those of a line that a shell is given in place of the shell.
  package var words: CommandWords { CommandWords(commands) }

  /// The programs of both. One that is not known and stands before `start` is taken for a script that runs its arguments,
  /// as entrypoints do.
  package var programs: StartedPrograms {
    let whole = StartedPrograms(commands)
    guard let entrypoint, let start else { return whole }
    let own = whole.invocations.map(\.program).filter { entrypoint.holds($0.span) }
    return own.isEmpty || own.contains { ServerPrograms.all[$0.text] != nil } ? whole : StartedPrograms([start])
  }

  private var commands: [Located<CommandDeclaration>] { [entrypoint, start].compactMap { $0 } }

  /// The key in whose value a span lies.
  package func key(at span: Span) -> ServiceKey { isEntrypoint(span) ? .entrypoint : .start }

  /// The value that a span lies in.
  package func value(at span: Span) -> Located<CommandDeclaration>? { isEntrypoint(span) ? entrypoint : start }

  /// Whether the value that a span lies in is one text, which a shell runs where it has shell syntax.
  package func isText(at span: Span) -> Bool {
    if case .text? = value(at: span)?.value { true } else { false }
  }

  /// Whether a variable can be added behind a span: it lies in a text, and no words of another key follow there.
  package func takesVariables(at span: Span) -> Bool { isText(at: span) && (start == nil || key(at: span) == .start) }

  private func isEntrypoint(_ span: Span) -> Bool {
    guard let entrypoint else { return false }
    return start == nil || entrypoint.holds(span)
  }
}

extension Located<CommandDeclaration> {
  /// Whether a span lies in its text or in one of its words.
  func holds(_ span: Span) -> Bool { ([node] + node.items).contains { $0.span.contains(span) } }
}
