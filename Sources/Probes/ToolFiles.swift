import Diagnostics
import IR
import Model
import Resolution
import Syntax
import Files

/// A service whose generated image installs with a toolchain, and the files that the toolchain finds.
final class ToolFiles {
  let service: ProbedService
  let root: CodeRoot
  /// The tool that the image installs with.
  let tool: Toolchain
  let recipe: Recipe
  /// Files that the recipe copies by name before the sources are.
  let manifests: [String]
  /// The directory that the image is built from.
  let folder: String
  private let repository: RepositoryReader

  /// Nil where no image is generated, where it is that of another service, or where nothing is installed in it.
  init?(_ service: ProbedService, _ root: CodeRoot, _ repository: RepositoryReader) {
    guard let build = service.lowered.build, build.isGenerated, build.sharedWith == nil, let recipe = build.recipe,
      let choice = service.symbol.toolChoice(service.declaration.build?.value)
    else { return nil }
    manifests = recipe.manifests
    if manifests.isEmpty { return nil }
    self.service = service
    self.root = root
    self.recipe = recipe
    self.repository = repository
    tool = choice.tool
    folder = build.sources
  }

  /// All of them, in order of declaration.
  static func all(in context: ProbeContext) -> [ToolFiles] {
    context.roots.flatMap { root in root.services.compactMap { ToolFiles($0, root, context.repository) } }
  }

  func path(_ name: String) -> String { RepositoryReader.join(folder, name) }

  func has(_ name: String) -> Bool {
    name.utf8.contains(UInt8(ascii: "/")) ? repository.hasFile(path(name)) : namesHere.contains(name)
  }

  /// The files right in the directory.
  private lazy var namesHere = Set(repository.list(folder)?.entries.filter { !$0.isFolder }.map(\.name) ?? [])

  func file(_ name: String) -> RepositoryReader.File? { has(name) ? repository.file(path(name)) : nil }

  /// Whether a directory of that name is there and holds something.
  func hasFolder(_ name: String) -> Bool { repository.list(path(name)).map { !$0.entries.isEmpty } ?? false }

  /// The names of the directories in a directory of the repository.
  func folders(in path: String) -> [String] {
    repository.list(path)?.entries.filter(\.isFolder).map(\.name) ?? []
  }

  /// The directory of the service below the one that is built from; nil: they are the same.
  private(set) lazy var member: String? =
    service.lowered.build?.workspace == nil
    ? nil : service.declaration.build?.value.member(of: service.lowered.build?.root ?? ".")

  /// A file of the service itself, as a name in the directory.
  func own(_ name: String) -> String { member.map { $0 + "/" + name } ?? name }

  /// The lock file of a tool in the directory. Where two tools use the same name, its content tells them apart.
  func lock(of tool: Toolchain) -> String? {
    tool.locks.lazy.flatMap { [$0, self.own($0)] }.first { name in
      guard has(name) else { return false }
      let marks = Toolchains.all.filter { $0.name != tool.name && $0.locks.contains(name) }.compactMap(\.lockMark)
      if tool.lockMark == nil, marks.isEmpty { return true }
      guard let bytes = repository.beginning(of: path(name), count: 4096) else { return false }
      let text = String(decoding: bytes, as: UTF8.self)
      return tool.lockMark.map(text.contains) ?? !marks.contains(where: text.contains)
    }
  }

  /// The tool whose lock file is there in place of that of the tool in force, or beside it.
  private(set) lazy var other: (tool: Toolchain, lock: String)? = {
    let others = Toolchains.all(of: [tool.language]).lazy.filter { $0.name != self.tool.name }
    guard let found = others.compactMap({ tool in self.lock(of: tool).map { (tool, $0) } }).first else { return nil }
    // A list of requirements beside the lock of another tool is exported from that lock.
    let isWritten = service.declaration.build?.value.toolchain != nil
    if tool.locks.isEmpty, !isWritten, manifests.allSatisfy(has) { return nil }
    return found
  }()

  /// What is copied into the image before anything is installed.
  private(set) lazy var copied: [String] = recipe.stages.flatMap(\.steps).flatMap { step -> [String] in
    switch step {
    case .copySources(let names, _) where names != ["."]: names
    case .copyManifests(let names, let optional, _): names + optional
    default: []
    }
  }

  /// Whether a file is copied, by itself or with its directory.
  func isCopied(_ name: String) -> Bool { copied.contains { name == $0 || name.hasPrefix($0 + "/") } }

  /// `build.install_files` with further ones. Where a tool would then install from another file than now, as pip from the
  /// first list of requirements, the present one comes before them.
  func added(_ missing: [String], to written: [String]) -> [String] {
    func manifests(_ names: [String]) -> [String] {
      tool.install(InstallInput(files: names, member: member)).manifests
    }
    let present = manifests(written)
    if manifests(written + missing) == present { return written + missing }
    return present.filter { !written.contains($0) } + written + missing
  }

  // MARK: Edits

  /// Where a finding about a key of `build` points: the key, `build`, or the code of the service.
  func span(of key: ServiceKey) -> Span {
    service.declaration.written.entries.first { $0.key == key }?.place ?? service.rootSpan
  }

  /// Sets a key of `build`, which may exist or not.
  func edit(_ key: ServiceKey, _ text: String) -> FixIt.Edit? {
    let node = service.declaration.node
    guard let build = node.entry("build") else {
      return Edits.add("build: { \(key.name): \(text) }", to: node, order: CanonicalForm.serviceOrder)
    }
    if let written = build.value.entry(key.name) { return FixIt.Edit(written.value.span, text) }
    return Edits.add("\(key.name): \(text)", to: build.value, order: BuildDeclaration.shape.fields.map(\.name))
  }
}
