import Resolution
import Lowering
package import Diagnostics
import IR
import Model
import Syntax

/// Keys that another key of the same service leaves without effect, so that no target could keep them.
package enum KeyWithoutEffectCheck: Check {
  package static var kind: DiagnosticKind { .keyHasNoMeaning }

  package static func run(in context: CheckContext) {
    let builds = BuildLowering(context.analysis)
    // A service that extends another has its keys too: one finding is enough.
    var seen: Set<Span> = []
    for service in context.services where !service.traits.isDisjoint(with: [.code, .proxy]) {
      for (key, span) in service.declaration.written.entries {
        guard let reason = reason(key, service, builds) ?? ofPlace(key, service, context), seen.insert(span).inserted
        else { continue }
        context.report(
          kind, at: span, path: "services.\(service.name).\(key.rawValue)",
          "`\(key.rawValue)` has no meaning \(reason.cause)"
        ) { $0.help = [reason.help] }
      }
    }
  }

  private struct Reason {
    /// Follows "has no meaning".
    let cause: String
    let help: String
  }

  private static func reason(_ key: ServiceKey, _ service: ServiceSymbol, _ builds: BuildLowering) -> Reason? {
    switch key {
    case .serverWorkerClass, .serverTimeout, .serverMaxRequests, .serverThreads, .serverExtra:
      return ofGunicorn(service)
    case .serverMaxRequestsJitter:
      if let reason = ofGunicorn(service) { return reason }
      guard service.declaration.server?.value.maxRequests == nil else { return nil }
      return Reason(cause: "without `max_requests`", help: "write `max_requests: 1000` as well, or delete it")
    case .buildPython, .buildNode, .buildPackages, .buildCommand, .buildOutput, .buildCollectstatic:
      return ofImage(key, service, builds)
    case .buildTarget:
      guard service.declaration.image == nil, Self.dockerfile(service) == nil else { return nil }
      return Reason(
        cause: "without a Dockerfile of your own",
        help: "delete it: what infracc generates has one result; or write `dockerfile:`")
    case .buildDockerfile:
      guard isRailpack(service) else { return nil }
      return Reason(cause: "with `builder: railpack`", help: "delete one of the two")
    default: return nil
    }
  }

  /// What has an effect in some environments, or beside some keys.
  private static func ofPlace(_ key: ServiceKey, _ service: ServiceSymbol, _ context: CheckContext) -> Reason? {
    switch key {
    case .mounts:
      guard context.kind != .local else { return nil }
      return Reason(
        cause: "outside an environment of `kind: local`",
        help: "move it to such an environment: what is deployed has its code")
    case .tls:
      let declaration = service.declaration
      let hosts = declaration.routes.contains { $0.value.pattern.host != nil }
      guard let tls = declaration.tls, tls.value != Proxy.Encryption.off.rawValue, !hosts else { return nil }
      if case .domains = service.exposure { return nil }
      return Reason(
        cause: "without a domain", help: "write the domain that certificates are for: `public: app.example.com`")
    case .start:
      guard case .text(let text)? = service.declaration.entrypoint?.value, text.text.utf8.contains(where: isShell)
      else {
        return nil
      }
      return Reason(
        cause: "behind an `entrypoint` that a shell runs",
        help: "write the whole command as `start`, or the entrypoint as a list of words")
    default: return nil
    }
  }

  /// Whether a byte makes a shell of a command: what follows such an entrypoint is no part of its text.
  private static func isShell(_ byte: UInt8) -> Bool { "$`&|;<>()*?~#{}\n".utf8.contains(byte) }

  private static func ofGunicorn(_ service: ServiceSymbol) -> Reason? {
    let server = ServerLowering.kind(of: service)
    guard server != "gunicorn" else { return nil }
    return Reason(cause: "for \(server)", help: "delete it, or write `kind: gunicorn`")
  }

  /// What the image is made of: a Dockerfile says everything itself, Railpack reads all of these, and a generated image
  /// those that its recipe changes with.
  private static func ofImage(_ key: ServiceKey, _ service: ServiceSymbol, _ builds: BuildLowering) -> Reason? {
    if isRailpack(service) {
      guard key == .buildCollectstatic else { return nil }
      return Reason(cause: "with `builder: railpack`", help: "delete it: Railpack decides by itself")
    }
    if let file = dockerfile(service) {
      return Reason(cause: "beside a Dockerfile of your own", help: "say it in `\(file)`, and delete it here")
    }
    guard let maker = builds.recipeType(of: service), let recipe = maker.type.recipe else { return nil }
    func input(_ value: String) -> ServiceType.RecipeInput {
      ServiceType.RecipeInput(
        pythonVersion: key == .buildPython ? value : "", nodeVersion: key == .buildNode ? value : "",
        packages: key == .buildPackages ? [value] : [], command: key == .buildCommand ? value : nil,
        output: key == .buildOutput ? value : nil, serverKind: nil, workerClass: nil,
        collectstatic: key == .buildCollectstatic ? [Recipe.Pair(value, value)] : nil)
    }
    guard recipe(input("1")) == recipe(input("2")) else { return nil }
    return Reason(cause: "for the image of a \(maker.type.name) service", help: "delete it: nothing there reads it")
  }

  private static func isRailpack(_ service: ServiceSymbol) -> Bool {
    service.declaration.build?.value.builder?.value == "railpack"
  }

  private static func dockerfile(_ service: ServiceSymbol) -> String? {
    service.declaration.build?.value.handWrittenDockerfile
  }
}
