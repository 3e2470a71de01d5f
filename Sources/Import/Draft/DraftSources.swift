import Diagnostics
import JSON
package import Probes
import Syntax

/// The files of a repository that a topology can be made of, read as facts. Readers do not see each other.
package struct DraftSources {
  /// In the order of their files.
  private(set) var services: [ServiceFacts] = []
  private(set) var remarks: [DraftRemark] = []
  /// Files that cannot be read, with the reason.
  private(set) var refused: [DraftRemark] = []
  /// Paths of what was read, from the top of the repository.
  private(set) var sources: [String] = []
  private(set) var templates: [EnvTemplate] = []
  /// Dockerfiles that no other file names.
  private(set) var dockerfiles: [String] = []
  /// Dockerfiles for developers and tests that no other file names.
  private(set) var dockerfilesAside: [String] = []
  /// Directories with a project of their own.
  private(set) var projects: [String] = []
  /// Names of environments that files speak of, in order.
  private(set) var environments: [String] = []
  /// Volumes that several services mount.
  private(set) var sharedVolumes: [String] = []
  /// Variables that compose itself takes.
  private(set) var composeSettings: Set<String> = []
  /// Secrets that services read as files.
  private(set) var fileSecrets: Set<String> = []
  /// Targets that the files are for, in order.
  private(set) var targets: [String] = []
  /// Where the code is: `owner/name` on GitHub, and the branch that is checked out.
  private(set) var remote: String?
  private(set) var branch: String?
  let repository: RepositoryReader
  let name: String
  private let places: PlaceFinder

  /// Files of git that say where the code is.
  private static let gitFiles = [".git/config", ".git/HEAD"]

  /// - Parameters:
  ///   - paths: directories that are looked through, and files that are read whatever they are called.
  ///   - from: what is read, where not everything that is found; empty: everything.
  ///   - environments: names by the files that are theirs alone.
  ///   - name: of the repository.
  package init(
    _ paths: [String], from: [String] = [], environments: [String: String] = [:], name: String,
    _ repository: RepositoryReader
  ) {
    self.repository = repository
    self.name = name
    places = PlaceFinder(repository)
    let bag = DiagnosticBag()
    let loader = ComposeLoader(repository, into: bag)
    var found = SourceFiles()
    for path in paths { found.add(path, repository) }
    if !from.isEmpty { found.keep(from) }
    for (path, environment) in environments.sorted(by: { $0.key < $1.key }) {
      guard repository.hasFile(path), found.name(path, environment) else {
        refused.append(DraftRemark(shown(path), "no such file, or no base compose file in its directory"))
        continue
      }
    }
    refused += found.unreadable.map { DraftRemark(shown($0), "not a regular file of the repository") }
    readCompose(found, loader)
    readRailway(found)
    readPlatforms(found, bag)
    readRest(found)
    remote = repository.file(Self.gitFiles[0]).flatMap { GitRemote.github($0.bytes) }
    branch = repository.file(Self.gitFiles[1]).flatMap { GitRemote.branch($0.bytes) }
    for finding in bag.sorted() where finding.severity == .error {
      refused.append(DraftRemark(places.place(finding.primary.span), finding.message))
    }
  }

  /// Whether any deployment file was read.
  package var hasDeploymentFiles: Bool { !targets.isEmpty || !services.isEmpty || !dockerfiles.isEmpty }

  /// Every name that the files have for a service, and every host by which it is reached.
  package var names: Set<String> { services.reduce(into: []) { $0.formUnion($1.names + $1.hosts) } }

  private mutating func target(_ name: String) {
    if !targets.contains(name) { targets.append(name) }
  }

  // MARK: Compose

  private mutating func readCompose(_ files: SourceFiles, _ loader: ComposeLoader) {
    for group in files.compose {
      let production = group.files.filter { $0.environment == "production" }.map(\.path)
      guard let base = group.base ?? production.first else {
        for file in group.files {
          remarks.append(
            DraftRemark(
              shown(file.path),
              "is one of several compose files, none of which has the default name: pass its path to read it")
          )
        }
        continue
      }
      let main = group.base == nil ? production : [base] + production
      guard let stack = stack(main, loader) else { continue }
      target(StackDialect.compose.name)
      sources += main
      var facts = StackFacts(stack, rank: .stack, repository, places)
      remarks += facts.remarks
      sharedVolumes += facts.sharedVolumes.filter { !sharedVolumes.contains($0) }
      fileSecrets.formUnion(facts.fileSecrets)
      composeSettings.formUnion(facts.settings)
      readOverlays(group, main, &facts, loader)
      services += facts.services
    }
  }

  private mutating func readOverlays(
    _ group: SourceFiles.ComposeGroup, _ main: [String], _ facts: inout StackFacts, _ loader: ComposeLoader
  ) {
    for file in group.files where !main.contains(file.path) {
      guard let environment = file.environment else {
        let reason =
          file.isForDevelopment
          ? "is for developers: omitted; declare it in an environment of `kind: local`"
          : "is not read: pass `--env NAME=FILE`, or its path alone"
        remarks.append(DraftRemark(shown(file.path), reason))
        continue
      }
      guard let stack = stack(main + [file.path], loader) else { continue }
      sources.append(file.path)
      if !environments.contains(environment) { environments.append(environment) }
      let other = StackFacts(stack, rank: .stack, repository, places)
      remarks += other.remarks.filter { remark in remark.place.path == repository.name(of: file.path) }
      fileSecrets.formUnion(other.fileSecrets)
      facts.add(other.services, for: environment)
    }
  }

  private mutating func stack(_ paths: [String], _ loader: ComposeLoader) -> Stack? {
    do throws(ComposeLoader.Refusal) {
      return try Stack(paths, loader)
    } catch {
      switch error {
      case .template:
        refused.append(DraftRemark(shown(paths.last ?? ""), "a template, not a compose file"))
      case .absent, .unreadable:
        refused.append(DraftRemark(shown(paths.last ?? ""), "not a compose file: it has no `services`, or is not YAML"))
      }
      return nil
    }
  }

  private func shown(_ path: String) -> DraftPlace { DraftPlace(repository.name(of: path)) }

  // MARK: Platforms

  private mutating func readRailway(_ files: SourceFiles) {
    var starts: [String: String] = [:]
    for path in files.builders {
      guard let file = repository.file(path) else { continue }
      sources.append(path)
      let isTable = path.hasSuffix(".toml")
      switch RailwayConfigFile.read(file, name: repository.name(of: path)) {
      case .failure(let refusal): refused.append(refusal.remark)
      case .success(let config):
        let keys = isTable ? ["start", "cmd"] : ["deploy", "startCommand"]
        let command = keys.reduce(config.value as JSONValue?) { $0?[$1] }?.string
        if let command { starts[RepositoryReader.folder(of: path)] = command }
        remarks.append(
          DraftRemark(
            shown(path),
            isTable
              ? "is not migrated: only Nixpacks reads it, which Railway has deprecated"
              : "is not migrated: Railpack still reads it"))
      }
    }
    for path in files.programs {
      let text = "is a program, which is not run: add what it declares by hand"
      remarks.append(DraftRemark(shown(path), text))
    }
    guard !files.railway.isEmpty else { return }
    sources += files.railway
    let facts = RailwayFacts(files.railway, starts: starts, name: name, repository)
    services += facts.services
    remarks += facts.remarks
    refused += facts.refused
    for environment in facts.services.flatMap(\.variants).map(\.environment) where !environments.contains(environment) {
      environments.append(environment)
    }
    target(StackDialect.railway.name)
  }

  private mutating func readPlatforms(_ files: SourceFiles, _ bag: DiagnosticBag) {
    for path in files.render {
      guard let stack = Stack(render: path, repository, into: bag) else { continue }
      var facts = take(stack, .platform)
      facts.settleEnvironments(of: stack)
      add(facts)
    }
    for (folder, paths) in Dictionary(grouping: files.fly, by: RepositoryReader.folder).sorted(by: { $0.key < $1.key })
    {
      readFly(paths.sorted(), in: folder, bag)
    }
    let processes = Dictionary(grouping: files.processes, by: RepositoryReader.folder)
    for (_, paths) in processes.sorted(by: { $0.key < $1.key }) {
      guard let stack = Stack(processes: paths.sorted(), repository, into: bag) else { continue }
      let facts = take(stack, .processFile)
      if targets.contains(StackDialect.railway.name) {
        remarks += facts.remarksOfSingleProcess()
      } else if targets.isEmpty {
        target(StackDialect.procfile.name)
      }
      add(facts)
    }
  }

  /// One app, and the same app in other environments by files of their own.
  private mutating func readFly(_ paths: [String], in folder: String, _ bag: DiagnosticBag) {
    func environment(_ path: String) -> String? {
      let parts = path.split(separator: "/").last?.split(separator: ".") ?? []
      return parts.count == 3 ? SourceFiles.environments[parts[1].lowercased()] : nil
    }
    let base = paths.first { $0.hasSuffix("fly.toml") } ?? paths[0]
    guard let stack = Stack(fly: base, repository, into: bag) else { return }
    var facts = take(stack, .platform)
    for path in paths where path != base {
      guard let name = environment(path) else {
        remarks.append(DraftRemark(shown(path), "is not read: pass `--env NAME=FILE`, or its path alone"))
        continue
      }
      guard let other = Stack(fly: path, repository, into: bag) else { continue }
      var others = take(other, .platform)
      // Each environment is an app of its own, with a name of its own.
      others.takeNames(of: facts)
      facts.add(others.services, for: name)
      if name != "production", !environments.contains(name) { environments.append(name) }
    }
    add(facts)
  }

  private mutating func take(_ stack: Stack, _ rank: SourceRank) -> StackFacts {
    sources += stack.files
    let facts = StackFacts(stack, rank: rank, repository, places)
    remarks += facts.remarks
    return facts
  }

  private mutating func add(_ facts: StackFacts) {
    services += facts.services
    for environment in facts.environments where !environments.contains(environment) { environments.append(environment) }
  }

  // MARK: What stands beside them

  private mutating func readRest(_ files: SourceFiles) {
    for path in files.templates {
      guard let file = repository.file(path) else { continue }
      sources.append(path)
      let template = EnvTemplate(file, name: repository.name(of: path), repository)
      templates.append(template)
      // References in the platform's own form say where it runs, and so may the name of the file.
      if template.isForPlatform || template.entries.contains(where: { $0.value.node.text.holds("${{") }) {
        target(StackDialect.railway.name)
      }
    }
    let claimed = Set(services.compactMap(\.dockerfile))
    for path in files.dockerfiles {
      sources.append(path)
      if !claimed.contains(path) { dockerfiles.append(path) }
    }
    dockerfilesAside = files.dockerfilesAside.filter { !claimed.contains($0) }
    projects = files.projects
  }
}
