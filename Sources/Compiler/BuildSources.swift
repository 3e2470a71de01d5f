import Analysis
import Diagnostics
import IR
import Model

/// Where images come from: files that must be there, and services that say nothing of how their image is made.
enum BuildSources {
  static func check(_ contexts: [CheckContext], options: CompileOptions) {
    for context in contexts {
      for lowered in context.program.services {
        guard let service = context.analysis.symbols.service(lowered.name), service.traits.contains(.code) else {
          continue
        }
        if options.fileExists != nil || options.buildsImages { requireImage(service, lowered, in: context) }
        if let exists = options.fileExists { checkPaths(service, exists, in: context) }
      }
    }
  }

  private static func requireImage(_ service: ServiceSymbol, _ lowered: IR.Service, in context: CheckContext) {
    guard !service.declaration.isTypeGuessed, lowered.image == nil, service.declaration.image == nil else { return }
    if let build = lowered.build, build.recipe != nil || build.dockerfile != nil || build.builder == .railpack {
      return
    }
    context.report(
      .missingKey, at: service.declaration.nameSpan, path: "services.\(service.name)",
      "service `\(service.name)` does not say how its image is made"
    ) {
      $0.notes = [
        "a Dockerfile can be generated for fastapi, flask, nextjs and static, and for what extends one of them"
      ]
      $0.help = [
        "name a Dockerfile: `build: { dockerfile: path/Dockerfile }`",
        "or take a sibling's code: `extends: backend`; or run a finished image: `image: …`",
      ]
    }
  }

  private static func checkPaths(_ service: ServiceSymbol, _ exists: (String) -> Bool, in context: CheckContext) {
    let declaration = service.declaration
    func require(_ path: Located<String>?, _ key: String) {
      guard let path, path.value != "generate", !exists(path.value) else { return }
      context.report(
        .pathNotFound, at: path.span, path: "services.\(service.name).\(key)", "`\(path.value)` does not exist"
      ) { $0.help = ["paths are relative to the topology file"] }
    }
    require(declaration.root, "root")
    require(declaration.build?.value.dockerfile, "build.dockerfile")
    for file in declaration.initFiles { require(file, "init") }
  }
}
