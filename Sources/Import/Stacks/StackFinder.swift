package import Diagnostics
import Files
package import Probes

/// The deployment files of a repository, and which of them are run together.
package struct StackFinder {
  /// In the order in which their files are found.
  package private(set) var stacks: [Stack] = []
  /// Templates of env files, wherever they lie.
  package private(set) var envTemplates: [String] = []
  /// Files that only patch others, where the base is not in their directory.
  package private(set) var fragments: [String] = []
  /// Files that a template engine makes compose files of.
  package private(set) var templates: [String] = []
  /// Files in directories of samples and tests, which are looked at when they are named.
  package private(set) var skipped: [String] = []
  /// Env files of the operator: that they exist is all that is known.
  package private(set) var privateFiles: [String] = []
  /// There are files that infracc has written, which are checked by their topology.
  package private(set) var hasGenerated = false
  /// How many files there are beyond those that are looked at.
  package private(set) var unseen = 0

  private let repository: RepositoryReader
  private let loader: ComposeLoader
  private let bag: DiagnosticBag
  private var dockerfiles: [String] = []
  private var railway: [String] = []

  /// Finds the stacks below a directory.
  /// - Parameter bag: takes what is wrong with files that are no compose files.
  package init(
    below folder: String, _ repository: RepositoryReader, _ loader: ComposeLoader, into bag: DiagnosticBag
  ) {
    self.repository = repository
    self.loader = loader
    self.bag = bag
    walk(folder, isSample: false, IgnoredFiles([], repository), 0)
    settle()
  }

  /// Makes the stacks of files that are seen together.
  private mutating func settle() {
    if let stack = Stack(railway: railway, repository, into: bag) { stacks.append(stack) }
    let built = Set(
      stacks.flatMap { stack in
        stack.services.compactMap { $0.dockerfile(in: stack, repository)?.file.path }
      })
    for path in dockerfiles where !built.contains(path) {
      if let stack = Stack(dockerfile: path, repository) { stacks.append(stack) }
    }
  }

  /// Takes one file that is named.
  package init(
    naming path: String, _ repository: RepositoryReader, _ loader: ComposeLoader, into bag: DiagnosticBag
  ) {
    self.repository = repository
    self.loader = loader
    self.bag = bag
    let name = path.split(separator: "/").last.map(String.init) ?? path
    if Self.isDeployment(name), !Self.isStackFile(name) {
      var found = FolderFiles()
      take(name, path, &found)
      addPartner(of: name, in: RepositoryReader.folder(of: path), &found)
      group(found, in: RepositoryReader.folder(of: path))
      settle()
    } else {
      add([path])
    }
  }

  /// A Procfile and the description of its app are read together, whichever is named.
  private func addPartner(of name: String, in folder: String, _ found: inout FolderFiles) {
    guard Stack.isProcfile(name) || Stack.isAppJSON(name) else { return }
    let other = RepositoryReader.join(folder, Stack.isProcfile(name) ? "app.json" : "Procfile")
    if repository.hasFile(other) { found.processes.append(other) }
    found.processes.sort()
  }

  /// Whether a name is that of a compose file.
  package static func isStackFile(_ name: String) -> Bool {
    let parts = name.split(separator: ".")
    guard let first = parts.first, let last = parts.last, parts.count > 1, last == "yml" || last == "yaml" else {
      return false
    }
    return first == "compose" || first == "docker-compose" || first.hasPrefix("docker-compose-")
  }

  private mutating func walk(_ folder: String, isSample: Bool, _ above: IgnoredFiles, _ depth: Int) {
    guard depth < SearchedDirectories.deepest, let listing = repository.list(folder) else { return }
    let ignored = above.adding(folder, repository)
    var found = FolderFiles()
    for entry in listing.entries where !entry.isFolder {
      let path = RepositoryReader.join(folder, entry.name)
      if EnvFileNames.isPrivate(entry.name) { privateFiles.append(path) }
      if EnvFileNames.isTemplate(entry.name), !isSample { envTemplates.append(path) }
      guard Self.isDeployment(entry.name) else { continue }
      if isSample {
        skipped.append(path)
      } else if stacks.count + found.count + fragments.count + dockerfiles.count + railway.count
        < SearchedDirectories.mostFiles
      {
        take(entry.name, path, &found)
      } else {
        unseen += 1
      }
    }
    group(found, in: folder)
    // What infracc has written is checked by the topology that it was made of.
    guard !listing.entries.contains(where: { $0.name == ".infracc" && $0.isFolder }) else {
      hasGenerated = true
      return
    }
    for entry in listing.entries where entry.isFolder && !SearchedDirectories.foreign.contains(entry.name) {
      let path = RepositoryReader.join(folder, entry.name)
      if ignored.leavesOut(path) { continue }
      walk(path, isSample: isSample || SearchedDirectories.samples.contains(entry.name), ignored, depth + 1)
    }
  }

  /// Whether a name is that of a file which says how something is deployed.
  package static func isDeployment(_ name: String) -> Bool {
    isStackFile(name) || Stack.isDockerfile(name)
      || [Stack.isRailway, Stack.isRender, Stack.isFly, Stack.isProcfile, Stack.isAppJSON].contains { $0(name) }
  }

  /// Files of one directory that are read together.
  private struct FolderFiles {
    /// Names of compose files.
    var compose: [String] = []
    /// Paths of a Procfile and an `app.json`.
    var processes: [String] = []

    var count: Int { compose.count + processes.count }
  }

  private mutating func take(_ name: String, _ path: String, _ found: inout FolderFiles) {
    if Self.isStackFile(name) {
      found.compose.append(name)
    } else if Stack.isDockerfile(name) {
      dockerfiles.append(path)
    } else if Stack.isRailway(name) {
      railway.append(path)
    } else if Stack.isProcfile(name) || Stack.isAppJSON(name) {
      found.processes.append(path)
    } else if let file = repository.file(path), ComposeLoader.isTemplate(file.bytes) {
      templates.append(path)
    } else if let stack = Stack.isFly(name)
      ? Stack(fly: path, repository, into: bag) : Stack(render: path, repository, into: bag)
    {
      stacks.append(stack)
    }
  }

  /// The stacks of one directory.
  private mutating func group(_ found: FolderFiles, in folder: String) {
    let names = found.compose
    let base = SearchedDirectories.composeBases.first(where: names.contains).map { RepositoryReader.join(folder, $0) }
    if let base { add([base]) }
    for name in names where !SearchedDirectories.composeBases.contains(name) {
      let path = RepositoryReader.join(folder, name)
      guard let stack = stack([path]) else { continue }
      if stack.isComplete {
        stacks.append(stack)
      } else if let base {
        add([base, path])
      } else {
        fragments.append(path)
      }
    }
    if let stack = Stack(processes: found.processes, repository, into: bag) { stacks.append(stack) }
  }

  private mutating func add(_ paths: [String]) {
    if let stack = stack(paths) { stacks.append(stack) }
  }

  private mutating func stack(_ paths: [String]) -> Stack? {
    do throws(ComposeLoader.Refusal) {
      return try Stack(paths, loader)
    } catch {
      if error == .template { templates += paths }
      return nil
    }
  }
}
