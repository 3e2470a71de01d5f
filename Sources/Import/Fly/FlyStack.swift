import Diagnostics
import Model
import Probes
import Syntax

extension StackDialect {
  /// An app on Fly.io. Its secrets are kept there, so that its file does not have every variable.
  package static let fly = StackDialect("fly", isPlatform: true, hasLiteralValues: true) {
    PlatformWords($0, $1, $2, .fly)
  }
}

extension PlatformVocabulary {
  fileprivate static let fly = PlatformVocabulary(
    supply: { "remove it from `[env]` and enter it as a secret: `fly secrets set \($0)=…`" },
    oneInstance: "`fly scale count 1`",
    keepFiles: { "keep it on a volume: `[mounts]` with `source` and `destination = \"\($0 ?? "/data")\"`" },
    address: { "write the address of `\($0)` in the private network: its app's name and `.internal`" },
    askPort: { "write `internal_port = \($0)`, or let it listen on that port" })
}

extension Stack {
  /// `fly.toml`, `fly.staging.toml`.
  static func isFly(_ name: String) -> Bool {
    let parts = name.split(separator: ".")
    return parts.first == "fly" && (2...3).contains(parts.count) && parts.last == "toml"
  }

  /// The processes of one app. Nil where the file cannot be read.
  /// - Parameter bag: takes what is wrong with its syntax.
  init?(fly path: String, _ repository: RepositoryReader, into bag: DiagnosticBag) {
    guard let source = PlatformFile(path, repository, into: bag) else { return nil }
    let app = FlyApp(source, repository)
    self.init(
      .fly, [source], folder: ".", at: app.start, services: app.services(), name: source.root["app"]?.located)
  }
}

/// Makes the services of one file.
private struct FlyApp {
  private let root: ConfigNode
  private let folder: String
  let start: Span
  private let build: (context: String, dockerfile: Located<String>?)?
  private let missingDockerfile: Located<String>?
  /// The group that settings are for which name none.
  private let defaultGroup: String

  init(_ source: PlatformFile, _ repository: RepositoryReader) {
    root = source.root
    folder = RepositoryReader.folder(of: source.path)
    start = Span(file: source.root.span.file, start: 0, end: 0)
    build = Self.build(source, repository)
    let named = source.root.at("build", "dockerfile")?.located
    missingDockerfile = build == nil && source.root.at("build", "image") == nil ? named : nil
    let groups = (source.root["processes"]?.entries ?? []).map(\.key)
    // As the command line tool of the platform chooses it.
    defaultGroup = groups.contains(Self.usualGroup) ? Self.usualGroup : groups.min() ?? Self.usualGroup
  }

  private static let usualGroup = "app"

  /// The Dockerfile of the image: by the path that the file names, which counts from its own directory, else the one beside
  /// it.
  private static func build(
    _ source: PlatformFile, _ repository: RepositoryReader
  ) -> (context: String, dockerfile: Located<String>?)? {
    let section = source.root["build"]
    guard section?["image"] == nil, section?["builder"] == nil, section?["buildpacks"] == nil else { return nil }
    let folder = RepositoryReader.folder(of: source.path)
    let named = section?["dockerfile"]?.located
    let contexts = folder == "." ? ["."] : [folder, "."]
    let found = contexts.first { context in
      repository.join(context, named?.value ?? "Dockerfile").map(repository.hasFile) ?? false
    }
    return found.map { ($0, named) }
  }

  func services() -> [StackService] {
    let groups = root["processes"]?.entries ?? []
    guard !groups.isEmpty else {
      let app = root["app"]
      return [service(app?.filled?.text ?? Self.usualGroup, app?.span ?? start, defaultGroup, command: nil)]
    }
    return groups.map { service($0.key, $0.keySpan, $0.key, command: $0.value.joined) }
  }

  private func service(_ name: String, _ place: Span, _ group: String, command: ConfigNode?) -> StackService {
    var made = MadeService(at: place)
    var facts = PlatformFacts()
    let section = root["build"]
    made.add("image", section?["image"]?.literal)
    if let build {
      made.build(context: build.context, dockerfile: build.dockerfile, target: section?["build-target"]?.located)
    }
    facts.missingDockerfile = missingDockerfile
    // A builder takes the code as it is.
    if let builder = section?["builder"] ?? section?["buildpacks"] {
      facts.builder = builder.located
      facts.sourceDirectory = Located(folder, MadeNode.text(folder, at: builder.span))
    }
    made.add("command", command ?? root.at("experimental", "cmd")?.joined)
    facts.region = root["primary_region"]?.located
    if let time = PlatformUnits.time(root["kill_timeout"], unit: 1_000) {
      made.grace(MadeNode.plain("\(time.value / 1_000)", at: time.span))
    }
    if group == defaultGroup { facts.release = StackCommand(root.at("deploy", "release_command")?.joined) }
    facts.variables = (root["env"]?.entries ?? []).map { PlatformVariable($0.key, $0.keySpan, .value($0.value)) }
    made.environment(facts.variables)
    readServices(group, &made, &facts)
    readMachine(group, &made, &facts)
    for mount in sections("mounts") where isOf(group, mount) {
      guard let path = mount["destination"]?.located else { continue }
      var disk = PlatformFacts.Disk(mountPath: path)
      disk.name = mount["source"]?.located
      disk.size = PlatformUnits.size(mount["initial_size"], unit: 1 << 30)
      made.disk(disk, &facts)
    }
    if facts.role == nil { facts.role = Located(.worker, MadeNode.text(name, at: place)) }
    return StackService(.init(key: name, keySpan: place, value: made.node), facts)
  }

  /// A table, or several of that name.
  private func sections(_ key: String) -> [ConfigNode] {
    guard let node = root[key] else { return [] }
    return node.items.isEmpty ? [node] : node.items
  }

  private func isOf(_ group: String, _ section: ConfigNode) -> Bool {
    let groups = (section["processes"]?.items ?? []).compactMap(\.text)
    return groups.isEmpty ? group == defaultGroup : groups.contains(group)
  }

  // MARK: Ports and checks

  private func readServices(_ group: String, _ made: inout MadeService, _ facts: inout PlatformFacts) {
    var ports: [ConfigNode] = []
    for section in [root["http_service"]].compactMap({ $0 }) + sections("services") where isOf(group, section) {
      guard let port = section["internal_port"], port.wholeNumber != nil else { continue }
      ports.append(port)
      let isHTTP = root["http_service"] === section
      // Without ports of its own only other apps reach it.
      if isHTTP || section["ports"] != nil { facts.isPublic = Located(true, port) }
      facts.role = Located(facts.isPublic == nil ? .privateServer : .web, port)
      facts.fewestReplicas = section["min_machines_running"]?.number(times: 1) ?? facts.fewestReplicas
      let checks = (section[isHTTP ? "checks" : "http_checks"]?.items ?? [])
      if facts.health == nil { facts.health = checks.lazy.compactMap(health).first }
    }
    for check in root["checks"]?.entries ?? [] where isOf(group, check.value) && facts.health == nil {
      facts.health = health(check.value)
    }
    if let first = ports.first {
      made.add(facts.isPublic == nil ? "expose" : "ports", MadeNode.list(ports, at: first.span))
    }
  }

  private func health(_ check: ConfigNode) -> PlatformFacts.HealthRequest? {
    guard let path = check["path"]?.located else { return nil }
    var health = PlatformFacts.HealthRequest(path: path)
    health.port = check["port"]?.number(times: 1)
    health.interval = PlatformUnits.time(check["interval"], unit: 1)
    health.timeout = PlatformUnits.time(check["timeout"], unit: 1)
    health.gracePeriod = PlatformUnits.time(check["grace_period"], unit: 1)
    return health
  }

  // MARK: Machines

  private func readMachine(_ group: String, _ made: inout MadeService, _ facts: inout PlatformFacts) {
    let machines = sections("vm")
    let own = machines.first { ($0["processes"]?.items ?? []).contains { $0.text == group } }
    if let machine = own ?? machines.first(where: { $0["processes"] == nil }) {
      facts.plan = machine["size"]?.located
      facts.processors = machine["cpus"]?.number(times: 1_000)
      facts.memory = PlatformUnits.size(machine["memory"] ?? machine["memory_mb"], unit: 1 << 20)
    }
    for section in sections("restart") where isOf(group, section) {
      guard let policy = section["policy"], let word = policy.filled?.text else { continue }
      var pieces = [ScalarPiece(word == "never" ? "no" : word, from: policy.span)]
      if word == "on-failure", let retries = section["retries"], let count = retries.wholeNumber {
        pieces += [ScalarPiece(":", from: policy.span), ScalarPiece("\(count)", from: retries.span)]
      }
      made.add("restart", MadeNode.text(pieces, at: policy.span))
    }
  }
}
