import IR
import Diagnostics
import Emit
import Engines
import Model
import Probes
import Resolution
import Syntax

/// One service of a compose stack on its way into a topology.
struct DraftService {
  let service: StackService
  let stack: StackDraft
  private(set) var secrets: Set<String> = []
  private(set) var remarks: [StackMigration.Remark] = []
  private(set) var used: Set<Span> = []
  var result = YAMLMapping()

  init(_ service: StackService, _ stack: StackDraft) {
    self.service = service
    self.stack = stack
  }

  mutating func mapping() -> YAMLMapping {
    // What compose needs and a topology does not, or makes by itself.
    for key in ["container_name", "hostname", "tty", "stdin_open", "networks", "expose", "links"] {
      use(service.node[key])
    }
    if let engine = service.engine { makeStore(engine) } else { makeProgram() }
    return result
  }

  // MARK: Account

  /// Everything below a node became something.
  mutating func use(_ node: ConfigNode?) { if let node { used.formUnion(StackDraft.scalars(of: node)) } }

  mutating func remark(_ span: Span, _ text: String) { remarks.append(.init(span: span, text: text)) }

  mutating func needSecret(_ name: String) { secrets.insert(name) }

  // MARK: Stores

  private mutating func makeStore(_ engine: StoreEngine) {
    use(service.node["image"])
    use(service.node["healthcheck"])
    if ServiceTypes.implied(byName: service.name)?.engine?.flavor != engine.flavor {
      result.add("type", .text(engine.flavor))
    }
    if let text = service.image?.known, case .success(let image) = ImageReference.parse(text),
      let repository = image.hubRepository
    {
      let version = image.tag.flatMap { engine.version(ofImage: repository, tag: $0) }
      if engine.images.first?.repository == repository, let version {
        result.add("version", .real(version))
      } else {
        result.add("image", .text(text))
      }
    }
    makeAccounts(engine)
    if !service.ports.isEmpty {
      use(service.node["ports"])
      remark(service.ports[0].span, "`\(service.name)` was reachable from the host; services reach it by its name")
    }
    makeResources()
    makeRestart(isStore: true)
    if !service.mounts.isEmpty, service.mounts.allSatisfy({ $0.kind == .volume }) {
      use(service.node["volumes"])
      remark(
        service.mounts[0].span,
        "the volume of `\(service.name)` has the default size: write `resources: { storage: … }`")
    }
    result.isFlow = result.entries.allSatisfy { if case .mapping = $0.value { false } else { true } }
  }

  private mutating func makeAccounts(_ engine: StoreEngine) {
    guard let initialization = engine.initialization else { return }
    for pair in service.environment {
      if pair.name == initialization.database, let name = pair.value?.known {
        use(of: pair)
        result.add("database", .text(name))
      } else if let account = initialization.accounts.first(where: { $0.user == pair.name }),
        let name = pair.value?.known
      {
        use(of: pair)
        if name != account.defaultUser { result.add("user", .text(name)) }
      } else if initialization.accounts.contains(where: { $0.password == pair.name }) {
        use(of: pair)
        remark(
          pair.nameSpan, "`\(pair.name)` is not copied: the store has a password of its own, which services refer to")
      }
    }
  }

  private mutating func use(of pair: StackPair) {
    if let value = pair.value { used.insert(pair.isListItem ? itemSpan(of: pair) : value.span) }
  }

  /// The span of a whole list item `NAME=value`.
  private func itemSpan(of pair: StackPair) -> Span {
    for key in ["environment", "labels"] {
      for item in service.node[key]?.items ?? [] where item.span.contains(pair.nameSpan) { return item.span }
    }
    for item in service.node["build"]?["args"]?.items ?? [] where item.span.contains(pair.nameSpan) { return item.span }
    return pair.nameSpan
  }

  // MARK: Programs

  private mutating func makeProgram() {
    let survey = service.codeFolder(in: stack.stack, stack.repository).map { CodeSurvey($0, in: stack.repository) }
    let port = service.ports.first { !$0.isUDP && $0.container != nil }
    let isServer = port != nil || service.node["expose"] != nil || startsServer
    let type = survey?.type ?? (isServer ? "web" : "worker")
    result.add("type", .text(type))
    if !isServer, survey?.type == nil {
      remark(
        service.nameSpan,
        "nothing shows that `\(service.name)` listens: it is a worker; write `type: web` and `port:` if it serves")
    }
    makeImage()
    if let port, let number = port.container {
      result.add("port", .integer(number))
      if port.isOpen, port.host != nil { result.add("public", .boolean(true)) }
    }
    use(service.node["ports"])
    makeCommand("entrypoint", service.entrypoint)
    makeCommand("start", service.command, from: "command")
    if let replicas = service.replicas {
      used.insert(replicas.span)
      result.add("scale", .mapping(.flow([("replicas", .integer(replicas.count))])))
    }
    makeHealth(type)
    makeResources()
    makeRestart(isStore: false)
    makeGrace()
    makeVolumes()
    makeVariables(survey)
    makeNeeds()
  }

  private var startsServer: Bool {
    let line = service.command?.texts.map { $0.known ?? $0.node.text }.joined(separator: " ")
    return line.map { StartedProcesses.parts(ofLine: $0).contains { $0.program.role == .server } } ?? false
  }

  private mutating func makeImage() {
    guard let build = service.build else {
      use(service.node["image"])
      if let text = service.image?.known {
        result.add("image", .text(text))
      } else if let image = service.image {
        remark(image.span, "a part of the image's name comes from the environment: write the name of the image")
      }
      return
    }
    // A name beside `build` is what the result is called.
    use(service.node["image"])
    if service.node["build"]?.scalar != nil { use(service.node["build"]) }
    for key in ["context", "dockerfile", "target"] { use(service.node["build"]?[key]) }
    guard let folder = service.codeFolder(in: stack.stack, stack.repository) else {
      remark(build.node.span, "the build context of `\(service.name)` lies elsewhere: write `root`, or `image`")
      return
    }
    result.add("root", .text(folder == "." ? "." : "./" + folder))
    var entries: [(String, YAMLValue)] = []
    let name = build.dockerfile?.known ?? "Dockerfile"
    entries.append(("dockerfile", .text(RepositoryReader.join(folder, name))))
    if let target = build.target?.known { entries.append(("target", .text(target))) }
    let arguments = buildArguments()
    if !arguments.isEmpty { entries.append(("args", .mapping(.flow(arguments)))) }
    result.add("build", .mapping(.flow(entries)))
  }

  /// Arguments of the build that are neither secret nor meant for browsers, whose values services have as variables.
  private mutating func buildArguments() -> [(String, YAMLValue)] {
    var arguments: [(String, YAMLValue)] = []
    for pair in service.build?.arguments ?? [] where !DraftValue.isForBrowsers(pair.name) {
      use(of: pair)
      switch DraftValue.of(pair, in: stack.stack) {
      case .text(let text) where !text.contains("$<<"): arguments.append((pair.name, .text(text)))
      default:
        remark(pair.nameSpan, "the build argument `\(pair.name)` is not copied: it would stay in the image")
      }
    }
    return arguments
  }

  private mutating func makeCommand(_ key: String, _ command: StackCommand?, from name: String? = nil) {
    guard let command else { return }
    let words = command.texts.map { $0.known }
    guard words.allSatisfy({ $0 != nil }) else {
      remark(
        command.span, "`\(name ?? key)` of `\(service.name)` takes values from the environment of compose: write it out"
      )
      use(service.node[name ?? key])
      return
    }
    use(service.node[name ?? key])
    let texts = words.compactMap { $0 }
    result.add(key, command.isList ? .flow(texts.map { .quoted($0) }) : .text(texts[0]))
  }

  private mutating func makeHealth(_ type: String) {
    guard let health = service.health else { return }
    use(service.node["healthcheck"])
    if health.isDisabled {
      result.add("health", .text("none"))
      return
    }
    guard let command = health.command, command.texts.allSatisfy({ $0.known != nil }) else {
      remark(health.node.span, "the health check of `\(service.name)` takes values from the environment of compose")
      return
    }
    let texts = command.texts.compactMap(\.known)
    var entries: [(String, YAMLValue)] = [
      ("command", command.isShell ? .text(texts.joined(separator: " ")) : .flow(texts.map { .quoted($0) }))
    ]
    for (key, name) in [("interval", "interval"), ("timeout", "timeout"), ("start_period", "start_period")] {
      if let text = health.node[name]?.scalar.flatMap({ HoledText($0).known }) { entries.append((key, .text(text))) }
    }
    if let count = health.node["retries"]?.text.flatMap({ Int($0) }) { entries.append(("retries", .integer(count))) }
    var mapping = YAMLMapping()
    for (key, value) in entries { mapping.add(key, value) }
    result.add("health", .mapping(mapping))
  }

  private mutating func makeResources() {
    let limits = service.node["deploy"]?["resources"]?["limits"]
    let memory = limits?["memory"] ?? service.node["mem_limit"]
    let cpu = limits?["cpus"] ?? service.node["cpus"]
    var entries: [(String, YAMLValue)] = []
    if let text = cpu?.scalar.flatMap({ HoledText($0).known }), Double(text) != nil {
      use(cpu)
      entries.append(("cpu", .real(text)))
    }
    if let text = memory?.scalar.flatMap({ HoledText($0).known }), let size = Self.size(text) {
      use(memory)
      entries.append(("memory", .text(size)))
    }
    if !entries.isEmpty { result.add("resources", .mapping(.flow(entries))) }
  }

  /// `512m` of compose, which counts in powers of 1024 (the compose specification, "Specifying byte values").
  private static func size(_ text: String) -> String? {
    let digits = text.prefix { $0.isNumber }
    guard !digits.isEmpty else { return nil }
    switch text.dropFirst(digits.count).lowercased() {
    case "m", "mb": return digits + "MiB"
    case "g", "gb": return digits + "GiB"
    case "k", "kb": return digits + "KiB"
    default: return nil
    }
  }

  private mutating func makeRestart(isStore: Bool) {
    guard let node = service.node["restart"], let text = node.text else { return }
    use(node)
    switch text.split(separator: ":").first {
    case "unless-stopped", "always": break
    case "on-failure": if !isStore { result.add("restart", .text("on-failure")) }
    default: if !isStore { result.add("restart", .text("never")) }
    }
  }

  private mutating func makeGrace() {
    guard let node = service.node["stop_grace_period"], let text = node.scalar.flatMap({ HoledText($0).known }) else {
      return
    }
    use(node)
    result.add("stop_grace", .text(text))
  }

  private mutating func makeVolumes() {
    let named = service.mounts.filter { $0.kind == .volume && $0.source != nil && $0.target != nil }
    guard !named.isEmpty else { return }
    var volumes = YAMLMapping()
    for mount in named {
      used.insert(mount.span)
      for item in service.node["volumes"]?.items ?? [] where item.span == mount.span { use(item) }
      volumes.add(mount.target ?? "", .text("1GiB"))
    }
    result.add("volumes", .mapping(volumes))
    remark(named[0].span, "volumes of `\(service.name)` are 1 GiB: compose says no size")
  }

  private mutating func makeNeeds() {
    let names = service.dependencies.filter { dependency in
      !service.environment.contains { pair in
        pair.value.flatMap { Endpoint($0) }.flatMap { stack.stack.service(host: $0.host) }?.name == dependency.service
      }
    }
    use(service.node["depends_on"])
    guard !names.isEmpty else { return }
    if names.allSatisfy({ $0.condition != .completed }) {
      result.add("needs", .flow(names.map { .text($0.service) }))
    } else {
      result.add(
        "needs", .mapping(.flow(names.map { ($0.service, .text($0.condition == .completed ? "done" : "healthy")) })))
    }
  }

  // MARK: Variables

  private mutating func makeVariables(_ survey: CodeSurvey?) {
    var variables = YAMLMapping()
    var shared: [String] = []
    let built = (service.build?.arguments ?? []).filter { DraftValue.isForBrowsers($0.name) }
    for pair in service.environment + built {
      use(of: pair)
      guard variables[pair.name] == nil, !shared.contains(pair.name), pair.name != "PORT" else { continue }
      let isGiven = stack.external[service.name]?.contains(pair.name) ?? false
      switch isGiven
        ? DraftValue.external("what is written does not pass the checks") : DraftValue.of(pair, in: stack.stack)
      {
      case .secret(let name, let reason):
        needSecret(name)
        if let reason { remark(pair.nameSpan, "`\(pair.name)` \(reason)") }
        if name == pair.name { shared.append(name) } else { variables.add(pair.name, .text("$<<shared.\(name)>>")) }
      case .external(let reason):
        variables.add(pair.name, .mapping(.flow([("source", .text("external"))])))
        if let reason { remark(pair.nameSpan, "`\(pair.name)`: \(reason); an operator supplies it") }
      case .text(let text): variables.add(pair.name, .text(text))
      }
    }
    if !shared.isEmpty { result.add("use", .flow(shared.map { .text($0) })) }
    if !variables.isEmpty { result.add("variables", .mapping(variables)) }
    guard service.hasEnvFile else { return }
    use(service.node["env_file"])
    remark(
      service.node["env_file"]?.span ?? service.nameSpan,
      "the env file of `\(service.name)` is not read: name its variables under `variables` and `secrets`")
  }
}
