import IR
import JSON

/// One service of one environment in Railway's project file.
///
/// Settings that the SDK's functions would drop at the top level (builder, restart policy, cron, drain, limits) stand
/// under `build` and `deploy`; platform defaults are left out, because a stated default never settles in a plan.
struct RailwayService {
  private let service: Service
  private let program: Program
  private let files: RailwayFiles
  private let names: RailwayNames
  /// What a reference to a service of Railway's may be written through; nil where it must be text.
  private let owner: (String) -> String?
  private let volume: (String, String) -> ScriptValue

  init(
    _ service: Service, _ program: Program, _ files: RailwayFiles, _ names: RailwayNames,
    owner: @escaping (String) -> String?, volume: @escaping (String, String) -> ScriptValue
  ) {
    self.service = service
    self.program = program
    self.files = files
    self.names = names
    self.owner = owner
    self.volume = volume
  }

  func value() -> ScriptValue {
    var settings = RailwayConfig(occurrences: [(program, service)], files: files).merged(service, in: program).settings
    var deploy = settings.removeValue(forKey: "deploy")?.object ?? [:]
    var members = source()
    if let build = settings.removeValue(forKey: "build")?.object, !build.isEmpty {
      members.append(ScriptMember("build", Self.map(build, order: Self.buildOrder)))
    }
    for (short, long) in Self.shorthands {
      guard let value = deploy.removeValue(forKey: long) else { continue }
      members.append(ScriptMember(short, Self.value(value)))
    }
    if let replicas = replicas(&deploy) { members.append(ScriptMember("replicas", replicas)) }
    members += network()
    let limits = deploy["limitOverride"] == nil ? Self.limits(of: service) : []
    if !deploy.isEmpty || !limits.isEmpty {
      guard case .map(let rest) = Self.map(deploy, order: Self.deployOrder) else { return .null }
      members.append(ScriptMember("deploy", .map(rest + limits)))
    }
    if !service.volumes.isEmpty {
      let mounts = service.volumes.map { ScriptMember($0.path, volume(service.name, $0.path)) }
      members.append(ScriptMember("volumeMounts", .map(mounts)))
    }
    let variables = variables()
    if !variables.isEmpty { members.append(ScriptMember("env", .map(variables))) }
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
      members.removeAll { $0.name == name }
      members.append(ScriptMember(name, Self.value(value)))
    }
    return .call("service", [.text(names.display(service.name))], members)
  }

  private static let buildOrder = ["builder", "dockerfilePath", "buildCommand", "watchPatterns"]
  private static let deployOrder = [
    "cronSchedule", "restartPolicyType", "restartPolicyMaxRetries", "drainingSeconds", "overlapSeconds",
    "sleepApplication",
  ]
  /// Names of the SDK for settings that have one.
  private static let shorthands = [
    ("preDeploy", "preDeployCommand"), ("start", "startCommand"), ("healthcheck", "healthcheckPath"),
    ("healthcheckTimeout", "healthcheckTimeout"),
  ]

  // MARK: Source

  private func source() -> [ScriptMember] {
    if let image = service.image { return [ScriptMember("source", .call("image", [.text(image)], []))] }
    guard let build = service.build else { return [] }
    let context = files.layout.context(of: build)
    let root = context == "." ? nil : context
    // What `railway up` uploads has no source. Railway's plan compares the kind of a source, so that a written
    // `empty()` would be a difference that no apply settles (CLI, `normalize_for_diff`, 2026-08).
    guard let repository = program.repository else { return [] }
    var options: [ScriptMember] = []
    if let branch = repository.branch { options.append(ScriptMember("branch", .text(branch))) }
    if let root { options.append(ScriptMember("rootDirectory", .text(root))) }
    return [ScriptMember("source", .call("github", [.text(repository.github)], options))]
  }

  // MARK: Scale and network

  private func replicas(_ deploy: inout [String: JSONValue]) -> ScriptValue? {
    if let regions = deploy["multiRegionConfig"]?.object {
      let counts = regions.mapValues { $0["numReplicas"]?.int }
      // What else there is about a region has no short form.
      guard regions.values.allSatisfy({ $0.object?.count == 1 }), !counts.values.contains(nil) else { return nil }
      deploy["multiRegionConfig"] = nil
      let members = counts.sorted { $0.key < $1.key }.map { ScriptMember($0.key, .integer($0.value ?? 1)) }
      return .map(members)
    }
    guard case .int(let number)? = deploy["numReplicas"] else { return nil }
    deploy["numReplicas"] = nil
    return .integer(number)
  }

  /// `limitOverride`, for the `deploy` of a service or a database; empty where it has no limits.
  static func limits(of service: Service) -> [ScriptMember] {
    guard service.hasLimits else { return [] }
    let containers: [ScriptMember] = [
      ScriptMember("cpu", .thousandths(service.resources.cpuMilli)),
      ScriptMember("memoryBytes", .integer(service.resources.memoryBytes)),
    ]
    return [ScriptMember("limitOverride", .map([ScriptMember("containers", .map(containers))]))]
  }

  private func network() -> [ScriptMember] {
    var members: [ScriptMember] = []
    let owned = program.railwayDomains(of: service)
    if !owned.isEmpty {
      let domains = owned.map { domain -> ScriptValue in
        var entry = [ScriptMember("domain", .text(domain))]
        // Railway would assume 8080.
        if let port = service.port { entry.append(ScriptMember("port", .integer(port))) }
        return .map(entry)
      }
      members.append(ScriptMember("domains", .list(domains)))
    }
    if service.exposure.isTCP, let port = service.port {
      members.append(ScriptMember("tcp", .list([.text(String(port))])))
    }
    return members
  }

  // MARK: Variables

  private func variables() -> [ScriptMember] {
    let writer = RailwayWriter(program)
    let all = service.env + (service.build?.args ?? [])
    let sections = [
      all.filter { $0.origin == .key }, all.filter { $0.origin == .variables }, all.filter { $0.origin == .use },
    ]
    // The variables of a service differ in their names; an argument of its build may have the name of one.
    let areUnique = service.build?.args.isEmpty ?? true
    var seen: Set<String> = []
    return sections.joined().compactMap { variable in
      guard areUnique || seen.insert(variable.name).inserted else { return nil }
      var comments: [String] = []
      if let doc = variable.doc { comments.append(doc) }
      if let reason = variable.reason, variable.name != "WEB_CONCURRENCY" { comments.append(reason) }
      if variable.phase != .run { comments.append("read while the image is built") }
      guard !RailwayVariables.isAbsent(variable, in: program), let text = writer.text(variable) else {
        comments.append(
          variable.isRequired
            ? "an operator sets it on the service" : "optional: kept where an operator has set it, absent otherwise")
        return ScriptMember(variable.name, .call("preserve", [], []), comments: comments)
      }
      return ScriptMember(variable.name, reference(text), comments: comments)
    }
  }

  /// A text that is one reference and nothing else, as a member; every other text as it is. Text of the topology holds
  /// no `${{`, since Railway could not tell it from a reference.
  private func reference(_ text: String) -> ScriptValue {
    // Most are no reference, which the first byte tells.
    guard text.utf8.first == UInt8(ascii: "$"), text.hasPrefix("${{"), text.hasSuffix("}}") else { return .text(text) }
    let inner = text.utf8.dropFirst(3).dropLast(2)
    guard inner.allSatisfy({ $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "}") }),
      let dot = inner.firstIndex(of: UInt8(ascii: "."))
    else { return .text(text) }
    let (service, name) = (String(text[inner.startIndex..<dot]), String(text[inner.index(after: dot)..<inner.endIndex]))
    // The SDK keeps names with a leading underscore for itself, and writes names of services without quotes.
    guard !name.hasPrefix("_"), PythonText.isName("n" + name) else { return .text(text) }
    if service == "shared" { return .member(of: "ctx.shared", name) }
    return owner(service).map { .member(of: $0, name) } ?? .text(text)
  }

  // MARK: JSON

  private static func map(_ members: [String: JSONValue], order: [String]) -> ScriptValue {
    let known = order.filter { members[$0] != nil }
    let rest = members.keys.filter { !order.contains($0) }.sorted()
    return .map((known + rest).map { ScriptMember($0, value(members[$0] ?? .null)) })
  }

  private static func value(_ json: JSONValue) -> ScriptValue {
    switch json {
    case .null: .null
    case .bool(let flag): .boolean(flag)
    case .int(let number): .integer(number)
    case .double(let number): .real(number)
    case .string(let text): .text(text)
    case .array(let items): .list(items.map(value))
    case .object(let members): map(members, order: [])
    }
  }
}
