import IR
import JSON

/// What Railway's project file declares: databases, services and volumes of all environments, as values.
struct RailwayProject {
  struct Declaration {
    var name: String
    var comments: [String]
    var value: ScriptValue
  }

  /// Those that are deployed, pull-request environments included.
  private let programs: [Program]
  private let files: RailwayFiles
  private let names: RailwayNames
  private let identifiers: RailwayIdentifiers
  private let merge: EnvironmentMerge
  private let serviceNames: [String]
  /// The declared names by those that Railway shows.
  private let declaredNames: [String: String]
  private let scoping: RailwayScoping

  init(_ programs: [Program], _ files: RailwayFiles, _ language: ScriptWriter.Language) {
    self.programs = programs
    self.files = files
    names = RailwayNames(programs[0])
    scoping = RailwayScoping(programs[0])
    let standard = programs.filter { $0.environment.kind == .standard }.map(\.environment.name)
    merge = EnvironmentMerge(
      fallback: standard.last { $0 != "production" } ?? standard.last ?? programs[0].environment.name)
    // One that only pull requests have cannot be said: a resource belongs to environments that last.
    serviceNames = RailwayEmitter.serviceNames(programs.filter { $0.environment.kind == .standard })
    declaredNames = Dictionary(serviceNames.map { [names] in (names.display($0), $0) }) { first, _ in first }
    identifiers = RailwayIdentifiers(
      serviceNames.compactMap { name in programs.lazy.compactMap { $0.service(name) }.first }, language)
  }

  /// In an order in which every name is declared before it is used.
  func declarations() -> [Declaration] {
    var result: [Declaration] = []
    var declared: Set<String> = []
    for name in declarationOrder() {
      result += volumes(of: name)
      result.append(declaration(of: name, declared: declared))
      // A reference to a bucket stays text: only services have members for their variables.
      if scope(of: name) == nil, first(name).map(RailwayBucket.isOne) != true { declared.insert(name) }
    }
    return result
  }

  /// The project itself: every resource in its group, in order of declaration.
  func project() -> ScriptValue {
    let isStore = { (name: String) in first(name).map { $0.isStore || RailwayPooler.isPooler($0) } ?? false }
    let (stores, others) = (serviceNames.filter(isStore), serviceNames.filter { !isStore($0) })
    let resources: [ScriptValue]
    if stores.isEmpty || others.isEmpty {
      resources = serviceNames.map(reference)
    } else {
      resources = [
        .call("group", [.text("data"), .list(stores.map(reference))], []),
        .call("group", [.text("application"), .list(others.map(reference))], []),
      ]
    }
    return .call("project", [.text(programs[0].project)], [ScriptMember("resources", .list(resources))])
  }

  private func reference(_ name: String) -> ScriptValue {
    let value = ScriptValue.name(identifiers[name])
    guard scoping == .conditions, let scope = scope(of: name) else { return value }
    return .optional(merge.condition(scope, in: programs.map(\.environment.name)), value)
  }

  // MARK: Which service where

  private func first(_ name: String) -> Service? { programs.lazy.compactMap { $0.service(name) }.first }

  /// The environments that have the service; nil for all of them.
  private func scope(of name: String) -> [String]? {
    let standard = programs.filter { $0.environment.kind == .standard }
    let having = standard.filter { $0.service(name) != nil }
    return having.count == standard.count ? nil : having.map(\.environment.name)
  }

  /// Services behind those that they refer to. Where services refer to each other, the one declared first comes last.
  private func declarationOrder() -> [String] {
    var order: [String] = []
    var seen: Set<String> = []
    let stores = serviceNames.filter { first($0)?.isStore == true }
    let known = Set(serviceNames)
    // Each service on the way, with the references that are still to be looked at.
    var way: [(name: String, open: [String])] = []
    for start in stores + serviceNames where seen.insert(start).inserted {
      way.append((start, references(of: start)))
      while let last = way.indices.last {
        guard let next = way[last].open.popLast() else {
          order.append(way.removeLast().name)
          continue
        }
        if known.contains(next), seen.insert(next).inserted { way.append((next, references(of: next))) }
      }
    }
    return order
  }

  private func references(of name: String) -> [String] {
    var result: [String] = []
    var seen: Set<String> = []
    for program in programs {
      for edge in program.edges(from: name) where seen.insert(edge.to).inserted { result.append(edge.to) }
    }
    return result.reversed()
  }

  // MARK: Resources

  private func declaration(of name: String, declared: Set<String>) -> Declaration {
    let values = programs.compactMap { program -> EnvironmentMerge.Item<ScriptValue>? in
      guard let service = program.service(name) else { return nil }
      if RailwayBucket.isOne(service) {
        return (program.environment.name, RailwayBucket.declaration(service, named: names.display(name)))
      }
      let value =
        !service.isRailwayDatabase
        ? RailwayService(service, program, files, names, owner: { owner($0, declared) }, volume: volume).value()
        : database(service, program)
      return (program.environment.name, value)
    }
    var value = merge.value(values)
    var added = merge.members(
      programs.compactMap { program in
        program.service(name).flatMap {
          $0.isRailwayDatabase ? (program.environment.name, databaseDeploy($0, program)) : nil
        }
      })
    var comments: [String] = []
    if isWithoutSource(name) {
      comments.append("no `source`: the topology names no `repository`, so the code comes by `railway up`")
    }
    if let scope = scope(of: name) {
      let absent = programs.map(\.environment.name).filter { environment in
        !scope.contains(environment)
          && programs.contains {
            $0.environment.name == environment && $0.environment.kind == .standard
          }
      }
      comments.append("not in \(absent.joined(separator: ", "))")
      if scoping == .nodes {
        added.append(ScriptMember("environments", .list(scope.map { .text($0) })))
      }
    }
    if !added.isEmpty { value = .extended(value, added) }
    if let service = first(name), service.isRailwayDatabase, service.store?.keepsData == false {
      comments.append("no volume: nothing is kept when it restarts")
    }
    return Declaration(name: identifiers[name], comments: comments, value: value)
  }

  /// What a reference may be written through: the name of something declared above, nil where only text will do.
  private func owner(_ displayed: String, _ declared: Set<String>) -> String? {
    guard let name = declaredNames[displayed], declared.contains(name) else { return nil }
    return identifiers[name] + ".env"
  }

  private func database(_ service: Service, _ program: Program) -> ScriptValue {
    guard let database = RailwayDatabase.of(service), let store = service.store else { return .null }
    var members = [
      ScriptMember("image", .text(database.image(of: store))), ScriptMember("output", .text(database.output)),
    ]
    if database.isAlwaysKept || service.resources.storageBytes != nil {
      members.append(ScriptMember("defaultMountPath", .text(database.mountPath)))
    }
    return .call("database", [.text(names.display(service.name)), .text(database.function)], members)
  }

  /// What the function for databases has no argument for. `railway config pull` writes it the same way, and a plan
  /// takes away live limits that the file does not name (CLI, `diff_database_deploy`; railway-ts-sdk PR 58, 2026-07).
  private func databaseDeploy(_ service: Service, _ program: Program) -> [ScriptMember] {
    var deploy: [ScriptMember] = []
    let configuration = Emitters.configuration(of: service, in: program)
    if let command = configuration?.startCommand(volume: RailwayEmitter.capabilities.volumeVariable) {
      deploy.append(ScriptMember("startCommand", .text(command)))
    }
    if let region = service.region {
      let place = ScriptMember(region, .map([ScriptMember("numReplicas", .integer(1))]))
      deploy.append(ScriptMember("multiRegionConfig", .map([place])))
    }
    deploy += RailwayService.limits(of: service)
    return deploy.isEmpty ? [] : [ScriptMember("deploy", .map(deploy))]
  }

  private func isWithoutSource(_ name: String) -> Bool {
    programs.contains { $0.repository == nil && $0.service(name)?.build != nil }
  }

  // MARK: Volumes

  private func volumes(of name: String) -> [Declaration] {
    var paths: [String] = []
    for program in programs {
      for volume in program.service(name)?.volumes ?? [] where !paths.contains(volume.path) {
        paths.append(volume.path)
      }
    }
    return paths.enumerated().map { index, path in
      let values = programs.compactMap { program -> EnvironmentMerge.Item<ScriptValue>? in
        guard let service = program.service(name),
          let volume = service.volumes.first(where: { $0.path == path })
        else { return nil }
        var members: [ScriptMember] = []
        if let bytes = volume.bytes, bytes > RailwayPlan(program).volumeBytes {
          // Railway counts megabytes of 2^20 bytes; a smaller size than there is would plan to shrink it.
          members.append(ScriptMember("sizeMB", .integer((bytes + (1 << 20) - 1) >> 20)))
        }
        if let region = service.region { members.append(ScriptMember("region", .text(region))) }
        return (program.environment.name, .call("volume", [.text(volumeName(name, index))], members))
      }
      return Declaration(
        name: identifiers.volume(of: name, index), comments: [], value: merge.value(values))
    }
  }

  private func volumeName(_ service: String, _ index: Int) -> String {
    names.display(service) + "-volume" + (index == 0 ? "" : "-\(index + 1)")
  }

  private func volume(_ service: String, _ path: String) -> ScriptValue {
    var paths: [String] = []
    for program in programs {
      for volume in program.service(service)?.volumes ?? [] where !paths.contains(volume.path) {
        paths.append(volume.path)
      }
    }
    return .name(identifiers.volume(of: service, paths.firstIndex(of: path) ?? 0))
  }
}

/// What `options.railway.plan` allows and costs (facts of 2026-08); Pro where it is not written.
struct RailwayPlan {
  /// The size that a volume has when nobody says one.
  let volumeBytes: Int
  /// The fee includes as much use; what is left of it is not carried over (page on plans, 2026-08-07).
  let subscription: Billing.Plan

  init(_ program: Program) {
    let isHobby = program.options[RailwayEmitter.name]?["plan"]?.string == "hobby"
    volumeBytes = (isHobby ? 5 : 50) << 30
    subscription = isHobby ? Billing.Plan("Hobby", fee: 5_000_000) : Billing.Plan("Pro", fee: 20_000_000)
  }
}

/// The names under which the project file declares things.
struct RailwayIdentifiers {
  private var names: [String: String] = [:]
  private var volumes: [String: String] = [:]

  /// What the file imports or declares by itself.
  private static let taken: Set<String> = [
    "bucket", "ctx", "environment", "main", "database", "define_railway", "defineRailway", "empty", "github", "group",
    "image",
    "preserve", "project", "service", "volume",
  ]

  init(_ services: [Service], _ language: ScriptWriter.Language) {
    var used = Self.taken.union(TypeScriptText.reserved)
    for service in services {
      let name = Self.unique(Self.spelled(service.dns, language), "service", &used, language)
      names[service.name] = name
    }
    for service in services where !service.volumes.isEmpty {
      let name = Self.spelled(service.dns + "-volume", language)
      volumes[service.name] = Self.unique(name, "", &used, language)
    }
  }

  subscript(service: String) -> String { names[service] ?? "" }

  func volume(of service: String, _ index: Int) -> String {
    (volumes[service] ?? (names[service] ?? "") + "Volume") + (index == 0 ? "" : "_\(index + 1)")
  }

  private static func unique(
    _ name: String, _ kind: String, _ used: inout Set<String>, _ language: ScriptWriter.Language
  ) -> String {
    func isFree(_ name: String) -> Bool { PythonText.isName(name) && !used.contains(name) }
    var result = name
    if !isFree(result), !kind.isEmpty { result = spelled(name + "-" + kind, language) }
    var number = 2
    while !isFree(result) {
      result = "\(name)_\(number)"
      number += 1
    }
    used.insert(result)
    return result
  }

  /// `docs-frontend` as `docsFrontend` or `docs_frontend`.
  private static func spelled(_ label: String, _ language: ScriptWriter.Language) -> String {
    var parts = label.utf8.split(whereSeparator: { !isAlphanumeric($0) }).map { String(Substring($0)) }
    if let first = parts.first?.utf8.first, first <= UInt8(ascii: "9") { parts.insert("service", at: 0) }
    if parts.isEmpty { parts = ["service"] }
    guard language == .typescript else { return parts.joined(separator: "_") }
    return parts[0] + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
      || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}
