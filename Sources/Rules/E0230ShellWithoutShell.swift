package import Diagnostics
import IR
import Model
import Resolution

extension DiagnosticKind {
  package static let shellWithoutShell = DiagnosticKind(
    "E0230", "shell-without-shell",
    summary: "a command needs a shell, and the image has none",
    explanation: """
      `&&`, `|`, `$NAME` and similar syntax need a shell. Images that contain one program and nothing else, such as those
      of distroless, have none: the container ends at once with `exec: "sh": executable file not found`.

      Write the words of the command as a list, `start: [/app/server, --port, "8080"]`, and let the program read its
      environment itself. Steps before it belong in `release` or in the program. Or use an image that has a shell.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: web
          image: gcr.io/distroless/nodejs22-debian12:nonroot
          port: 8080
          health: none
          start: node migrate.js && node server.js
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: web
          image: gcr.io/distroless/nodejs22-debian12:nonroot
          port: 8080
          health: none
          start: [/nodejs/bin/node, server.js]
      """)
}

/// Commands with shell syntax for images without a shell.
package enum ShellWithoutShell: Check {
  package static var kind: DiagnosticKind { .shellWithoutShell }

  private static let shells: Set<String> = ["sh", "bash", "ash", "dash", "zsh"]

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.code) {
      let declaration = service.declaration
      let written: [(key: ServiceKey, place: Span?, command: (IR.Service) -> Command?)] = [
        (.entrypoint, declaration.entrypoint?.span, { $0.entrypoint }),
        (.start, declaration.start?.span, { $0.command }),
        (.release, declaration.release?.span, { $0.release }),
        (.healthCommand, declaration.health?.value.command?.span, { $0.health?.written }),
      ]
      guard written.contains(where: { $0.place != nil }), let lowered = context.program.service(service.name),
        let image = lowered.imageWithoutShell
      else { continue }
      for (key, place, command) in written {
        guard let place, let command = command(lowered), needsShell(command) else { continue }
        let name = key.rawValue
        context.report(
          kind, at: place, path: "services.\(service.name).\(name)", "`\(name)` needs a shell, and \(image) has none"
        ) {
          if let image = declaration.image { $0.secondary = [.init(image.span, "has no shell")] }
          let last = name.split(separator: ".").last ?? ""
          $0.help = ["write a list of words, without shell syntax, such as `\(last): [/app/server, --port, \"8080\"]`"]
        }
      }
    }
  }

  private static func needsShell(_ command: Command) -> Bool {
    switch command {
    case .shell: return true
    case .words(let words):
      guard case .text(let first)? = words.first?.parts.first else { return false }
      return shells.contains(first.split(separator: "/").last.map(String.init) ?? first)
    }
  }
}

extension Health {
  /// The command that is written, alone or beside a path.
  fileprivate var written: Command? {
    if case .command(let command) = check { return command }
    return command
  }
}

extension IR.Service {
  /// The name of its image in a finding where it has no shell; nil: it has one, or nothing is known about it.
  fileprivate var imageWithoutShell: String? {
    if let recipe = build?.recipe { return recipe.hasShell ? nil : "the image of a \(type) service" }
    guard let image, case .success(let reference) = ImageReference.parse(image) else { return nil }
    // Tags with `debug` have a busybox (its README, 2026-06).
    let isBare =
      reference.registry == "gcr.io" && reference.repository.hasPrefix("distroless/")
      && reference.tag?.contains("debug") != true
    return isBare ? "`\(image)`" : nil
  }
}
