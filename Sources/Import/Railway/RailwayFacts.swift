import Emit
import IR
import JSON
import Probes

/// Services as `railway.json` and `railway.toml` set them up, in each environment that has settings of its own.
struct RailwayFacts {
  private(set) var services: [ServiceFacts] = []
  private(set) var remarks: [DraftRemark] = []
  /// Files that cannot be read, with the reason.
  private(set) var refused: [DraftRemark] = []
  private let repository: RepositoryReader
  /// The name of the repository.
  private let name: String

  /// - Parameters:
  ///   - paths: of the files, in order.
  ///   - starts: commands by directory that other files of the same builder give.
  init(_ paths: [String], starts: [String: String], name: String, _ repository: RepositoryReader) {
    self.repository = repository
    self.name = name
    for path in paths {
      let shown = repository.name(of: path)
      if Stack.isShadowed(path, among: paths) {
        remarks.append(DraftRemark(DraftPlace(shown), "is not read: Railway uses the .toml file in its directory"))
        continue
      }
      guard let file = repository.file(path) else { continue }
      switch RailwayConfigFile.read(file, name: shown) {
      case .failure(let refusal): refused.append(refusal.remark)
      case .success(let config): read(config, starts)
      }
    }
  }

  private mutating func read(_ file: RailwayConfigFile, _ starts: [String: String]) {
    remarkOutside(file)
    if ["build", "deploy", "environments"].allSatisfy({ file.value[$0]?.object?.isEmpty ?? true }) {
      remarks.append(DraftRemark(DraftPlace(file.path), "configures nothing: no service is created"))
      return
    }
    let parts = file.ownPath.split(separator: "/").last?.split(separator: ".") ?? []
    let inner = file.folder == "." ? nil : file.folder.split(separator: "/").last.map(String.init)
    let own = parts.count == 3 ? String(parts[1]) : inner ?? name
    var names = [own]
    if parts.count == 3 { names.append(inner.map { "\($0)-\(own)" } ?? own) }
    let base = settings(file, nil, starts)
    var facts = RailwayServiceFacts(base, file, names, repository).facts
    remarks += facts.remarks
    var variants: [(String, ServiceFacts)] = []
    for environment in file.environments {
      let other = RailwayServiceFacts(settings(file, environment, starts), file, names, repository).facts
      // A pull request starts from production's settings.
      variants.append((environment == "pr" ? "pr" : environment, other.facts))
    }
    if !variants.isEmpty {
      remarks.append(
        DraftRemark(
          file.place(of: "environments"),
          "`environments` does not list environments without differences: add each one to the topology"))
    }
    facts.facts.variants = variants.map { (environment: $0.0, facts: $0.1) }
    if base.schedule != nil, base.restart == nil {
      remarks.append(
        DraftRemark(
          file.place(of: "deploy.cronSchedule"),
          "`\(own)` gets the restart policy NEVER: a failed run waits for the next one"))
    }
    services.append(facts.facts)
  }

  private mutating func settings(
    _ file: RailwayConfigFile, _ environment: String?, _ starts: [String: String]
  ) -> RailwaySettings {
    let reader = RailwaySettingsReader(file, environment: environment)
    remarks += reader.remarks
    var settings = reader.settings
    if settings.start == nil, settings.builder != .dockerfile { settings.start = starts[file.folder] }
    return settings
  }

  private mutating func remarkOutside(_ file: RailwayConfigFile) {
    let known: Set<String> = ["$schema", "build", "deploy", "environments"]
    for key in (file.value.object ?? [:]).keys.sorted() where !known.contains(key) {
      let reason =
        key == "services"
        ? "is not a key of Railway: such a file configures one service, and Railway ignores the rest"
        : "is not a key of Railway, which ignores it"
      remarks.append(DraftRemark(file.place(of: key), "`\(key)` \(reason)"))
    }
    for environment in file.environments {
      for key in (file.value["environments"]?[environment]?.object ?? [:]).keys.sorted()
      where key != "build" && key != "deploy" {
        let path = "environments.\(environment).\(key)"
        remarks.append(DraftRemark(file.place(of: path), "`\(path)` is not a key of Railway, which ignores it"))
      }
    }
  }
}

/// The settings of one service in one environment as facts.
private struct RailwayServiceFacts {
  private let settings: RailwaySettings
  private let file: RailwayConfigFile
  private let repository: RepositoryReader
  private(set) var facts: (facts: ServiceFacts, remarks: [DraftRemark])

  init(_ settings: RailwaySettings, _ file: RailwayConfigFile, _ names: [String], _ repository: RepositoryReader) {
    self.settings = settings
    self.file = file
    self.repository = repository
    let base = ServiceFacts(names, source: file.path, rank: .platform, at: DraftPlace(file.path))
    facts = (base, [])
    facts.facts.folder = file.folder
    facts.facts.comments = ["", "build", "deploy"].flatMap { file.comments[$0] ?? [] }
    readBuild()
    readDeploy()
    facts.facts.listens = settings.healthPath != nil
    facts.facts.role = settings.schedule != nil ? .cron : settings.healthPath != nil ? .web : nil
    facts.facts.command = settings.start
    keepRest()
  }

  private mutating func claim(_ key: ServiceKey, _ value: YAMLValue, _ path: String, raw: [(String, JSONValue)] = []) {
    let settings = raw.map {
      RawSetting(target: StackDialect.railway.name, path: ["deploy", $0.0], value: PlainJSON.yaml($0.1))
    }
    facts.facts.claim(
      key, value, at: file.place(of: path), comments: file.comments[path] ?? [], settings: settings)
  }

  // MARK: Build

  private mutating func readBuild() {
    if let dockerfile = dockerfile() {
      facts.facts.dockerfile = dockerfile
      claim(.buildDockerfile, .text(dockerfile), "build.dockerfilePath")
    } else {
      claim(.buildBuilder, .text("railpack"), "build.builder")
      if let path = settings.dockerfilePath { keep("build", "dockerfilePath", .string(path)) }
    }
    if !settings.watch.isEmpty {
      claim(.buildWatch, .flow(settings.watch.map { .text(Self.pattern($0)) }), "build.watchPatterns")
    }
  }

  /// The Dockerfile that is built; nil: none.
  private mutating func dockerfile() -> String? {
    let wanted = settings.dockerfilePath ?? "Dockerfile"
    let plain = wanted.hasPrefix("/") ? String(wanted.dropFirst()) : wanted
    let (near, far) = (repository.join(file.folder, plain) ?? plain, repository.join(".", plain) ?? plain)
    let isNear = repository.hasFile(near) && !wanted.hasPrefix("/")
    let isFar = settings.dockerfilePath != nil && repository.hasFile(far)
    if settings.builder == .railpack || settings.builder == nil && settings.dockerfilePath == nil {
      guard isNear, settings.raw["build"]?["builder"] == nil else { return nil }
      if settings.builder == .railpack {
        remark("build.builder", "`build.builder` has no effect: Railway builds the Dockerfile in its directory")
      }
    }
    if !isNear, !isFar {
      remark(
        "build.dockerfilePath",
        "`\(wanted)` was not found: it is kept under `raw`, since its path may count from a root directory that is set in "
          + "the dashboard")
      keep("build", "builder", .string("DOCKERFILE"))
      return nil
    }
    if wanted.hasPrefix("/") || !isNear && isFar {
      facts.facts.folder = "."
      return far
    }
    return near
  }

  /// From the repository's root, without a slash in front. A pattern without any slash is one of every folder.
  private static func pattern(_ text: String) -> String {
    let isNegated = text.hasPrefix("!")
    var body = isNegated ? text.dropFirst() : text[...]
    if body.hasPrefix("/") {
      body = body.dropFirst()
    } else if !body.dropLast().contains("/") {
      body = "**/" + body
    }
    return (isNegated ? "!" : "") + body
  }

  // MARK: Deploy

  private mutating func readDeploy() {
    if let start = settings.start { claim(.start, .text(start), "deploy.startCommand") }
    if let release = settings.release {
      claim(
        .release, .text(release), "deploy.preDeployCommand", raw: [("preDeployCommand", .array([.string(release)]))])
    }
    if let schedule = settings.schedule {
      var raw = [("cronSchedule", JSONValue.string(schedule))]
      // A service with the key does not start again by itself; others have to be told.
      if settings.restart == "never" { raw.append(("restartPolicyType", "NEVER")) }
      claim(.schedule, .text(schedule), "deploy.cronSchedule", raw: raw)
    }
    readHealth()
    readRestart()
    if let replicas = settings.replicas {
      if replicas > 1 { claim(.scaleReplicas, .integer(replicas), "deploy.numReplicas") }
      if replicas == 0 { keep("deploy", "numReplicas", 0) }
    }
    if let region = settings.region { claim(.region, .text(region), "deploy.region") }
    if let drain = settings.drain {
      if drain > 0 {
        claim(.stopGrace, .text("\(drain)s"), "deploy.drainingSeconds", raw: [("drainingSeconds", .int(drain))])
      } else {
        keep("deploy", "drainingSeconds", 0)
      }
    }
  }

  private mutating func readHealth() {
    guard let path = settings.healthPath else { return }
    var raw = [("healthcheckPath", JSONValue.string(path))]
    if let timeout = settings.healthTimeout { raw.append(("healthcheckTimeout", .int(timeout))) }
    guard let timeout = settings.healthTimeout, timeout != 300 else {
      claim(.health, .text(path), "deploy.healthcheckPath", raw: raw)
      return
    }
    let value = YAMLMapping.flow([("path", .text(path)), ("within", .text("\(timeout)s"))])
    claim(.health, .mapping(value), "deploy.healthcheckPath", raw: raw)
  }

  private mutating func readRestart() {
    let retries = settings.maxRetries == 10 ? nil : settings.maxRetries
    if settings.schedule != nil {
      // A run that is due again soon is not started a second time by itself, unless the file asks for it.
      if let policy = settings.restart, policy != "never" {
        keep("deploy", "restartPolicyType", .string(policy.uppercased().replacing("-", with: "_")))
      }
      if let retries = settings.maxRetries { keep("deploy", "restartPolicyMaxRetries", .int(retries)) }
    } else if let retries {
      let value = YAMLMapping.flow([("policy", .text("on-failure")), ("max_retries", .integer(retries))])
      claim(.restart, .mapping(value), "deploy.restartPolicyMaxRetries")
    } else if let policy = settings.restart, policy != "on-failure" {
      claim(.restart, .text(policy), "deploy.restartPolicyType")
    }
  }

  // MARK: What has no key

  private mutating func keep(_ group: String, _ name: String, _ value: JSONValue) {
    rest[group, default: [:]][name] = value
  }

  private var rest: [String: [String: JSONValue]] = [:]

  private mutating func keepRest() {
    for (group, members) in settings.raw { rest[group, default: [:]].merge(members) { first, _ in first } }
    let groups = rest.filter { !$0.value.isEmpty }
    guard !groups.isEmpty else { return }
    var raw = YAMLMapping()
    for (name, members) in groups.sorted(by: { $0.key < $1.key }) { raw.add(name, PlainJSON.yaml(.object(members))) }
    facts.facts.raw[StackDialect.railway.name] = raw
  }

  private mutating func remark(_ path: String, _ text: String) {
    facts.remarks.append(DraftRemark(file.place(of: path), text))
  }
}

/// JSON as a document of YAML has it.
private enum PlainJSON {
  static func yaml(_ value: JSONValue) -> YAMLValue {
    switch value {
    case .null: return .null
    case .bool(let flag): return .boolean(flag)
    case .int(let number): return .integer(number)
    case .double(let number): return .real("\(number)")
    case .string(let text): return .text(text)
    case .array(let items): return .flow(items.map(yaml))
    case .object(let members):
      return .mapping(.flow(members.sorted { $0.key < $1.key }.map { ($0.key, yaml($0.value)) }))
    }
  }
}
