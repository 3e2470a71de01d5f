import Emit
import Engines
import IR
import Model
import Probes
import Resolution

/// Writes the keys of one service in one environment.
struct ServiceWriter {
  private(set) var mapping = YAMLMapping()
  private(set) var remarks: [DraftRemark] = []
  private let service: DraftService
  /// Keys that are left out, with the code of the finding that says why.
  private let dropped: [String: String]
  private let environment: String?
  private var raw: [String: YAMLMapping] = [:]

  init(_ service: DraftService, _ dropped: [String: String], environment: String?) {
    self.service = service
    self.dropped = dropped
    self.environment = environment
    for facts in service.facts {
      for (target, members) in facts.inEnvironment(environment).raw {
        raw[target] = Self.merged(raw[target] ?? YAMLMapping(), members)
      }
    }
  }

  mutating func write(
    _ variables: DraftVariables.Result?, needs: [(name: String, condition: DraftNeed.Condition)]
  ) {
    writeType()
    if service.engine != nil {
      writeStore()
    } else {
      writeCode()
      writePort()
      writeCommands()
      writeLife(workers: variables?.workers)
    }
    writeResources()
    writeRest()
    if let variables { write(variables) }
    write(needs)
    if !raw.isEmpty {
      var all = YAMLMapping()
      for (target, members) in raw.sorted(by: { $0.key < $1.key }) { all.add(target, .mapping(members)) }
      if dropped["raw"] == nil { mapping.add("raw", .mapping(all)) }
    }
  }

  // MARK: Claims

  /// The claim for a key, unless it does not fit: then it is kept as its target writes it, or named.
  private mutating func claim(_ key: ServiceKey) -> Claim? {
    guard let claim = service.claim(key, in: environment) else { return nil }
    if environment == nil {
      for loser in service.losers(key) where key != .version || service.facts[0].rank != .envTemplate {
        remarks.append(
          DraftRemark(
            loser.place,
            "`\(key.rawValue)` of `\(service.name)` differs from \(claim.place.text), which takes precedence"))
      }
    }
    guard let code = dropped[key.rawValue] ?? key.rawValue.split(separator: ".").first.flatMap({ dropped[String($0)] })
    else { return claim }
    if claim.settings.isEmpty {
      remarks.append(
        DraftRemark(
          claim.place, "`\(key.rawValue)` of `\(service.name)` is omitted: it does not fit the service (\(code))"))
    }
    for setting in claim.settings { keep(setting) }
    return nil
  }

  private mutating func keep(_ setting: RawSetting) {
    guard let last = setting.path.last else { return }
    var inner = YAMLMapping()
    inner.add(last, setting.value)
    for name in setting.path.dropLast().reversed() {
      var outer = YAMLMapping()
      outer.add(name, .mapping(inner))
      inner = outer
    }
    raw[setting.target] = Self.merged(raw[setting.target] ?? YAMLMapping(), inner)
  }

  private static func merged(_ a: YAMLMapping, _ b: YAMLMapping) -> YAMLMapping {
    var result = a
    for entry in b.entries {
      guard let index = result.entries.firstIndex(where: { $0.key == entry.key }) else {
        result.entries.append(entry)
        continue
      }
      if case .mapping(let x) = result.entries[index].value, case .mapping(let y) = entry.value {
        result.entries[index].value = .mapping(merged(x, y))
      }
    }
    return result
  }

  private mutating func copy(_ keys: ServiceKey...) {
    for key in keys {
      if let claim = claim(key) { mapping.add(key.rawValue, claim.value, above: claim.comments) }
    }
  }

  /// Several keys below one, on one line.
  private mutating func nest(_ name: String, _ keys: [(ServiceKey, String)]) {
    var inner = YAMLMapping()
    var comments: [String] = []
    for (key, word) in keys {
      guard let claim = claim(key) else { continue }
      inner.add(word, claim.value)
      comments += claim.comments
    }
    inner.isFlow = true
    if !inner.isEmpty { mapping.add(name, .mapping(inner), above: comments) }
  }

  // MARK: Groups of keys

  private mutating func writeType() {
    if let engine = service.engine, ServiceTypes.implied(byName: service.name)?.engine?.flavor == engine.flavor {
      return
    }
    mapping.add("type", .text(service.type.word))
  }

  private mutating func writeStore() {
    copy(.version, .image, .database, .user, .vhost, .bucket, .management, .initFiles)
  }

  private mutating func writeCode() {
    if let folder = service.folder {
      mapping.add("root", .text(folder == "." ? "." : "./" + folder))
    }
    nest(
      "build",
      [
        (.buildBuilder, "builder"), (.buildDockerfile, "dockerfile"), (.buildTarget, "target"), (.buildArgs, "args"),
        (.buildSecrets, "secrets"), (.buildWatch, "watch"), (.buildCommand, "command"), (.buildOutput, "output"),
        (.buildPush, "push"),
      ])
    if let toolchain = service.toolchain, mapping["build"] == nil, dropped["build"] == nil {
      mapping.add("build", .mapping(.flow([("toolchain", .text(toolchain.name))])))
    }
    copy(.image, .app)
  }

  private mutating func writePort() {
    let isWeb = service.type.traits.contains(.web)
    if isWeb {
      let found = service.port
      if let claim = claim(.port) {
        mapping.add("port", claim.value)
      } else if let number = found?.number {
        if number != service.type.defaultPort { mapping.add("port", .integer(number)) }
      } else if service.type.defaultPort == nil {
        let number = PortInCommand.usual(service.command ?? "")
        mapping.add("port", .integer(number))
        if environment == nil {
          remarks.append(
            DraftRemark(service.place, "`\(service.name)` declares no port: \(number) is the default"))
        }
      }
      writePublic()
    }
    copy(.ports)
  }

  private mutating func writePublic() {
    if let claim = claim(.isPublic) {
      if claim.value != .boolean(false) { mapping.add("public", claim.value) }
      return
    }
    let isPage = service.type.traits.contains(.browserFacing) || service.type.traits.contains(.staticFiles)
    let isOfPlatform = service.facts.contains { $0.rank == .platform || $0.rank == .processFile }
    if isPage {
      mapping.add("public", .boolean(true))
    } else if isOfPlatform {
      mapping.add("public", .boolean(true), note: "`false` if it has no domain")
    }
  }

  private mutating func writeCommands() {
    copy(.entrypoint, .start)
    if let release = service.release, environment == nil || claim(.release) == nil {
      if let code = dropped["release"] {
        remarks.append(
          DraftRemark(release.place, "`release` of `\(service.name)` is omitted: it does not fit the service (\(code))")
        )
      } else {
        mapping.add("release", release.value)
      }
    } else if let claim = claim(.release) {
      mapping.add("release", claim.value, above: claim.comments)
    } else if let command = service.survey?.release, service.isDescribedByCode, service.type.traits.contains(.web),
      dropped["release"] == nil
    {
      mapping.add("release", .text(command))
    }
    copy(.schedule)
    if service.isSingleton, dropped["singleton"] == nil { mapping.add("singleton", .boolean(true)) }
  }

  private mutating func writeLife(workers: Int?) {
    if let claim = claim(.health) {
      mapping.add("health", claim.value, above: claim.comments)
    } else if service.type.traits.contains(.web), dropped["health"] == nil, let path = service.survey?.health {
      mapping.add("health", .text(path))
    } else if service.type.traits.contains(.staticFiles), dropped["health"] == nil {
      mapping.add("health", .text("/"))
    }
    if let workers, dropped["workers"] == nil { mapping.add("workers", .integer(workers)) }
    nest("scale", [(.scaleReplicas, "replicas")])
    copy(.restart, .region, .stopGrace)
  }

  private mutating func writeResources() {
    var inner = YAMLMapping()
    inner.isFlow = true
    for (key, word) in [
      (ServiceKey.resourcesCPU, "cpu"), (.resourcesMemory, "memory"), (.resourcesStorage, "storage"),
    ] {
      if let claim = claim(key) { inner.add(word, claim.value) }
    }
    var reserve = YAMLMapping()
    reserve.isFlow = true
    for (key, word) in [(ServiceKey.resourcesReserveCPU, "cpu"), (.resourcesReserveMemory, "memory")] {
      if let claim = claim(key) { reserve.add(word, claim.value) }
    }
    if !reserve.isEmpty { inner.add("reserve", .mapping(reserve)) }
    if !inner.isEmpty { mapping.add("resources", .mapping(inner)) }
  }

  private mutating func writeRest() {
    copy(.volumes, .files, .options)
  }

  private mutating func write(_ result: DraftVariables.Result) {
    if !result.pools.isEmpty, dropped["pools"] == nil { mapping.add("pools", .mapping(result.pools)) }
    if !result.use.isEmpty { mapping.add("use", .flow(result.use.map { .text($0) })) }
    if !result.variables.isEmpty { mapping.add("variables", .mapping(result.variables)) }
  }

  private mutating func write(_ needs: [(name: String, condition: DraftNeed.Condition)]) {
    let referred = needs.filter { need in !refers(to: need.name) || need.condition == .done }
    guard !referred.isEmpty, dropped["needs"] == nil else { return }
    if referred.allSatisfy({ $0.condition == .started }) || referred.allSatisfy({ $0.condition == .healthy }) {
      mapping.add("needs", .flow(referred.map { .text($0.name) }))
    } else {
      mapping.add("needs", .mapping(.flow(referred.map { ($0.name, .text($0.condition.rawValue)) })))
    }
  }

  private func refers(to name: String) -> Bool {
    guard case .mapping(let variables)? = mapping["variables"] else { return false }
    return variables.entries.contains {
      if case .text(let text) = $0.value { text.holds("$<<\(name).") } else { false }
    }
  }
}

extension DraftService {
  /// No file says how it is deployed.
  var isDescribedByCode: Bool { facts.allSatisfy { $0.rank == .code } }

  /// The only environment that has it; nil: all have it.
  var onlyEnvironment: String? { facts[0].environment }
}
