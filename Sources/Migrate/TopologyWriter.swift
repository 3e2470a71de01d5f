import Emit
import Engines
import IR
import JSON

/// Writes the drafts as a topology.
struct TopologyWriter {
  let project: String
  let services: [ServiceDraft]
  let variables: VariableDraft
  let sources: [String]
  var repository: (github: String, branch: String?)?

  func render() -> String {
    var root = YAMLMapping()
    root.add("infracc", .integer(1))
    root.add("project", .text(project))
    root.add("targets", .flow([.text("railway")]))
    if let repository {
      var entries = [("github", YAMLValue.text(repository.github))]
      if let branch = repository.branch { entries.append(("branch", .text(branch))) }
      root.add("repository", .mapping(.flow(entries)))
    }
    let names = variables.stores.compactMap { store in
      store.displayed.flatMap { $0 == store.engine.name ? nil : (store.engine.name, YAMLValue.text($0)) }
    }
    if !names.isEmpty {
      let options = YAMLMapping.flow([("railway", .mapping(.flow([("names", .mapping(.flow(names)))])))])
      root.add("options", .mapping(options), above: ["as the project on Railway calls them"])
    }
    if !variables.secrets.isEmpty {
      root.add(
        "secrets", .mapping(variables.secrets), above: ["names only: an operator supplies the values"], blank: true)
    }
    if !variables.shared.isEmpty { root.add("variables", .mapping(variables.shared), blank: true) }
    root.add("services", .mapping(all()), blank: true)
    if let environments = environments() { root.add("environments", .mapping(environments), blank: true) }
    return YAMLDocument(header: header, root: root).render()
  }

  /// What is said because infracc writes more than the files did.
  var remarks: [Remark] {
    services.compactMap { service in
      guard service.kind == .cron, service.base.restart == nil, let file = service.file else { return nil }
      return Remark(
        file.path, file.line(of: "deploy.cronSchedule"),
        "`\(service.name)` gets the restart policy NEVER: a failed run waits for the next one")
    }
  }

  private var header: [String] {
    ["Made by `infracc migrate` of:"] + sources.map { "  " + $0 } + [
      "Railway's files say neither which services are public nor which version a database has: look at those lines."
    ]
  }

  private func all() -> YAMLMapping {
    var result = YAMLMapping()
    for store in variables.stores {
      var mapping = YAMLMapping()
      mapping.isFlow = true
      mapping.add("version", .real(store.engine.defaultVersion))
      if let database = store.database { mapping.add("database", .text(database)) }
      result.add(store.engine.name, .mapping(mapping), note: "the default version: write the one that runs now")
    }
    for service in services {
      var mapping = ServiceWriter(service).mapping(service.base)
      if !service.use.isEmpty { mapping.add("use", .flow(service.use.map { .text($0) })) }
      if !service.variables.isEmpty { mapping.add("variables", .mapping(service.variables)) }
      if let raw = ServiceWriter(service).raw(service.base) { mapping.add("raw", .mapping(raw)) }
      result.add(service.name, .mapping(mapping), above: comments(on: service), blank: true)
    }
    return result
  }

  private func comments(on service: ServiceDraft) -> [String] {
    let file = service.file?.comments ?? [:]
    return (service.file.map { ["from \($0.path)"] } ?? []) + service.comments
      + ["", "build", "deploy"].flatMap { file[$0] ?? [] }
  }

  // MARK: Environments

  private func environments() -> YAMLMapping? {
    var names: [String] = []
    for service in services {
      for environment in service.environments where !names.contains(environment.name) { names.append(environment.name) }
    }
    guard !names.isEmpty else { return nil }
    names = ["production"] + names.filter { $0 != "production" && $0 != "pr" } + names.filter { $0 == "pr" }
    var result = YAMLMapping()
    for name in names {
      var overlay = YAMLMapping()
      if name == "pr" {
        overlay.add("kind", .text("preview"))
        overlay.add("from", .text("production"))
      }
      var changes = YAMLMapping()
      for service in services {
        guard let settings = service.environments.first(where: { $0.name == name })?.settings else { continue }
        let writer = ServiceWriter(service)
        // A pull request starts from production's overlay.
        let start = name == "pr" ? service.environments.first { $0.name == "production" }?.settings : nil
        let difference = Self.difference(
          from: writer.complete(start ?? service.base), to: writer.complete(settings))
        if !difference.isEmpty { changes.add(service.name, .mapping(difference)) }
      }
      if !changes.isEmpty { overlay.add("services", .mapping(changes)) }
      overlay.isFlow = overlay.isEmpty
      result.add(name, .mapping(overlay))
    }
    return result
  }

  /// What an overlay must say: `null` takes a key away.
  private static func difference(from base: YAMLMapping, to other: YAMLMapping) -> YAMLMapping {
    var result = YAMLMapping()
    for entry in other.entries {
      guard let old = base[entry.key] else {
        result.add(entry.key, entry.value)
        continue
      }
      if old == entry.value { continue }
      if case .mapping(let a) = old, case .mapping(let b) = entry.value {
        var inner = difference(from: a, to: b)
        inner.isFlow = b.isFlow
        result.add(entry.key, .mapping(inner))
      } else {
        result.add(entry.key, entry.value)
      }
    }
    for entry in base.entries where other[entry.key] == nil { result.add(entry.key, .null) }
    return result
  }
}

/// One service's keys.
struct ServiceWriter {
  private let service: ServiceDraft

  init(_ service: ServiceDraft) { self.service = service }

  /// With `raw`, for comparison.
  func complete(_ settings: ServiceSettings) -> YAMLMapping {
    var result = mapping(settings)
    if let raw = raw(settings) { result.add("raw", .mapping(raw)) }
    for index in result.entries.indices {
      result.entries[index].above = []
      result.entries[index].note = nil
    }
    return result
  }

  func mapping(_ settings: ServiceSettings) -> YAMLMapping {
    var result = YAMLMapping()
    result.add("type", .text(service.kind.rawValue))
    result.add("root", .text(service.folder == "." ? "." : "./" + service.folder))
    result.add(
      "build", .mapping(build(settings)),
      above: comments("build.builder", "build.dockerfilePath", "build.watchPatterns"))
    if service.kind == .web, let port = service.port {
      result.add("port", .integer(port))
      result.add("public", .boolean(true), note: "`false` where no domain leads to it")
    }
    if let start = settings.start { result.add("start", .text(start), above: comments("deploy.startCommand")) }
    if service.kind == .web, let release = settings.release {
      result.add("release", .text(release), above: comments("deploy.preDeployCommand"))
    }
    if let schedule = settings.schedule, service.kind == .cron {
      result.add("schedule", .text(schedule), above: comments("deploy.cronSchedule"))
    }
    if let health = health(settings) {
      result.add("health", health, above: comments("deploy.healthcheckPath", "deploy.healthcheckTimeout"))
    }
    if let workers = service.workers { result.add("workers", .integer(workers)) }
    if let restart = restart(settings) {
      result.add("restart", restart, above: comments("deploy.restartPolicyType", "deploy.restartPolicyMaxRetries"))
    }
    if let replicas = settings.replicas, replicas > 1 {
      result.add(
        "scale", .mapping(.flow([("replicas", .integer(replicas))])),
        above: comments("deploy.numReplicas", "deploy.multiRegionConfig"))
    }
    if let region = settings.region { result.add("region", .text(region), above: comments("deploy.region")) }
    if let drain = settings.drain, drain > 0, service.kind != .cron {
      result.add("stop_grace", .text("\(drain)s"), above: comments("deploy.drainingSeconds"))
    }
    return result
  }

  private func comments(_ paths: String...) -> [String] { paths.flatMap { service.file?.comments[$0] ?? [] } }

  private func build(_ settings: ServiceSettings) -> YAMLMapping {
    var result = YAMLMapping()
    result.isFlow = true
    if let dockerfile = service.dockerfile {
      let own = settings.dockerfilePath.map { path in
        settings.dockerfilePath == service.base.dockerfilePath ? dockerfile : RepositoryPath.join(service.folder, path)
      }
      result.add("dockerfile", .text(own ?? dockerfile))
    } else {
      result.add("builder", .text("railpack"))
    }
    if !settings.watch.isEmpty { result.add("watch", .flow(settings.watch.map { .text(Self.pattern($0)) })) }
    return result
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

  private func health(_ settings: ServiceSettings) -> YAMLValue? {
    guard service.kind != .cron, let path = settings.healthPath else { return nil }
    guard let timeout = settings.healthTimeout, timeout != 300 else { return .text(path) }
    return .mapping(.flow([("path", .text(path)), ("within", .text("\(timeout)s"))]))
  }

  private func restart(_ settings: ServiceSettings) -> YAMLValue? {
    guard service.kind != .cron else { return nil }
    let retries = settings.maxRetries == 10 ? nil : settings.maxRetries
    let policy = settings.restart == "on-failure" ? nil : settings.restart
    if let retries { return .mapping(.flow([("policy", .text("on-failure")), ("max_retries", .integer(retries))])) }
    return policy.map { .text($0) }
  }

  /// What has no key of its own, and what this kind of service has none for.
  func raw(_ settings: ServiceSettings) -> YAMLMapping? {
    var groups = settings.raw
    func keep(_ name: String, _ value: JSONValue?) {
      if let value { groups["deploy", default: [:]][name] = value }
    }
    if service.kind != .web { keep("preDeployCommand", settings.release.map { [.string($0)] }) }
    if service.kind != .cron { keep("cronSchedule", settings.schedule.map { .string($0) }) }
    if service.kind == .cron {
      keep("healthcheckPath", settings.healthPath.map { .string($0) })
      keep("healthcheckTimeout", settings.healthTimeout.map { .int($0) })
      keep("drainingSeconds", settings.drain.map { .int($0) })
      if let policy = settings.restart, policy != "never" {
        keep("restartPolicyType", .string(policy.uppercased().replacing("-", with: "_")))
      }
      keep("restartPolicyMaxRetries", settings.maxRetries.map { .int($0) })
    } else if settings.drain == 0 {
      keep("drainingSeconds", 0)
    }
    if service.dockerfile == nil, let path = settings.dockerfilePath {
      groups["build", default: [:]]["dockerfilePath"] = .string(path)
    }
    if settings.replicas == 0 { keep("numReplicas", 0) }
    groups = groups.filter { !$0.value.isEmpty }
    guard !groups.isEmpty else { return nil }
    var railway = YAMLMapping()
    for (name, members) in groups.sorted(by: { $0.key < $1.key }) { railway.add(name, Self.yaml(.object(members))) }
    var result = YAMLMapping()
    result.add("railway", .mapping(railway))
    return result
  }

  private static func yaml(_ value: JSONValue) -> YAMLValue {
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
