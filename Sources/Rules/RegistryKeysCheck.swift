package import Diagnostics
import IR
import Lowering
import Model
import Resolution

/// Keys of an item of `build.registries` that the package manager of the service does not read.
package enum RegistryKeysCheck: Check {
  package static var kind: DiagnosticKind { .keyHasNoMeaning }

  package static func run(in context: CheckContext) {
    let builds = BuildLowering(context.analysis)
    // A service that extends another has its items too.
    var seen: Set<Span> = []
    for service in context.services {
      guard let build = service.declaration.build?.value, !build.registries.isEmpty, build.handWrittenDockerfile == nil,
        build.builder?.value != "railpack", let maker = builds.recipeType(of: service),
        let tool = builds.recipeInput(of: maker)?.tool.tool
      else { continue }
      for registry in build.registries {
        for (span, cause, help) in problems(of: registry, tool) where seen.insert(span).inserted {
          let path = "services.\(service.name).\(ServiceKey.buildRegistries.rawValue)"
          context.report(kind, at: span, path: path, cause) { $0.help = [help] }
        }
      }
    }
  }

  /// Each with its message and its help.
  private static func problems(of registry: RegistryDeclaration, _ tool: Toolchain) -> [(Span, String, String)] {
    guard let secret = registry.secret else { return [] }
    let needed = tool.registryKey
    let isMissing = needed == .host && registry.host == nil || needed == .name && registry.name == nil
    if let needed, isMissing {
      return [
        (
          secret.span, "`secret` has no meaning for \(tool.name) without `\(needed.rawValue)`",
          needed == .host
            ? "write where the packages are: `host: go.example.com`"
            : "write what the manifest calls the index: `name: internal`"
        )
      ]
    }
    let written: [(name: String, value: Located<String>?)] = [
      ("host", registry.host), ("name", registry.name), ("user", registry.user),
    ]
    return written.compactMap { name, value in
      guard let value, !isRead(name, of: registry, tool) else { return nil }
      // pip reads the user with the host alone.
      let isAlone = registry.host == nil && isRead(name, of: registry, tool, host: "packages.example.com")
      return (
        value.span, "`\(name)` has no meaning \(isAlone ? "without `host`" : "for \(tool.name)")",
        isAlone
          ? "write `host: …` as well, or delete it"
          : "delete it; \(tool.name) reads `$\(secret.value)` where a file of the project names it"
      )
    }
  }

  /// Whether another value of a key gives another environment of the installation.
  private static func isRead(
    _ name: String, of registry: RegistryDeclaration, _ tool: Toolchain, host: String? = nil
  ) -> Bool {
    let variants = ["one", "two"].map { value in
      tool.registry(
        Toolchain.RegistryInput(
          secret: "SECRET", host: name == "host" ? value : registry.host?.value ?? host,
          name: name == "name" ? value : registry.name?.value, user: name == "user" ? value : "user"))
    }
    return variants[0] != variants[1]
  }
}
