import IR
import JSON

/// `raw.compose`: laid over what was made, key by key, unchecked. Lists are replaced, `key+` appends, `null` removes.
enum ComposeRaw {
  /// - Parameters:
  ///   - path: the keys above, as they are written.
  ///   - changes: takes what is replaced.
  static func merge(
    _ raw: JSONValue?, into mapping: YAMLMapping, path: [String] = [], _ changes: inout RawChanges
  ) -> YAMLMapping {
    guard case .object(let members)? = raw else { return mapping }
    var result = mapping
    for (written, value) in members.sorted(by: { $0.key < $1.key }) {
      let key = RawChanges.key(written)
      let path = path + [written]
      guard let position = result.entries.firstIndex(where: { $0.key == key }) else {
        if value == .null { continue }
        result.add(key, yaml(key == written ? value : .array(RawChanges.items(value)), &changes))
        continue
      }
      let old = result.entries[position].value
      if value == .null {
        result.entries.remove(at: position)
        changes.add(path, old: shown(old, path), isList: false, isRemoved: true)
        continue
      }
      result.entries[position].value = merged(old, value, appends: key != written, path, &changes)
      result.entries[position].note = nil
    }
    return result
  }

  /// One value that was made, with one of `raw`.
  private static func merged(
    _ old: YAMLValue, _ value: JSONValue, appends: Bool, _ path: [String], _ changes: inout RawChanges
  ) -> YAMLValue {
    switch (old, value) {
    case (.mapping(let below), .object): return .mapping(merge(value, into: below, path: path, &changes))
    case (.mapping(let below), _) where appends:
      if let long = long(value, path, beside: below) { return .mapping(merge(long, into: below, path: path, &changes)) }
    case (.flow(let items), .object) where appends && isNetworks(path):
      return .mapping(merge(value, into: named(items), path: path, &changes))
    case (.flow(let items), _) where appends:
      let added = RawChanges.items(value).map { yaml($0, &changes) }
      return .flow(items + added.filter { !items.contains($0) })
    case (.sequence(let items), _) where appends:
      let added = RawChanges.items(value).map { yaml($0, &changes) }
      return .sequence(items + added.filter { item in !items.contains { $0.value == item } }.map { YAMLItem($0) })
    default: break
    }
    let new = yaml(value, &changes)
    if !isSame(old, new) { changes.add(path, old: shown(old, path), isList: isList(old, path)) }
    return new
  }

  /// Whether a text is quoted makes no difference.
  private static func isSame(_ a: YAMLValue, _ b: YAMLValue) -> Bool {
    switch (a, b) {
    case (.quoted(let a), .text(let b)): a == b
    case (.flow(let a), .sequence(let b)): a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1.value) }
    case (.sequence(let a), .sequence(let b)): a.map(\.value) == b.map(\.value)
    default: a == b
    }
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

  private static func isList(_ value: YAMLValue, _ path: [String]) -> Bool {
    switch value {
    case .flow, .sequence: true
    case .mapping(let mapping): long(.array([]), path, beside: mapping) != nil
    default: false
    }
  }

  /// Keys whose values may be long, or hold what a report does not show.
  private static let hidden: Set<String> = ["command", "environment", "healthcheck", "labels", "build", "configs"]

  /// A short value of a key, for a report.
  private static func shown(_ value: YAMLValue, _ path: [String]) -> String? {
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

  private static func yaml(_ value: JSONValue, _ changes: inout RawChanges) -> YAMLValue {
    switch value {
    case .null, .bool, .int, .double, .string: return YAMLValue(value)
    case .array(let items):
      return items.isEmpty ? .flow([]) : .sequence(items.map { YAMLItem(yaml($0, &changes)) })
    case .object: return .mapping(merge(value, into: YAMLMapping(), &changes))
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
