import Resolution
import Rules
import Diagnostics
import Emit
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
        if options.fileExists != nil || options.requiresImages {
          requireImage(service, lowered, options.repository, in: context)
        }
        if let exists { checkPaths(service, exists, options.repository, in: context) }
      }
    }
  }

  private static func requireImage(
    _ service: ServiceSymbol, _ lowered: IR.Service, _ repository: FileAccess?, in context: CheckContext
  ) {
    if lacksCommand(service, lowered) {
      context.report(
        .missingKey, at: service.declaration.nameSpan, path: "services.\(service.name)",
        "service `\(service.name)` has no `start`"
      ) {
        $0.notes = ["its image is generated, and a `\(service.type.name)` service has no command of its own"]
        $0.help = ["say what runs: `start: python -m app`"]
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
      $0.notes = [
        "a Dockerfile is generated where a toolchain is named, for \(Self.types), and for what extends one of them"
      ]
      $0.help = [
        "name what installs the code: `build: { toolchain: uv }`; or a Dockerfile: `build: { dockerfile: path/Dockerfile }`",
        "or take another service's code: `extends: backend`; or run a finished image: `image: …`",
      ]
      // The shortest way where every target knows such projects by itself.
      if buildsWithoutDockerfile(context), isProject(lowered.build?.root ?? ".", repository) {
        $0.help.insert("let the platform build it: `build: { builder: railpack }`", at: 0)
      }
    }
  }

  private static func buildsWithoutDockerfile(_ context: CheckContext) -> Bool {
    let targets = context.program.targets.compactMap(Emitters.named)
    return !targets.isEmpty && targets.count == context.program.targets.count
      && targets.allSatisfy { $0.capabilities.buildsWithoutDockerfile }
  }

  /// Files by which a project of a language that has no toolchain here is known.
  private static let otherManifests = [
    "pyproject.toml", "Gemfile", "composer.json", "Cargo.toml", "pom.xml", "build.gradle", "build.gradle.kts",
    "mix.exs",
    "deno.json", "gleam.toml", "index.html",
  ]

  private static func isProject(_ root: String, _ repository: FileAccess?) -> Bool {
    repository?.list(root)?.entries.contains {
      !$0.isFolder && (Toolchains.isManifest($0.name) || otherManifests.contains($0.name))
    } ?? false
  }

  /// The types that have a Dockerfile without more words.
  private static let types = Words.enumeration(
    ServiceTypes.all.filter { $0.traits.contains(.generatesDockerfile) }.map(\.name))

  /// Whether a generated image would have no command, and its base would start whatever it starts by itself.
  private static func lacksCommand(_ service: ServiceSymbol, _ lowered: IR.Service) -> Bool {
    lowered.build?.isGenerated == true && lowered.command == nil && service.declaration.start == nil
      && service.declaration.extends == nil && service.declaration.build?.value.toolchain != nil
      && !service.traits.contains(.staticFiles)
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
        $0.help = ["write the path of a \(key == "root" ? "folder" : "file") that is there"]
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
