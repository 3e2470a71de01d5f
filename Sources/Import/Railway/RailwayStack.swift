import Diagnostics
import Model
import Probes
import Syntax

extension StackDialect {
  /// The settings of services on Railway, whose variables are kept there.
  package static let railway = StackDialect("railway", isPlatform: true) { PlatformWords($0, $1, $2, .railway) }
}

extension PlatformVocabulary {
  fileprivate static let railway = PlatformVocabulary(
    supply: { _ in "enter it as a variable of the service" }, oneInstance: "`numReplicas: 1`",
    keepFiles: { "attach a volume at `\($0 ?? "/data")`" }, address: { "write a reference: `${{\($0).…}}`" })
}

extension Stack {
  /// The services of a repository by their `railway.json` and `railway.toml`. Nil where none of the files can be read.
  /// - Parameter bag: takes what is wrong with their syntax.
  init?(railway paths: [String], _ repository: RepositoryReader, into bag: DiagnosticBag) {
    let sources = paths.filter { !Self.isShadowed($0, among: paths) }
      .compactMap { PlatformFile($0, repository, into: bag) }
    guard let first = sources.first, let file = repository.file(first.path) else { return nil }
    var services: [StackService] = []
    for source in sources {
      let wanted = Self.serviceName(of: source.path)
      let count = services.count { $0.name == wanted || $0.name.hasPrefix(wanted + "-") }
      let name = services.contains { $0.name == wanted } ? "\(wanted)-\(count + 1)" : wanted
      services.append(RailwayService(source, repository).service(name))
    }
    // The paths of each service count from the directory of its own file.
    self.init(
      .railway, sources, folder: ".", at: repository.span(0..<0, in: file), services: services)
  }

  /// Whether Railway reads the `.toml` file of the same name and directory instead.
  static func isShadowed(_ path: String, among paths: [String]) -> Bool {
    path.hasSuffix(".json") && paths.contains(path.dropLast(5) + ".toml")
  }

  /// `worker` of `railway.worker.toml`, else the name of the directory.
  private static func serviceName(of path: String) -> String {
    let parts = path.split(separator: "/").last?.split(separator: ".") ?? []
    if parts.count == 3 { return String(parts[1]) }
    let folder = RepositoryReader.folder(of: path)
    return folder == "." ? "service" : folder.split(separator: "/").last.map(String.init) ?? "service"
  }

  /// `railway.json`, `railway.worker.toml`.
  static func isRailway(_ name: String) -> Bool {
    let parts = name.split(separator: ".")
    return parts.first == "railway" && (2...3).contains(parts.count) && ["json", "toml"].contains(parts.last)
  }
}

/// Makes a service of one file.
private struct RailwayService {
  private let source: PlatformFile
  private let folder: String
  private let start: Span
  private let hasDockerfile: Bool

  init(_ source: PlatformFile, _ repository: RepositoryReader) {
    self.source = source
    folder = RepositoryReader.folder(of: source.path)
    start = Span(file: source.root.span.file, start: 0, end: 0)
    hasDockerfile = repository.hasFile(RepositoryReader.join(folder, "Dockerfile"))
  }

  func service(_ name: String) -> StackService {
    var facts = PlatformFacts()
    let node = read(source.root["build"], source.root["deploy"], &facts)
    facts.environments = (source.root["environments"]?.entries ?? []).map { entry in
      environment(entry, named: name)
    }
    return StackService(.init(key: name, keySpan: start, value: node), facts)
  }

  private func environment(_ entry: ConfigNode.Entry, named name: String) -> PlatformFacts.Environment {
    // A pull request takes the block of the environment that it copies below its own; files do not say which.
    let blocks = entry.key == "pr" ? ["production", "pr"] : [entry.key]
    func laid(_ group: String) -> ConfigNode? {
      blocks.reduce(source.root[group]) { base, block in
        guard let over = source.root.at("environments", block, group) else { return base }
        return overlay(base, over)
      }
    }
    var facts = PlatformFacts()
    let node = read(laid("build"), laid("deploy"), &facts)
    return .init(
      name: entry.key, nameSpan: entry.keySpan, node: entry.value,
      service: StackService(.init(key: name, keySpan: start, value: node), facts))
  }

  /// Settings over settings; `null` takes one away.
  private func overlay(_ base: ConfigNode?, _ over: ConfigNode) -> ConfigNode {
    let kept = (base?.entries ?? []).filter { over.entry($0.key) == nil }
    return ConfigNode(content: .mapping(kept + over.entries.filter { !$0.value.isNull }), span: over.span)
  }

  // MARK: Settings

  private func read(_ build: ConfigNode?, _ deploy: ConfigNode?, _ facts: inout PlatformFacts) -> ConfigNode {
    var made = MadeService(at: start)
    facts.builder = build?["builder"]?.located
    facts.buildCommand = StackCommand(build?["buildCommand"]?.literal)
    facts.watch = (build?["watchPatterns"]?.items ?? []).compactMap(\.located)
    let dockerfile = build?["dockerfilePath"]?.located
    facts.sourceDirectory = Located(folder, MadeNode.text(folder, at: start))
    if dockerfile != nil || hasDockerfile {
      // Railway looks for it from the root directory of the service, which is where its file lies.
      made.build(context: folder, dockerfile: dockerfile)
    }
    guard let deploy else { return made.node }
    made.add("command", deploy["startCommand"]?.literal)
    facts.release = StackCommand(deploy["preDeployCommand"]?.joined)
    facts.schedule = deploy["cronSchedule"]?.located
    if let schedule = facts.schedule { facts.role = Located(.cron, schedule.node) }
    if let path = deploy["healthcheckPath"]?.located {
      var health = PlatformFacts.HealthRequest(path: path)
      health.timeout = deploy["healthcheckTimeout"]?.number(times: 1_000)
      facts.health = health
    }
    readScale(deploy, &made, &facts)
    readRestart(deploy, &made)
    made.grace(deploy["drainingSeconds"])
    let limits = deploy.at("limitOverride", "containers")
    facts.processors = limits?["cpu"]?.decimal(times: 1_000)
    facts.memory = limits?["memoryBytes"]?.number(times: 1)
    if let path = deploy["requiredMountPath"]?.located { made.disk(.init(mountPath: path), &facts) }
    return made.node
  }

  private func readScale(_ deploy: ConfigNode, _ made: inout MadeService, _ facts: inout PlatformFacts) {
    facts.region = deploy["region"]?.located
    made.replicas(deploy["numReplicas"])
    // With one region there is nothing to divide.
    guard let regions = deploy["multiRegionConfig"]?.entries, regions.count == 1 else { return }
    facts.region = Located(regions[0].key, MadeNode.text(regions[0].key, at: regions[0].keySpan))
    made.replicas(regions[0].value["numReplicas"])
  }

  private func readRestart(_ deploy: ConfigNode, _ made: inout MadeService) {
    guard let policy = deploy["restartPolicyType"], let word = policy.filled?.text.uppercased() else { return }
    switch word {
    case "ALWAYS": made.add("restart", MadeNode.text("always", at: policy.span))
    case "NEVER": made.add("restart", MadeNode.text("no", at: policy.span))
    case "ON_FAILURE":
      var pieces = [ScalarPiece("on-failure", from: policy.span)]
      if let retries = deploy["restartPolicyMaxRetries"], let count = retries.wholeNumber {
        pieces += [ScalarPiece(":", from: policy.span), ScalarPiece("\(count)", from: retries.span)]
      }
      made.add("restart", MadeNode.text(pieces, at: policy.span))
    default: break
    }
  }
}
