import IR
import Model

extension RegistryDeclaration {
  /// The registry as a tool reads it; nil: it has no secret.
  func lowered(for tool: Toolchain) -> Recipe.Registry? {
    guard let secret = secret?.value else { return nil }
    return Recipe.Registry(
      secret: "shared/" + secret,
      exports: tool.registry(
        Toolchain.RegistryInput(
          secret: secret, host: host?.value, name: name?.value, user: user?.value ?? "__token__")))
  }
}

/// The paths outside its own directory whose changes concern a service that is built in a workspace.
enum WorkspaceWatch {
  /// The files that the installation copies, and the directories of members among them.
  static func patterns(of build: Build, in workspace: String) -> [String] {
    let copied =
      build.recipe?.stages.first?.steps.flatMap { step -> [String] in
        switch step {
        case .copySources(let paths, _) where paths != ["."]: paths
        case .copyManifests(let paths, let optional, _): paths + optional
        default: []
        }
      } ?? []
    let prefix = workspace == "." ? "" : workspace + "/"
    var patterns: [String] = []
    for path in copied.map({ prefix + $0 }) where !path.hasPrefix(build.root + "/") {
      // The manifest of a member means all of its code.
      let parts = path.split(separator: "/")
      let isMember =
        Toolchains.isManifest(String(parts.last ?? "")) && path.utf8.count > prefix.utf8.count
        && path.dropFirst(prefix.utf8.count).contains("/")
      let pattern = isMember ? parts.dropLast().joined(separator: "/") + "/**" : path
      if !patterns.contains(pattern) { patterns.append(pattern) }
    }
    return patterns
  }
}
