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
    case .buildPython, .buildNode, .buildPackages, .buildCommand, .buildOutput, .buildBuildPackages:
      if isRailpack(service) { return nil }
      return ofImage(key, service, builds)
    case .buildToolchain, .buildToolchainVersion, .buildInstallFiles, .buildInstallProject, .buildExtras, .buildPackage,
      .buildRegistries, .buildStandalone, .buildWorkspace, .buildCollectstatic:
      if isRailpack(service) {
        return Reason(
          cause: "with `builder: railpack`", help: "delete it: Railpack decides by itself")
      }
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
        help: "move it to such an environment: deployed images contain the code")
    case .tls:
      let declaration = service.declaration
      let hosts = declaration.routes.contains { $0.value.pattern.host != nil }
      guard let tls = declaration.tls, tls.value != Proxy.Encryption.off.rawValue, !hosts else { return nil }
      if case .domains = service.exposure { return nil }
      return Reason(
        cause: "without a domain", help: "write the domain that certificates are for: `public: app.example.com`")
    case .start:
      // What follows a line of a shell is no part of it.
      guard case .shell? = context.program.service(service.name)?.entrypoint else { return nil }
      return Reason(
        cause: "after an `entrypoint` that a shell runs",
        help: "write the whole command as `start`, or the entrypoint as a list of words")
    default: return nil
    }
  }

  private static func ofGunicorn(_ service: ServiceSymbol) -> Reason? {
    let server = service.serverKind
    guard server != "gunicorn" else { return nil }
    return Reason(cause: "for \(server)", help: "delete it, or write `kind: gunicorn`")
  }

  /// What the image is made of: a Dockerfile says everything itself, Railpack reads all of these, and a generated image
  /// those that its recipe changes with.
  private static func ofImage(_ key: ServiceKey, _ service: ServiceSymbol, _ builds: BuildLowering) -> Reason? {
    if let file = dockerfile(service) {
      return Reason(cause: "beside a Dockerfile of your own", help: "say it in `\(file)`, and delete it here")
    }
    guard let maker = builds.recipeType(of: service), let input = builds.recipeInput(of: maker),
      let recipe = maker.type.imageRecipe(with: input.tool.tool),
      let (one, other) = variants(of: input, key, collects: maker.traits.contains(.collectsStatic)),
      recipe(one) == recipe(other)
    else { return nil }
    switch key {
    case .buildToolchainVersion:
      return Reason(
        cause: "for \(input.tool.name)", help: "delete it: the image of the language has its own \(input.tool.name)")
    case .buildInstallProject, .buildExtras:
      return Reason(cause: "for \(input.tool.name)", help: "delete it: nothing there reads it")
    default:
      return Reason(cause: "for the image of a \(maker.type.name) service", help: "delete it: nothing there reads it")
    }
  }

  /// Two inputs that differ in one key; nil: the key is no part of an input, or always has an effect.
  private static func variants(
    of input: ServiceType.RecipeInput, _ key: ServiceKey, collects: Bool
  ) -> (ServiceType.RecipeInput, ServiceType.RecipeInput)? {
    func both(_ change: (inout ServiceType.RecipeInput, String) -> Void) -> (
      ServiceType.RecipeInput, ServiceType.RecipeInput
    ) {
      var (one, other) = (input, input)
      change(&one, "1")
      change(&other, "2")
      return (one, other)
    }
    return switch key {
    case .buildPython: both { $0.pythonVersion = $1 }
    case .buildNode: both { $0.nodeVersion = $1 }
    case .buildPackages: both { $0.packages = [$1] }
    case .buildBuildPackages: both { $0.buildPackages = [$1] }
    case .buildCommand: both { $0.command = $1 }
    case .buildOutput: both { $0.output = $1 }
    case .buildPackage: both { $0.package = $1 }
    case .buildExtras: both { $0.install.extras = [$1] }
    case .buildInstallFiles: both { $0.install.files = [$1] }
    case .buildInstallProject: both { $0.install.isProject = $1 == "1" }
    case .buildStandalone: both { $0.isStandalone = $1 == "1" }
    case .buildToolchainVersion: both { $0.tool = ToolChoice(input.tool.tool, version: $1) }
    case .buildCollectstatic: both { if collects { $0.collectstatic = [Recipe.Pair($1, $1)] } }
    case .buildWorkspace: both { $0.install.member = $1 == "1" ? input.install.member : nil }
    default: nil
    }
  }

  private static func isRailpack(_ service: ServiceSymbol) -> Bool {
    service.declaration.build?.value.builder?.value == "railpack"
  }

  private static func dockerfile(_ service: ServiceSymbol) -> String? {
    service.declaration.build?.value.handWrittenDockerfile
  }
}
