import IR
import JSON

/// `raw.compose`: with the short forms that compose has of mappings.
enum ComposeRaw: RawDialect {
  static func special(
    _ old: YAMLValue, _ value: JSONValue, appends: Bool, _ path: [String], _ changes: inout RawChanges
  ) -> YAMLValue? {
    guard appends else { return nil }
    switch (old, value) {
    case (.mapping, .object): return nil
    case (.mapping(let below), _):
      return long(value, path, beside: below).map { .mapping(merge($0, into: below, path: path, &changes)) }
    case (.flow(let items), .object) where isNetworks(path):
      return .mapping(merge(value, into: named(items), path: path, &changes))
    default: return nil
    }
  }

  static func takesList(_ mapping: YAMLMapping, _ path: [String]) -> Bool {
    long(.array([]), path, beside: mapping) != nil
  }

  // MARK: Short forms

  /// Whether `raw` has variables for the service: then they are not shared with its release command.
  static func changesEnvironment(of service: Service) -> Bool {
    let raw = service.raw[ComposeEmitter.name]
    return raw?["environment"] != nil || raw?["environment+"] != nil
  }

  private static func isNetworks(_ path: [String]) -> Bool { path.last.map(RawChanges.key) == "networks" }

  /// A list that compose takes for a mapping, as that mapping: `depends_on: [api]`, `labels: [a=b]`.
  /// - Parameter below: what it is appended to; of names that are there nothing more is said.
  private static func long(_ value: JSONValue, _ path: [String], beside below: YAMLMapping) -> JSONValue? {
    let texts = RawChanges.items(value).compactMap(\.string)
    guard texts.count == RawChanges.items(value).count else { return nil }
    func named(_ value: JSONValue) -> JSONValue {
      .object(
        Dictionary(texts.filter { below[$0] == nil }.map { ($0, value) }, uniquingKeysWith: { first, _ in first }))
    }
    switch path.last.map(RawChanges.key) {
    case "depends_on": return named(["condition": "service_started"])
    case "networks": return named(.object([:]))
    case "environment", "labels", "args":
      return .object(
        Dictionary(
          texts.map { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return (parts[0], .string(parts.count > 1 ? parts[1] : ""))
          }, uniquingKeysWith: { first, _ in first }))
    default: return nil
    }
  }

  /// `[data, apps]` as a mapping.
  private static func named(_ items: [YAMLValue]) -> YAMLMapping {
    var mapping = YAMLMapping()
    for case .text(let name) in items { mapping.add(name, .mapping(.flow([]))) }
    return mapping
  }

  // MARK: Values

  /// Keys whose values may be long, or hold what a report does not show.
  private static let hidden: Set<String> = ["command", "environment", "healthcheck", "labels", "build", "configs"]

  /// A short value of a key, for a report.
  static func shown(_ value: YAMLValue, _ path: [String]) -> String? {
    guard path.allSatisfy({ !hidden.contains(RawChanges.key($0)) }) else { return nil }
    switch value {
    case .text(let text), .quoted(let text): return text.utf8.count <= 40 ? text : nil
    case .integer(let number): return String(number)
    case .boolean(let flag): return String(flag)
    case .flow(let items):
      let texts = items.compactMap { item -> String? in
        switch item {
        case .text(let text), .quoted(let text): text
        default: nil
        }
      }
      let list = "[" + texts.joined(separator: ", ") + "]"
      return texts.count == items.count && list.utf8.count <= 40 ? list : nil
    default: return nil
    }
  }
}

/// W0922 and I0918 of a compose file.
enum ComposeRawFindings {
  static func all(_ project: ComposeProject) -> [EmitFinding] {
    var findings: [EmitFinding] = []
    if let raw = project.program.raw[ComposeEmitter.name] {
      var changes = RawChanges()
      _ = ComposeRaw.merge(raw, into: ComposeFile(project).root, &changes)
      findings += RawOwner.document(project.program).findings(changes, target: ComposeEmitter.name) { _ in nil }
    }
    for service in project.program.services {
      guard let raw = service.raw[ComposeEmitter.name] else { continue }
      let made =
        service.store.map {
          ComposeStores(project: project).made(
            service, $0, Emitters.configuration(of: service, in: project.program)?.configurationLines)
        } ?? ComposeProxy(service, project)?.entry() ?? ComposeServices(project).made(service)
      var changes = RawChanges()
      _ = ComposeRaw.merge(raw, into: made, &changes)
      findings += RawOwner.service(service).findings(changes, target: ComposeEmitter.name) {
        fact($0.path, service, project)
      }
    }
    return findings
  }

  /// Keys of a compose service, and the keys of the language that they are made of.
  private static let sources: [String: ServiceKey] = [
    "image": .image, "build": .build, "entrypoint": .entrypoint, "command": .start, "environment": .variables,
    "healthcheck": .health,
    "ports": .isPublic, "profiles": .options, "volumes": .volumes, "stop_grace_period": .stopGrace,
    "restart": .restart, "deploy": .resources,
  ]

  /// Where that is written which a key was derived from: a key of the service, or its first reference to a store.
  private static func fact(
    _ path: [String], _ service: Service, _ project: ComposeProject
  ) -> (span: Int, key: String?)? {
    guard let name = path.first.map(RawChanges.key) else { return nil }
    if let key = sources[name] { return service.spans[key].map { ($0, key.rawValue) } }
    guard name == "networks" || name == "depends_on" else { return nil }
    let edges = project.program.edges(from: service.name)
    let edge = edges.first { project.program.service($0.to)?.isStore == true } ?? edges.first
    return edge?.span.map { ($0, nil) }
  }
}
