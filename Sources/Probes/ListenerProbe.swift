import Resolution
import Diagnostics
import IR
import Model

/// Servers that the code starts by itself, on a port or an address of its own choice.
package enum ListenerProbe: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots where !root.isDoubtful {
      for service in root.services where service.symbol.traits.contains(.web) {
        guard let port = service.lowered.port, !service.symbol.traits.contains(.browserFacing) else { continue }
        if service.lowered.wholeCommand == nil, let (file, dockerfile) = root.dockerfile(of: service),
          let (words, instruction) = dockerfile.command
        {
          report(words, instruction, of: file, port: port, service, context)
        }
        for listener in started(by: service, root) { report(listener, port: port, root, service, context) }
      }
    }
  }

  /// What the service's command runs: a server in a file that it does not name is for developers.
  private static func started(by service: ProbedService, _ root: CodeRoot) -> [CodeFacts.Listener] {
    guard !root.facts.listeners.isEmpty else { return [] }
    let words =
      service.lowered.wholeCommand == nil
      ? root.dockerfile(of: service)?.content.command?.words ?? [] : service.commandWords
    let named = root.facts.listeners.filter { listener in
      let path = root.inner(listener.file)
      let module = path.hasSuffix(".py") ? path.dropLast(3).replacing("/", with: ".") : ""
      return words.contains { $0 == path || $0 == "./" + path || (!module.isEmpty && $0 == module) }
    }
    if !named.isEmpty { return named }
    // `npm start`, or what a compiler made of the file.
    let isNode = ["node", "npm", "yarn", "pnpm", "bun", "bunx", "deno", "tsx", "npx"].contains(words.first ?? "")
    let others = root.facts.listeners.filter { !$0.file.path.hasSuffix(".py") }
    return isNode && others.count == 1 ? others : []
  }

  private static func report(
    _ listener: CodeFacts.Listener, port: Int, _ root: CodeRoot, _ service: ProbedService, _ context: ProbeContext
  ) {
    let name = root.inner(listener.file)
    let isPython = name.hasSuffix(".py")
    if let found = listener.port, found.number != port {
      reportPort(
        "`\(name)` listens on port \(found.number); the port of `\(service.name)` is \(port)", found.number, service,
        context
      ) {
        context.show(found.place, of: listener.file, "a fixed port", in: &$0)
        $0.help = [
          isPython
            ? "read it: `port=int(os.environ[\"PORT\"])`; every service with a port is given `PORT`"
            : "read it: `process.env.PORT`; every service with a port is given `PORT`"
        ]
      }
    }
    let isLocal = listener.host.map { Placeholders.isLoopback($0.name) } ?? listener.isLocalByDefault
    guard isLocal else { return }
    reportLocal("`\(name)` listens on \(listener.host.map { "`\($0.name)`" } ?? "127.0.0.1")", service, context) {
      context.show(
        listener.host?.place ?? listener.place, of: listener.file,
        listener.host == nil ? "127.0.0.1 without `host`" : "only this container can connect", in: &$0)
      let words = isPython ? "write `host=\"0.0.0.0\"`" : "leave the address out, or write `\"0.0.0.0\"`"
      $0.help = [words]
      $0.remedies = [
        .there(context.repository.span(listener.host?.place ?? listener.place, in: listener.file)),
        .listenEverywhere(service: service.name, words: words),
      ]
    }
  }

  /// `CMD ["uvicorn", "main:app", "--host", "127.0.0.1", "--port", "8000"]`.
  private static func report(
    _ words: [String], _ instruction: DockerfileText.Instruction, of file: RepositoryReader.File, port: Int,
    _ service: ProbedService, _ context: ProbeContext
  ) {
    for (index, word) in words.enumerated() {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let value = parts.count > 1 ? parts[1] : index + 1 < words.count ? words[index + 1] : ""
      switch parts[0] {
      case "--port", "-p":
        guard let number = Int(value), number != port else { continue }
        reportPort(
          "its Dockerfile listens on port \(number); the port of `\(service.name)` is \(port)", number, service, context
        ) {
          context.show(instruction.place, of: file, "a fixed port", in: &$0)
          $0.help = ["write `$PORT`, which needs a shell: `CMD [\"sh\", \"-c\", \"exec … --port $PORT\"]`"]
        }
      case "--host", "--hostname":
        guard Placeholders.isLoopback(value) else { continue }
        reportLocal("the Dockerfile's command listens on `\(value)`", service, context) {
          context.show(instruction.place, of: file, "only this container can connect", in: &$0)
          $0.help = ["write `0.0.0.0`"]
          $0.remedies = [
            .there(context.repository.span(instruction.place, in: file)),
            .listenEverywhere(service: service.name, words: $0.help[0]),
          ]
        }
      default: break
      }
    }
  }

  private static func reportPort(
    _ message: String, _ listens: Int, _ service: ProbedService, _ context: ProbeContext,
    _ refine: (inout Diagnostic) -> Void
  ) {
    context.report(
      .fixedPort, at: service.declaration.port?.span ?? service.declaration.nameSpan, path: service.path("port"),
      message
    ) {
      $0.notes = ["requests and health checks go to \(service.lowered.port ?? 0), where nobody listens"]
      $0.remedies = [.publishPort(service: service.name, listens: listens)]
      refine(&$0)
    }
  }

  private static func reportLocal(
    _ message: String, _ service: ProbedService, _ context: ProbeContext, _ refine: (inout Diagnostic) -> Void
  ) {
    context.report(.localBind, at: service.rootSpan, path: service.path("root"), message) {
      $0.notes = ["inside a container that address is the container itself: nobody else can connect"]
      refine(&$0)
    }
  }
}
