import Resolution
import Rules
import Diagnostics
import Files
import IR
import Model
import Syntax

/// Where images come from: files that must be there, and services that say nothing of how their image is made.
enum BuildSources {
  static func check(_ contexts: [CheckContext], options: CompileOptions) {
    // Environments mostly name the same paths.
    var known: [String: Bool] = [:]
    let exists = options.fileExists.map { isThere in
      { (path: String) -> Bool in
        if let answer = known[path] { return answer }
        let answer = isThere(path)
        known[path] = answer
        return answer
      }
    }
    for context in contexts {
      for lowered in context.program.services {
        guard let service = context.analysis.symbols.service(lowered.name), service.traits.contains(.code) else {
          continue
        }
        if options.fileExists != nil || options.requiresImages { requireImage(service, lowered, options, in: context) }
        if let exists { checkPaths(service, exists, options.repository, in: context) }
      }
    }
  }

  private static func requireImage(
    _ service: ServiceSymbol, _ lowered: IR.Service, _ options: CompileOptions, in context: CheckContext
  ) {
    if lacksCommand(service, lowered) {
      context.report(
        .missingKey, at: service.declaration.nameSpan, path: "services.\(service.name)",
        "service `\(service.name)` has no `start`"
      ) {
        $0.notes = ["its image is generated, and a `\(service.type.name)` service has no command of its own"]
        $0.help = ["add the command: `start: python -m app`"]
      }
    }
    guard !service.declaration.isTypeGuessed, lacksImage(service, lowered) else { return }
    // A child has the code of its parent, which has the finding.
    if let parent = service.declaration.extends.flatMap({ context.analysis.symbols.service($0.value) }),
      let parentLowered = context.program.service(parent.name), lacksImage(parent, parentLowered)
    {
      return
    }
    context.report(
      .missingKey, at: service.declaration.nameSpan, path: "services.\(service.name)",
      "service `\(service.name)` does not say how its image is made"
    ) {
      let generated = ServiceTypes.all.filter { $0.traits.contains(.generatesDockerfile) }.map(\.name)
      $0.notes = [
        "a Dockerfile is generated where a toolchain is named, for \(Words.enumeration(generated)), and for what extends one"
      ]
      if isRecognized(service, lowered, options, in: context) {
        $0.help = ["let the platform build it: `build: { builder: railpack }`"]
      }
      $0.help += [
        "name the package manager: `build: { toolchain: uv }`; or a Dockerfile: `build: { dockerfile: path/Dockerfile }`",
        "or take another service's code: `extends: backend`; or run a finished image: `image: …`",
      ]
    }
  }

  /// Whether a generated image would have no command, so that the command of its base image would run.
  private static func lacksCommand(_ service: ServiceSymbol, _ lowered: IR.Service) -> Bool {
    lowered.build?.isGenerated == true && lowered.wholeCommand == nil && service.declaration.start == nil
      && service.declaration.extends == nil && service.declaration.build?.value.toolchain != nil
      && !service.traits.contains(.staticFiles)
  }

  /// Files by which a platform recognizes a project, from its documentation of 2026.
  private static let manifests = [
    "package.json", "requirements.txt", "pyproject.toml", "go.mod", "Gemfile", "composer.json", "Cargo.toml", "pom.xml",
  ]

  /// Whether every target can build these sources by itself.
  private static func isRecognized(
    _ service: ServiceSymbol, _ lowered: IR.Service, _ options: CompileOptions, in context: CheckContext
  ) -> Bool {
    guard !context.targets.isEmpty, context.targets.allSatisfy({ $0.capabilities.recognizesProjects }),
      let exists = options.fileExists
    else { return false }
    let root = service.declaration.root?.value ?? lowered.build?.root ?? "."
    let folder = root == "." || root == "./" ? "" : (root.hasSuffix("/") ? root : root + "/")
    return manifests.contains { exists(folder + $0) }
  }

  private static func lacksImage(_ service: ServiceSymbol, _ lowered: IR.Service) -> Bool {
    guard lowered.image == nil, service.declaration.image == nil else { return false }
    guard let build = lowered.build else { return true }
    return build.recipe == nil && build.dockerfile == nil && build.builder != .railpack
  }

  private static func checkPaths(
    _ service: ServiceSymbol, _ exists: (String) -> Bool, _ repository: FileAccess?, in context: CheckContext
  ) {
    let declaration = service.declaration
    func require(_ path: Located<String>?, _ key: String) {
      guard let path, path.value != "generate", !exists(path.value) else { return }
      context.report(
        .pathNotFound, at: path.span, path: "services.\(service.name).\(key)", "`\(path.value)` does not exist"
      ) {
        $0.notes = ["paths are relative to the topology file; letter case counts"]
        $0.help = [
          "write the path of a \(key == "root" || key == ServiceKey.buildWorkspace.rawValue ? "directory" : "file") that exists"
        ]
        guard let nearest = repository.flatMap({ nearest(to: path.value, in: $0) }) else { return }
        $0.help = ["did you mean `\(nearest)`?"]
        if let scalar = path.node.scalar, scalar.text == path.value {
          let place = scalar.span(of: 0..<scalar.text.utf8.count)
          $0.fixes = [FixIt("write `\(nearest)`", .unsafe, [.init(place, scalar.spelled(nearest))])]
        }
      }
    }
    require(declaration.root, "root")
    require(declaration.build?.value.dockerfile, ServiceKey.buildDockerfile.rawValue)
    require(declaration.build?.value.workspace, ServiceKey.buildWorkspace.rawValue)
    for file in declaration.initFiles { require(file, "init") }
  }

  /// The path with another last part, where the folder before it holds one name that is alike.
  private static func nearest(to path: String, in repository: FileAccess) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let last = parts.last, !last.isEmpty else { return nil }
    let front = parts.dropLast().joined(separator: "/")
    guard let listing = repository.list(front.isEmpty ? "." : front) else { return nil }
    let nearest = Suggestion.nearest(to: String(last), among: listing.entries.map(\.name).sorted())
    guard nearest.count == 1 else { return nil }
    return front.isEmpty ? nearest[0] : front + "/" + nearest[0]
  }
}
