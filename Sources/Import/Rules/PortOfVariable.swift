import IR
package import Diagnostics
import Model
import Probes
import Resolution
import Rules

/// E0611 for the variable `PORT`: the code listens where it says, and requests go elsewhere.
package enum PortOfVariable: StackRule {
  package static var kind: DiagnosticKind { .otherPort }

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      guard let pair = service.environment.first(where: { $0.name == "PORT" }), let value = pair.value,
        let port = value.known.flatMap({ Int($0) }), isAskedElsewhere(service, than: port),
        let asked = service.ports.first, let number = asked.container,
        let survey = context.topology.surveys[service.name], startsCode(service, context)
      else { continue }
      guard let read = survey.reads.first(where: { $0.name == "PORT" && !$0.isInBrowser }) else { continue }
      context.report(
        kind, at: value.span, "`\(service.name)` listens on \(port), and is asked on \(number)",
        label: "nothing connects to this port"
      ) {
        $0.secondary = [.init(asked.containerSpan, "everybody asks this one"), .init(read.place, "read here")]
        $0.help = ["write `\(number)`, or change the port that is asked"]
      }
    }
  }

  /// All of its ports are known, and one port is none of them.
  private static func isAskedElsewhere(_ service: StackService, than port: Int) -> Bool {
    service.node["network_mode"] == nil && service.ports.allSatisfy { $0.container.map { $0 != port } ?? false }
  }

  /// Programs that run a file of the code and nothing beside it.
  private static let interpreters: Set<String> = ["node", "npm", "yarn", "pnpm", "bun", "tsx", "python", "python3"]

  /// Whether the command starts the code itself: what stands in front of it, such as a proxy, may take the requests.
  private static func startsCode(_ service: StackService, _ context: StackContext) -> Bool {
    guard service.entrypoint == nil else { return false }
    let line =
      service.command.map { $0.texts.map { $0.known ?? "" }.joined(separator: " ") }
      ?? context.dockerfile(of: service)?.content.commandLine
    guard let line else { return false }
    var lexer = ShellLexer(line) { _ in service.nameSpan }
    let tokens = lexer.tokens()
    guard case .word(let program)? = tokens.first, interpreters.contains(program.text) else { return false }
    return tokens.allSatisfy { if case .word = $0 { true } else { false } }
  }
}
