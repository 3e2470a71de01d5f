import Diagnostics
import Emit
import Engines
import IR
import Model
import Probes
import Resolution
import Syntax

extension StackService {
  /// The store that it runs: by its image, unless the container is a client of such a store.
  var storeEngine: StoreEngine? {
    if let store = facts.store { return store.engine }
    guard let engine, entrypoint == nil else { return nil }
    // A command that begins with an option goes to the server; of others the first word may be a client's.
    guard let first = command?.texts.first?.known else { return engine }
    let word = first.split(separator: " ").first.map(String.init) ?? first
    let name = word.split(separator: "/").last.map(String.init) ?? word
    return ["bash", "psql", "pg_dump", "mysqldump", "mysql", "redis-cli", "mongodump", "mongosh", "mc"].contains(name)
      ? nil : engine
  }
}

/// Reads one service.
struct StackServiceReader {
  let service: StackService
  let context: StackFacts
  var facts: ServiceFacts
  var remarks: [DraftRemark] = []
  /// The places of scalars that became something, or that a remark names.
  var used: Set<Span> = []
  var fileSecrets: Set<String> = []
  /// Keys that are merged into what compose gets, because the language has none for them.
  var raw = YAMLMapping()

  init(_ service: StackService, _ context: StackFacts) {
    self.service = service
    self.context = context
    let place = context.places.place(service.nameSpan)
    facts = ServiceFacts([service.name], source: place.path, rank: context.rank, at: place)
  }

  mutating func read() -> ServiceFacts {
    // What compose needs, and what every topology does by itself.
    for key in ["container_name", "hostname", "tty", "stdin_open", "networks", "links", "extends", "pull_policy"] {
      use(service.node[key])
    }
    if let base = service.node["extends"] {
      remark(
        base.span, "`extends` of `\(service.name)` refers to a file that cannot be read: nothing in it is migrated")
    }
    facts.home = context.stack.folder
    if !context.stack.dialect.isPlatform, let inner = context.stack.folder.split(separator: "/").last, inner != "." {
      facts.names.append("\(inner)-\(service.name)")
    }
    facts.comments = context.places.comments(above: service.nameSpan)
    facts.hosts = Set(service.names.map { $0.lowercased() })
    for port in service.ports {
      if let inside = port.container, let outside = port.host { facts.published[inside] = outside }
    }
    readProfiles()
    if let engine = service.storeEngine {
      readStore(engine)
    } else {
      readProgram()
    }
    readNeeds()
    readRest()
    readPlatform()
    if !raw.isEmpty { facts.raw[StackDialect.compose.name] = raw }
    return facts
  }

  // MARK: Account

  /// Everything below a node became something.
  mutating func use(_ node: ConfigNode?) {
    if let node { used.formUnion(StackFacts.scalars(of: node)) }
  }

  /// A whole entry of a list, in either form.
  mutating func use(item span: Span, of key: String) {
    used.insert(span)
    for item in service.node[key]?.items ?? [] where item.span.contains(span) || item.span == span { use(item) }
  }

  mutating func remark(_ span: Span, _ text: String) {
    remarks.append(DraftRemark(context.places.place(span), text))
  }

  func place(_ span: Span) -> DraftPlace { context.places.place(span) }

  mutating func claim(_ key: ServiceKey, _ value: YAMLValue, at span: Span) {
    facts.claim(key, value, at: place(span))
  }

  /// The text of a key of the service, fallbacks taken.
  func known(_ node: ConfigNode?) -> String? { node?.scalar.flatMap { HoledText($0).known } }

  // MARK: Programs

  private mutating func readProgram() {
    readImage()
    let port = service.ports.first { !$0.isUDP && $0.container != nil }
    if let port, let number = port.container {
      claim(.port, .integer(number), at: port.containerSpan)
      if port.isOpen { claim(.isPublic, .boolean(true), at: port.span) }
    } else if let exposed = service.node["expose"]?.items.first.flatMap(known),
      let number = Int(exposed.prefix { $0.isNumber })
    {
      claim(.port, .integer(number), at: service.node["expose"]?.span ?? service.nameSpan)
    }
    facts.listens = facts.claims[.port] != nil
    readFurtherPorts(after: port)
    use(service.node["expose"])
    readCommand(.entrypoint, service.entrypoint, key: "entrypoint")
    readCommand(.start, service.command, key: "command")
    let lines = [service.entrypoint, service.command].compactMap { $0 }.map { command in
      let texts = command.texts.map { $0.known ?? $0.node.text }
      return (command.isList ? texts.map(ShellText.quoted) : texts).joined(separator: " ")
    }
    if !lines.isEmpty { facts.command = lines.joined(separator: " ") }
    if let replicas = service.replicas {
      use(service.node["deploy"]?["replicas"] ?? service.node["scale"])
      if replicas.count != 1 { claim(.scaleReplicas, .integer(replicas.count), at: replicas.span) }
    }
    readHealth()
    readResources()
    readRestart()
    readGrace()
    readMounts()
    readSecretFiles()
    readVariables()
  }

  /// Ports beside the first one, under names of their own.
  private mutating func readFurtherPorts(after first: StackPort?) {
    use(service.node["ports"])
    let first = first ?? service.ports.first { $0.container != nil }
    var further: [(String, YAMLValue)] = []
    for port in service.ports {
      guard let number = port.container else {
        remark(port.span, "a range of ports, or one with variables, is not migrated: write `ports`")
        continue
      }
      let isFirst = number == first?.container && port.isUDP == (first?.isUDP ?? false)
      let name = "p\(number)" + (port.isUDP ? "-udp" : "")
      if isFirst && !port.isUDP || further.contains(where: { $0.0 == name }) { continue }
      let entries: [(String, YAMLValue)] = [("port", .integer(number)), ("protocol", .text("udp"))]
      further.append((name, port.isUDP ? .mapping(.flow(entries)) : .integer(number)))
    }
    guard !further.isEmpty, let place = service.ports.first else { return }
    claim(.ports, .mapping(.flow(further)), at: place.span)
    remark(place.span, "additional ports of `\(service.name)` are named after their numbers: rename them by purpose")
  }

  private mutating func readImage() {
    guard let build = service.build else {
      use(service.node["image"])
      if let text = service.image?.known {
        claim(.image, .text(text), at: service.image?.span ?? service.nameSpan)
        if DevelopmentImages.has(text) { facts.isForDevelopment = true }
        if ProxyImages.has(text) { facts.role = .web }
      } else if let image = service.image {
        remark(image.span, "the image name uses variables that have no value: write the image name")
      }
      return
    }
    if service.node["build"]?.scalar != nil { use(service.node["build"]) }
    for key in ["context", "dockerfile", "target"] { use(service.node["build"]?[key]) }
    use(service.node["image"])
    // A name with a registry beside `build` is where the image is pushed to.
    if let text = service.image?.known, let host = text.split(separator: "/").first, text.contains("/"),
      host.contains(".") || host.contains(":")
    {
      let name = text[..<(text.lastIndex(of: ":").flatMap { text[$0...].contains("/") ? nil : $0 } ?? text.endIndex)]
      claim(.buildPush, .text(String(name)), at: service.image?.span ?? service.nameSpan)
    }
    guard let folder = service.codeFolder(in: context.stack, context.repository) else {
      remark(
        build.node.span, "the build of `\(service.name)` uses what is outside the repository, or an inline Dockerfile")
      return
    }
    facts.folder = folder
    let name = build.dockerfile?.known ?? "Dockerfile"
    facts.dockerfile = context.repository.join(folder, name)
    claim(.buildDockerfile, .text(facts.dockerfile ?? name), at: build.dockerfile?.span ?? build.node.span)
    if let target = build.target, let text = target.known {
      facts.target = text
      claim(.buildTarget, .text(text), at: target.span)
    }
    readArguments()
    readBuildSecrets()
  }

  /// Arguments of the build that are neither secret nor meant for browsers, whose values services have as variables.
  private mutating func readArguments() {
    var arguments: [(String, YAMLValue)] = []
    for pair in service.build?.arguments ?? [] {
      use(pair, of: service.node["build"]?["args"])
      if BrowserNames.has(pair.name) {
        facts.variables.append(
          DraftVariable(
            name: pair.name, value: pair.value, place: place(pair.nameSpan), rank: context.rank, isBuildArgument: true))
      } else if let text = pair.value?.known, !SecretRecognizer.holdsSecret(text, named: pair.name),
        !UsualSecrets.has(pair.name)
      {
        arguments.append((pair.name, .text(text)))
      } else {
        remark(pair.nameSpan, "the build argument `\(pair.name)` is not copied: it would remain in the image")
      }
    }
    guard let place = service.build?.arguments.first, !arguments.isEmpty else { return }
    claim(.buildArgs, .mapping(.flow(arguments)), at: place.nameSpan)
  }

  private mutating func readBuildSecrets() {
    guard let node = service.node["build"]?["secrets"] else { return }
    let names = node.items.compactMap { known($0) ?? known($0["source"]) }
    guard !names.isEmpty else { return }
    use(node)
    fileSecrets.formUnion(names.map(SecretFiles.secret))
    claim(.buildSecrets, .flow(names.map { .text(SecretFiles.secret(named: $0)) }), at: node.span)
  }

  private mutating func readCommand(_ claimed: ServiceKey, _ command: StackCommand?, key: String) {
    guard let command else { return }
    use(service.node[key])
    if claimed == .start, DevelopmentCommands.has(command.texts.map { $0.known ?? $0.node.text }.joined(separator: " "))
    {
      remark(command.span, "`\(key)` of `\(service.name)` starts a development server: it is not migrated")
      return
    }
    let words = command.texts.map(\.known)
    guard words.allSatisfy({ $0 != nil }) else {
      remark(command.span, "`\(key)` of `\(service.name)` uses variables that have no value: write the command in full")
      return
    }
    let texts = words.compactMap { $0 }
    claim(claimed, command.isList ? .flow(texts.map { .quoted($0) }) : .text(texts[0]), at: command.span)
  }

  mutating func use(_ pair: StackPair, of node: ConfigNode?) {
    guard let value = pair.value else {
      used.insert(pair.nameSpan)
      for item in node?.items ?? [] where item.span.contains(pair.nameSpan) { used.insert(item.span) }
      return
    }
    guard pair.isListItem else {
      used.insert(value.span)
      return
    }
    for item in node?.items ?? [] where item.span.contains(pair.nameSpan) { used.insert(item.span) }
  }

  private mutating func readVariables() {
    for pair in service.environment where !context.stack.dialect.isPlatform {
      use(pair, of: service.node["environment"])
      facts.variables.append(
        DraftVariable(
          name: pair.name, value: pair.value, place: place(pair.nameSpan), rank: context.rank,
          supply: pair.value == nil ? .operatorSupplied : .written))
    }
    // A variable in the overlay of a list counts under the item of the overlay.
    if !context.stack.dialect.isPlatform { use(service.node["environment"]) }
    guard service.hasEnvFile, let node = service.node["env_file"] else { return }
    use(node)
    var isDescribed = false
    for path in service.envFiles {
      guard let template = template(beside: path) else { continue }
      isDescribed = true
      facts.templates.append(template)
    }
    if !isDescribed {
      let name = service.envFiles.first ?? ".env"
      remark(node.span, "`\(name)` is not read: name its variables under `variables` and `secrets`")
    }
  }

  /// The template of an env file, in the same directory.
  private func template(beside path: String) -> String? {
    guard let own = context.repository.join(context.stack.folder, path) else { return nil }
    if EnvFileNames.isTemplate(own.split(separator: "/").last.map(String.init) ?? own) { return own }
    let folder = RepositoryReader.folder(of: own)
    for ending in ["example", "sample", "template", "dist"] {
      if context.repository.hasFile("\(own).\(ending)") { return "\(own).\(ending)" }
    }
    let general = RepositoryReader.join(folder, ".env.example")
    return context.repository.hasFile(general) ? general : nil
  }
}
