import Diagnostics
package import IR

/// Files that become part of an image, for a target that mounts none: a Dockerfile that begins with the image and copies
/// them. No value of a secret can be among them: everyone with access to the image can read it.
package struct ImageFiles: Sendable {
  /// A file or a directory of the repository or of the output, and where the container finds it.
  struct Copy: Hashable, Sendable {
    /// From the topology's directory, which the image is built from.
    let source: String
    let target: String
  }

  let base: String
  let copies: [Copy]
  /// The comment at the top: `Image of ...`.
  let remark: String
  /// What takes the place of the comment and the image, where more is done than files are copied.
  var beginning: DockerfileDocument?

  var dockerfile: DockerfileDocument {
    var document = beginning ?? DockerfileDocument([.comment(remark), .blank, .from(base: base, stage: "run")])
    for copy in copies { document.add(.copy(sources: [copy.source], to: copy.target, stage: nil, owner: nil)) }
    return document
  }

  /// What is copied, each file once.
  var sources: [String] {
    var seen: Set<String> = []
    return copies.map(\.source).filter { seen.insert($0).inserted }
  }

  /// Admits only what is copied.
  var ignoreFile: String {
    (["*"] + sources.map { "!" + IgnorePattern.literal($0) }).map { $0 + "\n" }.joined()
  }

  /// Why a file cannot be part of an image.
  enum Refusal {
    /// Everyone with access to the image could read it.
    case secret
    /// It contains values that exist at run time only.
    case value
    /// It is not among the sources of the image.
    case outside

    /// The second half of a sentence about files that are copied.
    var reason: String {
      switch self {
      case .secret: "anyone with access to the image could read this one"
      case .value: "this one has values that exist at run time only"
      case .outside: "this one is not among the sources of the service"
      }
    }
  }

  static func refusal(of file: FileMount, of service: Service) -> Refusal? {
    switch file.source {
    case .secret: return .secret
    case .composed(let text):
      if text.value?.fixedText == nil { return text.value?.hasSecret == true ? .secret : .value }
      return service.build == nil ? nil : .outside
    case .repository(let path):
      guard let build = service.build else { return nil }
      if !OutputLayout.isInside(path, build.root)
        || build.nestedRoots.contains(where: { OutputLayout.isInside(path, $0) })
      {
        return .outside
      }
      return isIgnored(path) ? .secret : nil
    }
  }

  /// Whether ignore files exclude it, because it may hold secrets or belongs to one machine.
  private static func isIgnored(_ path: String) -> Bool {
    let name = OutputLayout.components(path).last ?? ""
    return name == ".env" || name.hasPrefix(".env.")
      || [".pem", ".key", ".db", ".sqlite", ".sqlite3", ".log"].contains(where: name.hasSuffix)
  }

  /// Adds the files that services mount to their generated images, where a target of the topology mounts none. One image
  /// serves all targets: those that mount files cover the copies with the same files.
  package static func copy(into programs: inout [Program]) {
    let isNeeded = programs.contains { program in
      program.targets.contains { Emitters.named($0)?.capabilities.copiesFiles == true }
    }
    guard isNeeded else { return }
    for program in programs.indices {
      for index in programs[program].services.indices {
        let service = programs[program].services[index]
        guard !service.files.isEmpty, let build = service.build, build.isGenerated,
          let last = build.recipe?.stages.indices.last
        else { continue }
        let steps = service.files.compactMap { file -> Recipe.Step? in
          guard case .repository(let path) = file.source, refusal(of: file, of: service) == nil else { return nil }
          return .copySources([OutputLayout.relative(from: build.root, to: path)], to: file.path)
        }
        programs[program].services[index].build?.recipe?.stages[last].steps += steps
      }
    }
  }
}

extension Service {
  /// Whether files can become part of its image: a generated one, or a given one that the target does not replace.
  func canHaveFiles(_ capabilities: Capabilities) -> Bool {
    if build?.isGenerated == true { return true }
    guard image != nil, build == nil else { return false }
    return store?.managed.map { !capabilities.platformStores.contains($0) } ?? true
  }
}

extension Expression {
  /// The text of an expression without references; nil for any other.
  var fixedText: String? {
    switch self {
    case .literal(let text): return text
    case .concat(let parts):
      var text = ""
      for part in parts {
        guard let fixed = part.fixedText else { return nil }
        text += fixed
      }
      return text
    default: return nil
    }
  }
}
