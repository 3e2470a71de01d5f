import Files
import Probes

/// The files that a topology can be made of, by what they are.
struct SourceFiles {
  /// The compose files of one directory.
  struct ComposeGroup {
    struct Overlay {
      let path: String
      /// The environment that its name says; nil: none.
      let environment: String?
      let isForDevelopment: Bool
    }

    var base: String?
    var files: [Overlay] = []
  }

  private(set) var compose: [ComposeGroup] = []
  private(set) var railway: [String] = []
  private(set) var render: [String] = []
  private(set) var fly: [String] = []
  /// Procfiles and descriptions of apps, which are read together.
  private(set) var processes: [String] = []
  /// Settings of Nixpacks and Railpack.
  private(set) var builders: [String] = []
  private(set) var dockerfiles: [String] = []
  /// Those for developers and tests.
  private(set) var dockerfilesAside: [String] = []
  private(set) var templates: [String] = []
  /// Directories with a manifest.
  private(set) var projects: [String] = []

  /// Programs that make a project of a platform.
  private(set) var programs: [String] = []
  /// What has the name of a source, and is no regular file of the repository.
  private(set) var unreadable: [String] = []

  /// Where Railway's command line looks for its project file.
  private static let programFolder = ".railway"
  /// Directories with code for other purposes, beside those that are never searched.
  private static let aside: Set<String> = ["build", "target", "fuzz"]
  private static let manifests: Set<String> = [
    "package.json", "pyproject.toml", "requirements.txt", "Pipfile", "go.mod", "manage.py",
  ]

  /// A directory, or one file.
  mutating func add(_ path: String, _ repository: RepositoryReader) {
    guard repository.hasFile(path) else {
      walk(path, repository, IgnoredFiles([], repository), 0)
      return
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    if Stack.isProcfile(name) {
      let app = RepositoryReader.join(RepositoryReader.folder(of: path), "app.json")
      if repository.hasFile(app) { take("app.json", app) }
    }
    if Self.isSource(name), !StackFinder.isStackFile(name) {
      take(name, path)
    } else {
      compose.append(ComposeGroup(base: path))
    }
  }

  /// Says which environment a compose file is for, whatever it is called.
  /// - Returns: whether there is a base in its directory.
  mutating func name(_ path: String, _ environment: String) -> Bool {
    let folder = RepositoryReader.folder(of: path)
    compose.removeAll { $0.base == path }
    guard let index = compose.firstIndex(where: { $0.base.map(RepositoryReader.folder) == folder }) else {
      return false
    }
    compose[index].files.removeAll { $0.path == path }
    compose[index].files.append(.init(path: path, environment: environment, isForDevelopment: false))
    return true
  }

  /// Leaves only some of the files, by their paths.
  mutating func keep(_ paths: [String]) {
    let wanted = Set(paths)
    compose = compose.compactMap { group in
      var group = group
      if let base = group.base, !wanted.contains(base) { group.base = nil }
      group.files.removeAll { !wanted.contains($0.path) }
      return group.base == nil && group.files.isEmpty ? nil : group
    }
    railway.removeAll { !wanted.contains($0) }
    render.removeAll { !wanted.contains($0) }
    fly.removeAll { !wanted.contains($0) }
    processes.removeAll { !wanted.contains($0) }
    builders.removeAll { !wanted.contains($0) }
    dockerfiles.removeAll { !wanted.contains($0) }
    templates.removeAll { !wanted.contains($0) }
  }

  private mutating func walk(
    _ folder: String, _ repository: RepositoryReader, _ above: IgnoredFiles, _ depth: Int
  ) {
    guard depth < SearchedDirectories.deepest, let listing = repository.list(folder) else { return }
    let ignored = above.adding(folder, repository)
    // What infracc has written says nothing new.
    if listing.entries.contains(where: { $0.name == ".infracc" }) { return }
    var names: [String] = []
    for name in listing.entries.filter({ !$0.isFolder }).map(\.name) + readable(listing.others, in: folder, repository)
    {
      if StackFinder.isStackFile(name) {
        names.append(name)
      } else {
        take(name, RepositoryReader.join(folder, name))
      }
    }
    if listing.entries.contains(where: { !$0.isFolder && Self.manifests.contains($0.name) }),
      projects.count < SearchedDirectories.mostFiles
    {
      projects.append(folder)
    }
    group(names, in: folder)
    if listing.entries.contains(where: { $0.isFolder && $0.name == Self.programFolder }) {
      let inner = RepositoryReader.join(folder, Self.programFolder)
      programs += ["railway.ts", "railway.py"].map { RepositoryReader.join(inner, $0) }.filter(repository.hasFile)
    }
    for entry in listing.entries where entry.isFolder && !entry.name.hasPrefix(".") {
      let path = RepositoryReader.join(folder, entry.name)
      let isSearched = ![SearchedDirectories.foreign, SearchedDirectories.samples, Self.aside]
        .contains { $0.contains(entry.name) }
      if isSearched, !ignored.leavesOut(path) { walk(path, repository, ignored, depth + 1) }
    }
  }

  /// Links to files of the repository; what else has the name of a source is noted.
  private mutating func readable(_ names: [String], in folder: String, _ repository: RepositoryReader) -> [String] {
    names.filter { name in
      guard Self.isSource(name) else { return false }
      let path = RepositoryReader.join(folder, name)
      if repository.file(path) != nil { return true }
      unreadable.append(path)
      return false
    }
  }

  private static func isSource(_ name: String) -> Bool {
    StackFinder.isDeployment(name) || isBuilder(name) || EnvFileNames.isTemplate(name)
  }

  private static func isBuilder(_ name: String) -> Bool { name == "nixpacks.toml" || name == "railpack.json" }

  private mutating func take(_ name: String, _ path: String) {
    if Stack.isRailway(name) {
      if railway.count < SearchedDirectories.mostFiles { railway.append(path) }
    } else if Stack.isRender(name) {
      if render.count < SearchedDirectories.mostFiles { render.append(path) }
    } else if Stack.isFly(name) {
      if fly.count < SearchedDirectories.mostFiles { fly.append(path) }
    } else if Stack.isProcfile(name) || Stack.isAppJSON(name) {
      if processes.count < SearchedDirectories.mostFiles { processes.append(path) }
    } else if Self.isBuilder(name) {
      builders.append(path)
    } else if EnvFileNames.isTemplate(name) {
      if templates.count < SearchedDirectories.mostFiles { templates.append(path) }
    } else if Stack.isDockerfile(name), dockerfiles.count < SearchedDirectories.mostFiles {
      dockerfiles.append(path)
    } else if Stack.isDevelopmentDockerfile(name), dockerfilesAside.count < SearchedDirectories.mostFiles {
      dockerfilesAside.append(path)
    }
  }

  // MARK: Compose

  private mutating func group(_ names: [String], in folder: String) {
    guard !names.isEmpty else { return }
    let base = SearchedDirectories.composeBases.first(where: names.contains)
    var group = ComposeGroup(base: base.map { RepositoryReader.join(folder, $0) })
    for name in names where !SearchedDirectories.composeBases.contains(name) {
      let words = name.split(whereSeparator: { ".-_".contains($0) }).map { $0.lowercased() }
      group.files.append(
        .init(
          path: RepositoryReader.join(folder, name), environment: words.lazy.compactMap { Self.environments[$0] }.first,
          isForDevelopment: words.contains(where: Self.development.contains)))
    }
    // A file alone is one, whatever it is called.
    if group.base == nil, group.files.count == 1, group.files[0].environment == nil {
      group = ComposeGroup(base: group.files[0].path)
    }
    compose.append(group)
  }

  /// The environment that a word in a file's name means.
  static let environments = [
    "prod": "production", "production": "production", "staging": "staging", "stage": "staging", "preview": "preview",
  ]
  private static let development: Set<String> = [
    "override", "dev", "development", "local", "test", "testing", "ci", "debug",
  ]
}
