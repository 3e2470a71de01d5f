import IR
import Diagnostics
package import Engines
import Model
import Probes
import Resolution
import Syntax

/// Makes the declaration of one service of a compose stack.
struct ServiceNode {
  struct Secret {
    let hole: String
    let variable: String
    let nameSpan: Span
  }

  let service: StackService
  let stack: Stack
  /// The directory of its code, from the top of the repository.
  private let folder: String?
  private let dockerfile: (file: RepositoryReader.File, content: DockerfileText)?
  private let repository: RepositoryReader
  /// Whether the code is looked at.
  private let readsCode: Bool
  private(set) var survey: CodeSurvey?
  private(set) var endpoints: [String: Endpoint] = [:]
  private(set) var secrets: [Secret] = []
  private var entries: [(String, Span, ConfigNode)] = []

  init(_ service: StackService, _ stack: Stack, _ repository: RepositoryReader, readsCode: Bool) {
    self.service = service
    self.readsCode = readsCode
    self.stack = stack
    folder = service.codeFolder(in: stack, repository)
    self.repository = repository
    dockerfile = service.dockerfile(in: stack, repository)
    if let folder, readsCode { survey = CodeSurvey(folder, in: repository) }
  }

  mutating func make() -> ConfigNode {
    if let engine = service.engine {
      makeStore(engine)
    } else {
      makeProgram()
    }
    return MadeNode.mapping(entries, at: service.node.span)
  }

  mutating func add(_ key: String, _ node: ConfigNode) { entries.append((key, node.span, node)) }

  // MARK: Stores

  private mutating func makeStore(_ engine: StoreEngine) {
    if let store = service.facts.store { return makeManaged(store, engine) }
    guard let image = service.image else { return }
    add("type", MadeNode.plain(engine.flavor, at: image.span))
    if let scalar = image.scalar() { add("image", MadeNode.scalar(scalar)) }
    if let port = service.ports.first(where: { $0.isOpen && $0.container == engine.port }) {
      add("public", MadeNode.plain("tcp", at: port.span))
    }
    makeMounts(keepsVolumes: false)
    // Its command may let it accept more connections, or fewer.
    if let name = engine.connections?.setting, let setting = StoreSettings(service, stack, repository)?[name] {
      let node = MadeNode.plain(setting.text, at: setting.span)
      add("tuning", MadeNode.mapping([(name, setting.span, node)], at: setting.span))
    }
  }

  // MARK: Programs

  private mutating func makeProgram() {
    let port = service.ports.first { !$0.isUDP && $0.container != nil }
    let listens = port != nil || service.node["expose"] != nil || isServer || isAddressed
    let type = typeOfRole ?? survey?.type ?? (listens || service.facts.role?.value.isServer ?? false ? "web" : "worker")
    let typePlace = service.build?.node.span ?? service.image?.span ?? service.nameSpan
    add("type", MadeNode.plain(type, at: typePlace))
    if let image = service.image?.scalar(), service.build == nil { add("image", MadeNode.scalar(image)) }
    if let build = service.build {
      makeBuild(build)
    } else if let folder, let directory = service.facts.sourceDirectory {
      add("root", MadeNode.text(folder, at: directory.span))
      // The platform builds it in its own way: what infracc would do says nothing about it.
      let builder = MadeNode.plain("railpack", at: directory.span)
      add("build", MadeNode.mapping([("builder", directory.span, builder)], at: directory.span))
    } else if service.image == nil {
      // Its code is elsewhere: without a word the directory of the file would be taken for it.
      let none = MadeNode.plain("none", at: typePlace)
      add("build", MadeNode.mapping([("builder", typePlace, none)], at: typePlace))
    }
    if let port, let number = port.container { add("port", MadeNode.plain("\(number)", at: port.containerSpan)) }
    if let port, port.isOpen {
      add("public", MadeNode.plain("true", at: port.span))
    } else if let isPublic = service.facts.isPublic {
      add("public", MadeNode.plain("true", at: isPublic.span))
    }
    makePlatformKeys()
    if let command = service.command { makeCommand(command) } else { makeImageCommand() }
    if let replicas = service.replicas {
      add(
        "scale",
        MadeNode.mapping(
          [("replicas", replicas.span, MadeNode.plain("\(replicas.count)", at: replicas.span))], at: replicas.span))
    }
    if let release = service.facts.release?.texts.first?.scalar() { add("release", MadeNode.scalar(release)) }
    makeMounts(keepsVolumes: true)
    makeHealth()
    makePools()
    makeVariables()
  }

  /// Its command, or that of its image, is known to listen.
  private var isServer: Bool {
    let lines = [service.command?.texts.map { $0.known ?? "" }.joined(separator: " "), dockerfile?.content.commandLine]
    return lines.contains { line in
      line.map { StartedProcesses.parts(ofLine: $0).contains { $0.program.role == .server } } ?? false
    }
  }

  /// Another service has an address of it.
  private var isAddressed: Bool {
    stack.services.contains { other in
      other.environment.contains { pair in
        pair.value.flatMap { Endpoint($0)?.host }.map { !service.isOther(host: $0) } ?? false
      }
    }
  }

  private mutating func makeBuild(_ build: StackBuild) {
    if let folder { add("root", MadeNode.text(folder, at: build.context?.span ?? build.node.span)) }
    let name = build.dockerfile?.known ?? "Dockerfile"
    let dockerfile = folder.map { RepositoryReader.join($0, name) } ?? name
    let place = build.dockerfile?.span ?? build.node.span
    var entries = [("dockerfile", place, MadeNode.text(dockerfile, at: place))]
    if let target = build.target, let name = target.known {
      entries.append(("target", target.span, MadeNode.text(name, at: target.span)))
    }
    add("build", MadeNode.mapping(entries, at: build.node.span))
  }

  private mutating func makeCommand(_ command: StackCommand) {
    let nodes = command.texts.map { $0.scalar() }
    // A word that only the operator's environment gives says nothing.
    guard nodes.allSatisfy({ $0 != nil }) else { return }
    let words = nodes.compactMap { $0.map(MadeNode.scalar) }
    add("start", command.isList ? MadeNode.list(words, at: command.span) : words[0])
  }

  /// Volumes and directories of the host keep what is written there; single files of the repository are files.
  private mutating func makeMounts(keepsVolumes: Bool) {
    var volumes: [(String, Span, ConfigNode)] = []
    var files: [(String, Span, ConfigNode)] = []
    for mount in service.mounts {
      guard let target = mount.target, target.hasPrefix("/"), target.utf8.count > 1,
        !(volumes + files).contains(where: { $0.0 == target })
      else { continue }
      if mount.kind == .bind, let source = mount.source, let path = repository.join(stack.folder, source),
        repository.hasFile(path)
      {
        files.append((target, mount.targetSpan, MadeNode.text("./" + path, at: mount.sourceSpan ?? mount.span)))
      } else if keepsVolumes {
        volumes.append((target, mount.targetSpan, MadeNode.plain("1GiB", at: mount.targetSpan)))
      }
    }
    if let first = volumes.first { add("volumes", MadeNode.mapping(volumes, at: first.1)) }
    if let first = files.first { add("files", MadeNode.mapping(files, at: first.1)) }
  }

  private mutating func makeHealth() {
    if let request = service.facts.health { return add("health", request.path.node) }
    guard let health = service.health, let command = health.command, let test = health.test,
      command.texts.allSatisfy({ $0.known != nil })
    else { return }
    let words = command.texts.compactMap { $0.scalar().map(MadeNode.scalar) }
    guard let first = words.first else { return }
    let node = command.isShell ? first : MadeNode.list(words, at: test.span)
    add("health", MadeNode.mapping([("command", test.span, node)], at: health.node.span))
  }

  /// What the image runs where nothing else is said, at its place in the Dockerfile.
  private mutating func makeImageCommand() {
    guard service.build?.target == nil, service.entrypoint == nil, let dockerfile,
      let line = dockerfile.content.commandLine,
      let shown = dockerfile.content.command?.instruction, !line.contains("<<")
    else { return }
    let file = dockerfile.file
    let start = shown.place.lowerBound
    // Words are looked for where they are written; a line in brackets is JSON.
    let place = repository.span(shown.place, in: file)
    guard shown.text.first == "[" else {
      let found = file.bytes[start...].firstRange(of: Array(shown.text.utf8))
      add(
        "start",
        MadeNode.text([ScalarPiece(line, from: found.map { repository.span($0, in: file) } ?? place)], at: place))
      return
    }
    let words = DockerfileText.words(String(shown.text.map { "[],".contains($0) ? " " : $0 }))
    var position = start
    let nodes = words.map { word -> ConfigNode in
      guard let found = file.bytes[position...].firstRange(of: Array(word.utf8)),
        found.upperBound <= shown.place.upperBound
      else { return MadeNode.text(word, at: place) }
      position = found.upperBound
      return MadeNode.text(word, at: repository.span(found, in: file))
    }
    if !nodes.isEmpty { add("start", MadeNode.list(nodes, at: place)) }
  }

  /// Sizes of pools in code, for the store whose address the call takes.
  private mutating func makePools() {
    guard let survey else { return }
    var pools: [(String, Span, ConfigNode)] = []
    for pool in survey.pools {
      let hosts = service.environment.filter { pool.words.contains($0.name) }.compactMap { pair in
        pair.value.flatMap { Endpoint($0)?.host }
      }
      guard let store = stack.services.first(where: { $0.engine != nil && !hosts.allSatisfy($0.isOther(host:)) }),
        !pools.contains(where: { $0.0 == store.name })
      else { continue }
      var parts = [("size", pool.size.place, MadeNode.plain("\(pool.size.number)", at: pool.size.place))]
      if let overflow = pool.overflow {
        parts.append(("overflow", overflow.place, MadeNode.plain("\(overflow.number)", at: overflow.place)))
      }
      pools.append((store.name, pool.size.place, MadeNode.mapping(parts, at: pool.size.place)))
    }
    if let first = pools.first { add("pools", MadeNode.mapping(pools, at: first.1)) }
  }

  // MARK: Variables

  private mutating func makeVariables() {
    var variables: [(String, Span, ConfigNode)] = []
    let references = platformReferences()
    for pair in (service.build?.arguments ?? []) + service.environment {
      if let reference = references[pair.name] {
        variables.append((pair.name, pair.nameSpan, reference))
        continue
      }
      if let secret = platformSecret(pair.name) {
        secrets.append(Secret(hole: pair.name, variable: pair.name, nameSpan: pair.nameSpan))
        variables.append((pair.name, pair.nameSpan, secret))
        continue
      }
      // The port that it listens on is a key.
      guard pair.name != "PORT", !variables.contains(where: { $0.0 == pair.name }), let value = pair.value else {
        continue
      }
      variables.append((pair.name, pair.nameSpan, node(of: value, for: pair)))
    }
    guard let first = variables.first else { return }
    add("variables", MadeNode.mapping(variables, at: first.1))
  }

  private mutating func node(of value: HoledText, for pair: StackPair) -> ConfigNode {
    if let endpoint = Endpoint(value) {
      endpoints[pair.name] = endpoint
      if let node = reference(to: endpoint, of: value) { return node }
    }
    if let scalar = value.scalar(), !scalar.text.contains("<<"), !scalar.text.contains("${{") {
      return MadeNode.scalar(scalar)
    }
    if let hole = value.only, hole.operation == .plain || hole.operation == .required, isSecret(hole.name) {
      secrets.append(Secret(hole: hole.name, variable: pair.name, nameSpan: pair.nameSpan))
      return MadeNode.text("$<<shared.\(hole.name)>>", at: value.span)
    }
    return MadeNode.mapping([("source", value.span, MadeNode.plain("external", at: value.span))], at: value.span)
  }

  private func isSecret(_ name: String) -> Bool { Conventions.soundsSecret(name) }

  /// `$<<db.url>>` of a URL whose host is a service, or should be one.
  private func reference(to endpoint: Endpoint, of value: HoledText) -> ConfigNode? {
    let target = stack.service(host: endpoint.host)
    if let target {
      guard let output = output(of: target, for: endpoint) else { return nil }
      return node(target.name, output, endpoint, value)
    }
    guard stack.isComplete, stack.dialect.resolvesServiceNames, isServiceName(endpoint.host),
      !service.knownHosts.contains(endpoint.host)
    else {
      return nil
    }
    let name = StoreEngines.speaking(endpoint.baseScheme) == nil ? "private_url" : "url"
    return node(endpoint.host, name, endpoint, value)
  }

  private func output(of target: StackService, for endpoint: Endpoint) -> String? {
    if let engine = target.engine {
      return engine.scheme?.all.contains(endpoint.baseScheme) == true ? "url" : nil
    }
    let ports = target.ports.compactMap(\.container)
    let isHTTP = endpoint.scheme == "http" || endpoint.scheme == "https"
    return isHTTP && (ports.isEmpty || endpoint.port.map(ports.contains) ?? false) ? "private_url" : nil
  }

  private func node(_ name: String, _ output: String, _ endpoint: Endpoint, _ value: HoledText) -> ConfigNode {
    var pieces = [
      ScalarPiece("$<<", from: value.span), ScalarPiece(name, from: endpoint.hostSpan),
      ScalarPiece("." + output, from: value.span),
    ]
    if output == "url", let driver = endpoint.driver {
      pieces.append(ScalarPiece(" | driver(\"\(driver)\")", from: value.span))
    }
    pieces.append(ScalarPiece(">>", from: value.span))
    return MadeNode.text(pieces, at: value.span)
  }

  /// Whether a host can only be another container: it has no dot, and is not the container itself or its host.
  private func isServiceName(_ host: String) -> Bool {
    !host.contains(".") && !["localhost", "0", "host"].contains(host) && isSpelledAsName(host)
  }
}

private func isSpelledAsName(_ text: String) -> Bool {
  if case .success = ServiceName.parse(text) { return true }
  return false
}

extension StackService {
  /// The store that its image runs; nil where it is built, or the image is no known one.
  package var engine: StoreEngine? {
    if let store = facts.store { return store.engine }
    guard build == nil, let text = image?.known, case .success(let image) = ImageReference.parse(text),
      let repository = image.hubRepository
    else { return nil }
    return StoreEngines.servers.first { $0.isServed(by: repository) }
  }

  /// Whether a host name means another service, or none.
  func isOther(host: String) -> Bool { !names.contains { $0.lowercased() == host.lowercased() } }

  /// The Dockerfile that it is built from; nil where there is none, or it cannot be read.
  func dockerfile(
    in stack: Stack, _ repository: RepositoryReader
  ) -> (file: RepositoryReader.File, content: DockerfileText)? {
    guard let build, let folder = codeFolder(in: stack, repository),
      let path = repository.join(folder, build.dockerfile?.known ?? "Dockerfile"), let file = repository.file(path)
    else { return nil }
    return (file, DockerfileText(file.bytes))
  }

  /// The directory of the code that it is built from, where that lies in the repository.
  func codeFolder(in stack: Stack, _ repository: RepositoryReader) -> String? {
    guard let build else {
      guard image == nil, let directory = facts.sourceDirectory else { return nil }
      return repository.join(stack.folder, directory.value)
    }
    guard let context = build.context?.known, !build.isUnusual else { return nil }
    return repository.join(stack.folder, context)
  }
}
