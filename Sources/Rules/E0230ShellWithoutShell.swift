package import Diagnostics
import IR
import Model
import Resolution

extension DiagnosticKind {
  package static let shellWithoutShell = DiagnosticKind(
    "E0230", "shell-without-shell",
    summary: "a command needs a shell, and the image has none",
    explanation: """
      The image of a Go service is the program alone: no shell, no other program. A command with `&&`, `|`, `$NAME` or
      `sh -c` is read by a shell, so the container ends at once with "no such file or directory".

      Write the command as a list of words: `start: [/app, serve]`. What the shell did belongs into the program, which
      reads its variables itself.

      When a shell is needed, name a package of the operating system under `build.packages`: the program then runs in
      Debian's image. Or write a Dockerfile.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: go
          root: ./api
          port: 8080
          health: /health
          start: "sh -c '/app migrate && exec /app serve'"
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: go
          root: ./api
          port: 8080
          health: /health
          release: [/app, migrate]
          start: [/app, serve]
      """)
}

/// Commands that a shell would have to read in an image without one.
package enum ShellWithoutShell: Check {
  package static var kind: DiagnosticKind { .shellWithoutShell }

  private static let shells: Set<String> = ["sh", "bash", "ash", "dash", "zsh", "/bin/sh", "/bin/bash"]

  package static func run(in context: CheckContext) {
    // A child has the code of its parent, but commands of its own.
    for service in context.services {
      guard let lowered = context.program.service(service.name),
        let recipe = context.program.imageOwner(of: lowered).build?.recipe, !recipe.hasShell
      else { continue }
      let declaration = service.declaration
      check(.start, declaration.start, lowered.command, service, context)
      check(.release, declaration.release, lowered.release, service, context)
      var health: Command?
      if case .command(let command)? = lowered.health?.check { health = command }
      check(
        .healthCommand, declaration.health?.value.command, lowered.health?.command ?? health, service, context)
    }
  }

  private static func check(
    _ key: ServiceKey, _ written: Located<CommandDeclaration>?, _ command: Command?, _ service: ServiceSymbol,
    _ context: CheckContext
  ) {
    guard let written, let command, command.needsShell || runsShell(command) else { return }
    context.report(
      kind, at: written.span, path: "services.\(service.name).\(key.rawValue)",
      "`\(key.rawValue)` needs a shell, and the image of `\(service.name)` has none"
    ) {
      $0.notes = ["the image of a program in Go holds that program alone"]
      $0.help = ["write words that need no shell, as a list: `\(key.name): [/app, serve]`"]
    }
  }

  /// Whether a shell is the first word.
  private static func runsShell(_ command: Command) -> Bool {
    guard case .words(let words) = command, case .text(let first)? = words.first?.parts.first else { return false }
    return shells.contains(first)
  }
}
