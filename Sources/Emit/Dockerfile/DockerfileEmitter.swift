package import IR

/// Writes a Dockerfile and its ignore file for every service whose image is made from a recipe: one for all
/// environments, since what differs between them (port, processes) is read from the environment.
package enum DockerfileEmitter: Emitter {
  package static let name = "dockerfile"
  package static let summary = "Dockerfiles of the services that have none of their own"
  package static let files = ["dockerfile/<service>/Dockerfile", "dockerfile/<service>/Dockerfile.dockerignore"]
  package static let scope = EmitterScope.project
  package static let role = EmitterRole.supporting
  package static let options: [EmitterOption] = []

  package static var capabilities: Capabilities {
    var capabilities = Capabilities()
    capabilities.passesBuildArguments = true
    capabilities.continuousHealth = true
    return capabilities
  }

  package static func emit(_ request: EmitRequest) -> Emission {
    if request.isForFindings { return Emission() }
    var images: [Image] = []
    var positions: [String: Int] = [:]
    for program in request.programs {
      for service in program.services {
        guard let build = service.build, build.isGenerated else { continue }
        let owner = program.imageOwner(of: service)
        let path = request.layout.dockerfile(of: owner).path
        if let position = positions[path] {
          images[position].add(service, in: program)
        } else if build.sharedWith == nil {
          positions[path] = images.count
          images.append(Image(service, in: program, layout: request.layout))
        }
      }
    }
    let refusal = Emitters.all.lazy.filter { emitter in
      request.programs.contains { $0.targets.contains(emitter.name) }
    }.compactMap { emitter in emitter.capabilities.refusesCacheMounts.map { "\(emitter.title) \($0)" } }.first
    return Emission(files: images.flatMap { $0.files(cacheRefusal: refusal) })
  }
}

/// One image: the service that gave it its recipe in the first environment that has it, and all that use it.
private struct Image {
  let service: Service
  let program: Program
  let layout: OutputLayout
  /// The same service in every environment, the first one included.
  var siblings: [Service]
  /// Others that run this image, by name.
  var users: [String] = []
  private var knownUsers: Set<String> = []
  /// Where volumes of the services that run this image are mounted.
  var mountPaths: [String]

  init(_ service: Service, in program: Program, layout: OutputLayout) {
    self.service = service
    self.program = program
    self.layout = layout
    self.siblings = [service]
    mountPaths = service.volumes.map(\.path)
  }

  mutating func add(_ other: Service, in program: Program) {
    mountPaths += other.volumes.map(\.path)
    if other.name == service.name {
      siblings.append(other)
    } else if knownUsers.insert(other.name).inserted {
      users.append(other.name)
    }
  }

  /// The directory that the image is built from.
  private var root: String { service.build?.sources ?? "." }
  private var location: (base: EmittedFile.Base, path: String) { layout.dockerfile(of: service) }
  private var subject: String { service.build?.variant ?? "all environments" }

  func files(cacheRefusal: String?) -> [EmittedFile] {
    guard let build = service.build, let recipe = build.recipe else { return [] }
    let header = layout.header(.hash, for: subject)
    return [
      EmittedFile(base: location.base, path: location.path, header: header) {
        document(build, recipe, cacheRefusal: cacheRefusal).write(to: &$0)
      },
      EmittedFile(base: location.base, path: ignorePath, header: header) { $0.write(ignoreFile(build, recipe)) },
    ]
  }
}

// MARK: The Dockerfile

extension Image {
  private func document(_ build: Build, _ recipe: Recipe, cacheRefusal: String?) -> DockerfileDocument {
    var document = DockerfileDocument(introduction(build))
    var remarks: Set<String> = []
    for stage in recipe.stages {
      document.add(.blank)
      document.add(.from(base: stage.base, stage: stage.name))
      document.instructions += instructions(of: stage, recipe, cacheRefusal: cacheRefusal, &remarks)
    }
    document.instructions += process(recipe)
    return document
  }

  private func introduction(_ build: Build) -> [DockerfileDocument.Instruction] {
    let others = users.isEmpty ? "" : ", also of " + users.map { "`\($0)`" }.joined(separator: ", ")
    let file = OutputLayout.relative(
      from: layout.topologyFolder,
      to: layout.location(of: EmittedFile(base: location.base, path: location.path, content: "")))
    let context = layout.context(of: build)
    let baked = service.buildVariables.map(\.name)
    let scope =
      baked.isEmpty
      ? "One image serves every environment: nothing of an environment is baked in."
      : "\(baked.joined(separator: ", ")) \(baked.count == 1 ? "is" : "are") baked in: one image per environment."
    return [
      .comment("Image of `\(service.name)` (\(service.type))\(others). \(scope)"),
      .comment(
        "In the folder of \(layout.topologyFile): docker build --file \(ShellText.quoted(file)) \(ShellText.quoted(context))"
      ),
    ]
  }

  /// - Parameter remarks: what was said of caches above.
  private func instructions(
    of stage: Recipe.Stage, _ recipe: Recipe, cacheRefusal: String?, _ remarks: inout Set<String>
  ) -> [DockerfileDocument.Instruction] {
    var result: [DockerfileDocument.Instruction] = []
    var cacheSwitches: [Recipe.Pair] = []
    for off in cacheRefusal == nil ? [] : stage.steps.compactMap(\.cache?.off) where !cacheSwitches.contains(off) {
      cacheSwitches.append(off)
    }
    for step in stage.steps {
      switch step {
      case .comment(let text): result.append(.comment(text))
      case .environment(let pairs):
        result.append(.env(pairs + cacheSwitches))
        cacheSwitches = []
      case .workdir(let path): result.append(.workdir(path))
      case .copySources(let paths, let target):
        result.append(.copy(sources: paths.map(sourcePath), to: target, stage: nil, owner: nil))
      case .copyManifests(let paths, let optional, let target):
        let all = paths.map { DockerfileDocument.Source(sourcePath($0)) }
        let others = optional.map { DockerfileDocument.Source(sourcePath($0), isOptional: true) }
        result.append(.copyIfThere(sources: all + others, to: target))
      case .copyFrom(let stage, let path, let target, let owner):
        result.append(.copy(sources: [path], to: target, stage: stage, owner: owner))
      case .run(let commands): result.append(.run(commands: commands, mounts: []))
      case .install(let commands, let cache):
        result += prepared(commands, cache: cache, variables: [], cacheRefusal: cacheRefusal, &remarks)
      case .build(let commands, let cache):
        result += prepared(
          commands, cache: cache, variables: service.buildVariables, cacheRefusal: cacheRefusal, &remarks)
      case .packages: result += packages(recipe.packages)
      case .buildPackages: result += packages(recipe.packages + recipe.buildPackages)
      case .user(let user): result += volumes(ownedBy: user, recipe) + [.user(user)]
      }
    }
    return result
  }

  /// A new volume takes over the owner of the folder that it is mounted on; without the folder it belongs to root.
  private func volumes(ownedBy user: String, _ recipe: Recipe) -> [DockerfileDocument.Instruction] {
    var paths: [String] = []
    for path in mountPaths where !paths.contains(path) { paths.append(path) }
    guard !paths.isEmpty else { return [] }
    if let empty = recipe.emptyFolder {
      return paths.map { .copy(sources: [empty.path], to: $0 + "/", stage: empty.stage, owner: user) }
    }
    let words = paths.map(ShellText.quoted).joined(separator: " ")
    return [.run(commands: ["mkdir -p \(words)", "chown \(user) \(words)"], mounts: [])]
  }

  /// Commands with what the build is given: arguments, secrets, a cache.
  private func prepared(
    _ commands: [String], cache: Recipe.Cache?, variables: [Variable], cacheRefusal: String?,
    _ remarks: inout Set<String>
  ) -> [DockerfileDocument.Instruction] {
    var result: [DockerfileDocument.Instruction] = []
    var mounts: [String] = []
    var checks: [String] = []
    if let cache {
      if let cacheRefusal {
        let lines = ["No cache mounts: \(cacheRefusal)."] + cache.unmounted
        // What is said to hadolint holds for the next instruction alone.
        result += lines.filter { $0.hasPrefix("hadolint ") || remarks.insert($0).inserted }.map { .comment($0) }
      } else {
        mounts.append("type=cache,target=\(cache.path)")
      }
    }
    for id in service.build?.secrets ?? [] {
      let name = program.secret(id)?.env ?? id.split(separator: "/").last.map(String.init) ?? id
      mounts.append("type=secret,id=\(name),required=true")
      checks += ["\(name)=\"$(cat /run/secrets/\(name))\"", "export \(name)"]
    }
    for pair in service.build?.recipe?.registries.flatMap(\.exports) ?? [] {
      checks.append("export \(pair.name)=\"\(pair.value)\"")
    }
    if !variables.isEmpty {
      result.append(
        .comment("Declared this late, so that another value does not invalidate the layers above."))
    }
    for variable in variables {
      result.append(.arg(variable.name))
      if variable.isRequired {
        checks.append(": \"${\(variable.name):?is missing: pass it as a build argument}\"")
      }
    }
    result.append(.run(commands: checks + commands, mounts: mounts))
    return result
  }

  private func packages(_ names: [String]) -> [DockerfileDocument.Instruction] {
    guard !names.isEmpty else { return [] }
    return [
      .comment("No versions: Debian replaces a package within a release, and a pinned one is gone the day after."),
      .comment("hadolint ignore=DL3008"),
      .run(
        commands: [
          "apt-get update",
          "apt-get install --yes --no-install-recommends " + names.map(ShellText.quoted).joined(separator: " "),
          "rm -rf /var/lib/apt/lists/*",
        ], mounts: []),
    ]
  }

  /// A path of the sources as COPY names it: from the repository's root, or from the service's own.
  private func sourcePath(_ path: String) -> String {
    let folder = layout.style == .tree ? root : "."
    let joined = OutputLayout.join(folder, path)
    return path == "." && joined != "." ? joined + "/" : joined
  }
}

// MARK: The process

extension Image {
  private func process(_ recipe: Recipe) -> [DockerfileDocument.Instruction] {
    var result: [DockerfileDocument.Instruction] = []
    let values = defaults
    if !values.isEmpty { result.append(.env(values)) }
    if let port = service.port { result.append(.expose(port)) }
    result.append(.stopSignal(recipe.stopSignal))
    result += healthcheck(recipe)
    guard let command = service.command else { return result }
    result += commandComments(command).map { .comment($0) }
    result.append(.command(command.containerWords))
    return result
  }

  /// Port, number of processes and what else the command reads, for an image that is started with no environment of its
  /// own.
  private var defaults: [Recipe.Pair] {
    var names = ["PORT", "WEB_CONCURRENCY"]
    for name in service.command?.variables ?? [] where !names.contains(name) { names.append(name) }
    return names.compactMap { name in
      guard let value = service.variable(name)?.value, case .literal(let first) = value else { return nil }
      // Where environments differ each states its own; one process is the safe number where none does.
      let isOwn =
        name == "WEB_CONCURRENCY" && siblings.contains { $0.variable(name)?.value.map { $0 != value } == true }
      return Recipe.Pair(name, isOwn ? "1" : first)
    }
  }

  private func healthcheck(_ recipe: Recipe) -> [DockerfileDocument.Instruction] {
    guard let health = service.health else { return [] }
    let options = [
      "--interval=\(Self.duration(health.interval))", "--timeout=\(Self.duration(health.timeout))",
      "--start-period=\(Self.duration(health.startPeriod))", "--retries=\(health.retries)",
    ]
    func check(_ command: Command) -> DockerfileDocument.Instruction {
      .healthcheck(options: options, words: command.containerWords)
    }
    if let command = health.command { return [check(command)] }
    switch health.check {
    case .none: return [.noHealthcheck]
    case .command(let command): return [check(command)]
    case .http(let path):
      guard let probe = recipe.probe else { return [] }
      let words = HealthProbe.words(probe, path: path, port: health.port, timeout: health.timeout)
      let reason: [DockerfileDocument.Instruction] =
        probe == .python ? [.comment("python, not curl: the slim image has no curl.")] : []
      return reason + [.healthcheck(options: options, words: words)]
    }
  }

  private func commandComments(_ command: Command) -> [String] {
    var comments: [String] = []
    if let server = service.server, service.stopGrace > server.gracefulTimeout, !service.hasWrittenCommand {
      comments.append(
        "\(Self.duration(server.gracefulTimeout)) for open requests, \(Self.duration(service.stopGrace)) until it is "
          + "killed\(service.stopGraceReason.map { " (\($0))" } ?? "").")
    }
    if case .words(let words) = command, words.contains(.text("--worker-tmp-dir")) {
      comments.append("gunicorn's heartbeat files go to memory: on a slow disk a worker would look dead.")
    }
    let isOwn = siblings.dropFirst().contains { sibling in
      sibling.command != siblings[0].command
        && (sibling.command?.containerWords ?? []) != (siblings[0].command?.containerWords ?? [])
    }
    if isOwn {
      comments.append("Other environments start it with other settings: their deploy files state the command.")
    }
    return comments
  }

  /// `30s`, or `1500ms` where a second does not divide it.
  static func duration(_ value: Milliseconds) -> String {
    value % 1000 == 0 ? "\(value / 1000)s" : "\(value)ms"
  }
}

// MARK: The ignore file

extension Image {
  /// The file that a builder reads beside a Dockerfile of any name; a `.dockerignore` counts in the context's root only.
  private var ignorePath: String {
    if layout.style == .repo, service.build?.workspace == nil,
      OutputLayout.components(location.path).last == "Dockerfile"
    {
      return OutputLayout.join(root, ".dockerignore")
    }
    return location.path + ".dockerignore"
  }

  private func ignoreFile(_ build: Build, _ recipe: Recipe) -> String {
    let context = layout.context(of: build)
    var lines: [String] = []
    var prefix = ""
    if layout.style == .tree {
      lines.append(
        "# A builder reads this file by its name, beside the Dockerfile; a .dockerignore here would be ignored.")
    }
    if !OutputLayout.isInside(context, root) {
      lines += ["# Of the repository only this service.", "*", "!" + IgnorePattern.literal(root)]
      prefix = IgnorePattern.literal(root) + "/"
    }
    let outside = build.nestedRoots + [layoutPath(layout.outputFolder), layoutPath(topologyPath)]
    let inside = outside.filter { OutputLayout.isInside($0, root) && !OutputLayout.isInside(root, $0) }
    if !inside.isEmpty { lines.append("# The other services' roots, the generated files and the topology.") }
    lines += inside.map { IgnorePattern.literal(OutputLayout.relative(from: context, to: $0)) }
    lines.append("# Secrets, local databases, history, leftovers.")
    let secrets = ["**/.env", "**/.env.*", "**/*.pem", "**/*.key", "**/*.db", "**/*.sqlite", "**/*.sqlite3"]
    lines += (secrets + ["**/.git"] + recipe.ignore).map { prefix + $0 }
    lines += ["**/*.log", "**/Dockerfile*", "**/docker-compose*.yml", "**/.dockerignore"].map { prefix + $0 }
    return lines.joined(separator: "\n") + "\n"
  }

  private var topologyPath: String { OutputLayout.join(layout.topologyFolder, layout.topologyFile) }

  /// A path from the common folder as one from the topology's folder.
  private func layoutPath(_ path: String) -> String { OutputLayout.relative(from: layout.topologyFolder, to: path) }
}

extension Recipe.Step {
  fileprivate var cache: Recipe.Cache? {
    switch self {
    case .install(_, let cache), .build(_, let cache): cache
    default: nil
    }
  }
}
