import IR

/// What the scripts of one machine are made of: images, stores, backups, releases, and where the files lie.
struct ComposeOperations {
  let project: ComposeProject
  /// Code that keeps running.
  let code: [Service]
  /// Images that the compose file builds, in order of declaration.
  let images: [Image]

  init(project: ComposeProject) {
    self.project = project
    code = project.code.filter { project.profiles[$0].isEmpty && !$0.isOneShot }
    images = Self.images(of: project)
  }

  /// The scripts of an environment.
  static func of(_ request: EmitRequest) -> TargetScripts {
    let operations = ComposeOperations(project: ComposeProject.of(request))
    let dumped = Set(operations.backups.map(\.service.name))
    var scripts = [
      TargetScripts.Script("deploy.sh", ComposeDeployScript(operations).script) { task, path in
        switch task {
        case .deploy: [path]
        case .rebuild: [dumped.isEmpty ? path : "\(path) --no-backup"]
        case .dump(let store): dumped.contains(store.name) ? [] : nil
        case .goBack, .renewSecrets, .restore: nil
        }
      }
    ]
    if let rollback = ComposeRollbackScript(operations) {
      scripts.append(
        .init("rollback.sh", rollback.script) { task, path in if case .goBack = task { [path] } else { nil } })
    }
    if let down = ComposeDownScript(operations) { scripts.append(.init("down.sh", down.script)) }
    scripts += ComposeRestoreScript.all(operations).map { item in
      .init(item.name, item.script) { task, path in
        if case .restore(let store) = task { item.lines(for: store, path) } else { nil }
      }
    }
    let readers = Emitters.all.filter { request.targets.contains($0.name) && $0.readsVariables(request) }
    let file = ComposeEnvFileScript(
      operations.project, isAlone: operations.project.layout.style == .tree || readers.count == 1)
    if let secrets = ComposeSecretScript(operations, file) { scripts.append(.init("secrets.sh", secrets.script)) }
    let rotation = ComposeRotationScript(operations, file)
    if let rotation {
      scripts.append(
        .init("rotate-secret.sh", rotation.script) { task, path in
          if case .renewSecrets = task { ["\(path) NAME"] } else { nil }
        })
    }
    let program = OutputLayout.script("deploy.sh", of: ComposeEmitter.name)
    return TargetScripts(
      scripts,
      promotion: .init(program, words: ["--yes", "--rollback", "--tag"], takesVersion: true, takesOptions: true),
      keptFiles: [UncommittedFile("releases", because: "What deploy.sh has deployed on this machine.")]
        + (rotation == nil ? [] : ComposeEnvFileScript.keptFiles),
      findings: ComposeRoll(operations).findings)
  }

  var program: Program { project.program }
  var environment: String { program.environment.name }

  // MARK: Files

  /// The directory of the scripts, from the common one.
  private var scriptFolder: String {
    OutputLayout.join(project.layout.outputFolder, OutputLayout.scripts(environment) + "/" + ComposeEmitter.name)
  }

  /// How a script gets to the compose file's directory from its own.
  var toProject: String { OutputLayout.relative(from: scriptFolder, to: project.folder) }

  /// How the compose file's directory leads to the one that all paths begin in.
  var toRoot: String { OutputLayout.relative(from: project.folder, to: ".") }

  /// A file of the output directory, from the compose file's.
  func path(_ output: String) -> String { project.reference(toOutput: output) }

  /// A script of this target, from the compose file's directory, in a form that a person can type there.
  func script(_ name: String) -> String {
    path(OutputLayout.script(name, of: ComposeEmitter.name, in: environment))
  }

  /// A script of this target from the common directory.
  func location(of script: String) -> String { OutputLayout.join(scriptFolder, script) }

  /// One line for each deployment. Its place does not depend on the layout.
  var releases: String { path(OutputLayout.path(environment, ComposeEmitter.name, "releases")) }

  var smokeTest: String { path(OutputLayout.smokeTest(environment)) }

  /// What a machine needs of the repository, from the common directory: the output directory, the compose file, and what is
  /// mounted from elsewhere.
  var shippedPaths: [String] {
    let layout = project.layout
    var paths = [layout.outputFolder]
    if project.base == .repository { paths.append(layout.repositoryPath(project.path)) }
    for service in program.services {
      for case .repository(let path) in service.files.map(\.source) { paths.append(layout.repositoryPath(path)) }
      paths += (service.store?.initFiles ?? []).map(layout.repositoryPath)
    }
    var seen: Set<String> = []
    return paths.filter { path in
      seen.insert(path).inserted && (path == layout.outputFolder || !OutputLayout.isInside(path, layout.outputFolder))
    }
  }

  // MARK: Images

  /// An image that is built here.
  struct Image {
    /// The variable that names it in the compose file.
    let variable: String
    let name: String
    /// What precedes the tag.
    let tagPrefix: String
    /// The service of the compose file that builds it.
    let service: String
    /// Whether its name is that of a registry: `build.push`.
    let isPushed: Bool
  }

  private static func images(of project: ComposeProject) -> [Image] {
    let program = project.program
    let environment = program.environment.name
    var images: [Image] = []
    var releases: Set<String> = []
    for service in project.code where project.buildsImage(service) {
      guard let build = service.build else { continue }
      let name = build.push ?? "\(program.project)-\(service.dns)"
      // Values that a build bakes in are those of this environment.
      let prefix = service.buildVariables(build).isEmpty ? "" : environment + "-"
      let owner = program.imageOwner(of: service)
      if build.sharedWith == nil {
        images.append(
          Image(
            variable: ComposeProject.imageVariable(service), name: name, tagPrefix: prefix, service: service.dns,
            isPushed: build.push != nil))
      }
      if service.release != nil, let stage = build.recipe?.releaseStage,
        releases.insert(ComposeProject.releaseImageVariable(owner)).inserted
      {
        let ownName = owner.build?.push ?? "\(program.project)-\(owner.dns)"
        images.append(
          Image(
            variable: ComposeProject.releaseImageVariable(owner), name: "\(ownName)-\(stage)", tagPrefix: prefix,
            service: project.releaseName(service), isPushed: owner.build?.push != nil))
      }
    }
    return images
  }

  /// Sets `names` to what another machine must be told of the names of images.
  func passNames(_ script: inout ShellScript) {
    script.code("names=''")
    for image in images { script.passVariable(image.variable, in: "names") }
    script.code(
      #"""
      case $names in *[!A-Za-z0-9_./:=\ -]*) refuse 'the name of an image is made of A to Z, a to z, 0 to 9 and _ . / : -' ;; esac
      """#)
  }

  /// Sets the names of all images to those of the variable `tag`.
  func nameImages(_ script: inout ShellScript, indent: Int = 0) {
    for image in images {
      script.assignImage(image.variable, image.name, tagPrefix: image.tagPrefix, indent: indent)
    }
    if !images.isEmpty { script.command([.code("export")] + images.map { .text($0.variable) }, indent: indent) }
  }

  // MARK: Services

  /// Whether it starts without a profile.
  private func starts(_ service: Service) -> Bool { project.profiles[service].isEmpty }

  /// What holds data, and what belongs to it, by the names of the compose file.
  var stores: [String] { project.stores.flatMap(containers) }

  /// A store's own name and those of what belongs to it; none where it does not start without a profile.
  func containers(of store: Service) -> [String] {
    if !starts(store) { return [] }
    var names = [store.dns]
    let entry = project.entry(of: store)
    if entry != store.dns { names.append(entry) }
    if let backup = ComposeBackup(store, project), backup.secondOfDay != nil { names.append(backup.name) }
    return names
  }

  var backups: [ComposeBackup] {
    project.stores.filter(starts).compactMap { ComposeBackup($0, project) }
  }

  /// The one-shots of release commands, each after those that it waits for.
  var releaseCommands: [String] {
    var names: [String] = []
    var open: Set<String> = []
    func add(_ service: Service) {
      guard open.insert(service.name).inserted else { return }
      for other in project.releases(before: service) where other.name != service.name { add(other) }
      if service.release != nil { names.append(project.releaseName(service)) }
    }
    for service in project.code where starts(service) { add(service) }
    return names
  }

  /// What smoke.sh must be told: the addresses on this machine that differ from those that it knows.
  var smokeOptions: [ShellScript.Word] {
    SmokeScript(program).options { project.address($0, output: "origin")?.value }
  }

  // MARK: Parts of scripts

  /// `compose`, which calls `docker compose` for this environment.
  func addCompose(_ script: inout ShellScript) {
    script.command([.code("compose() { run")] + composeWords + [.code("\"$@\"; }")])
  }

  /// `docker compose` in the compose file's directory.
  var composeWords: [ShellScript.Word] {
    let words: [ShellScript.Word] = ["docker", "compose"]
    guard project.layout.style == .repo else { return words }
    return words + ["-f", .text(project.path), "--env-file", .text(project.envFile)]
  }

  /// The options of where it happens, for `case`, and what checks them.
  static let hostOptions: StaticString = #"""
      --host)
        [ $# -gt 1 ] || misuse '--host takes user@server'
        case $2 in '' | -* | *[!A-Za-z0-9_.@:-]*) misuse '--host takes user@server' ;; esac
        host=$2; shift ;;
      --dir)
        [ $# -gt 1 ] || misuse '--dir takes an absolute path'
        case $2 in *[!A-Za-z0-9_./-]* | */../* | */..) misuse '--dir takes an absolute path' ;; /*) ;; *) misuse '--dir takes an absolute path' ;; esac
        dir=$2; shift ;;
    """#

  /// The lines of `--help` for these.
  var hostUsage: [String] {
    [
      "  --host user@server    do it on that machine, over SSH",
      "  --dir DIRECTORY       where the files are there; /srv/\(project.name)",
    ]
  }

  static let tagPattern: StaticString = #"""
    case $tag in *[!A-Za-z0-9_.-]* | '' | -* | .*) refuse "'$tag' is no image tag" ;; esac
    """#
}
