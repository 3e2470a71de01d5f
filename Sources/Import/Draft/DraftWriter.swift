import Emit
import Engines
import IR
import Model
import Resolution

/// Writes the services of a draft as a topology.
struct DraftWriter {
  var project = ""
  var targets: [String] = []
  /// Names of stores as an existing project shows them.
  var shownNames: [(store: String, name: String)] = []
  private(set) var remarks: [DraftRemark] = []
  private let services: [DraftService]
  private let sources: DraftSources
  private let corrections: ProjectDraft.Corrections
  private var variables: DraftVariables
  private let names: [String: String]

  init(
    _ services: [DraftService], _ reader: DraftValueReader, _ sources: DraftSources,
    _ corrections: ProjectDraft.Corrections
  ) {
    self.services = services
    self.sources = sources
    self.corrections = corrections
    variables = DraftVariables(services, reader, sources, external: corrections.external)
    var names: [String: String] = [:]
    for service in services { for name in service.spoken { names[name] = names[name] ?? service.name } }
    self.names = names
  }

  mutating func render() -> String {
    var production = all(in: nil)
    let overlays = environments(besides: production)
    publish(&production)
    for index in production.indices {
      extend(&production[index].mapping, services[production[index].position], production)
    }
    var root = YAMLMapping()
    root.add("infracc", .integer(1))
    root.add("project", .text(project))
    root.add("targets", .flow(targets.map { .text($0) }))
    addRepository(&root)
    addNames(&root)
    if !variables.secrets.isEmpty {
      var secrets = YAMLMapping()
      for (name, supply) in variables.secrets.sorted(by: { $0.key < $1.key }) {
        secrets.add(name, .text(supply.rawValue), above: variables.notes[name] ?? [])
      }
      root.add("secrets", .mapping(secrets), above: ["names only: no file contains the values"], blank: true)
    }
    if !variables.shared.isEmpty { root.add("variables", .mapping(variables.shared), blank: true) }
    var written = YAMLMapping()
    for entry in production where !isLocal(entry.position) && services[entry.position].onlyEnvironment == nil {
      add(entry, to: &written)
    }
    root.add("services", .mapping(written), blank: true)
    if !sources.sharedVolumes.isEmpty {
      root.add("volumes", .mapping(.flow(sources.sharedVolumes.map { ($0, .text("1GiB")) })), blank: true)
    }
    if !overlays.isEmpty { root.add("environments", .mapping(overlays), blank: true) }
    remarks += variables.remarks
    return YAMLDocument(header: header, root: root).render()
  }

  private var header: [String] {
    if sources.sources.isEmpty { return ["Created by `infracc init` from the code in this repository."] }
    return ["Created by `infracc migrate` from:"] + sources.sources.sorted().map { "  " + $0 }
  }

  /// The option of a target that calls services as an existing project does.
  private static let namesOption = "names"

  private var emitters: [any Emitter.Type] { targets.compactMap(Emitters.named) }

  private mutating func addRepository(_ root: inout YAMLMapping) {
    // Only platforms fetch the code by themselves.
    let fetches = emitters.contains { emitter in
      if case .meaningless = emitter.portability(of: .repository, emitter.capabilities) { false } else { true }
    }
    guard fetches else { return }
    guard let remote = sources.remote else {
      remarks.append(
        DraftRemark(
          DraftPlace("repository"),
          "is unknown: write `repository: { github: OWNER/NAME, branch: … }`, or a plan disconnects services from it")
      )
      return
    }
    var entries = [("github", YAMLValue.text(remote))]
    if let branch = sources.branch { entries.append(("branch", .text(branch))) }
    root.add("repository", .mapping(.flow(entries)))
  }

  private func addNames(_ root: inout YAMLMapping) {
    let names = shownNames.filter { $0.store != $0.name }.map { ($0.store, YAMLValue.text($0.name)) }
    let target = emitters.first { emitter in emitter.options.contains { $0.name == Self.namesOption } }
    guard let target, !names.isEmpty else { return }
    let options = YAMLMapping.flow([
      (target.name, .mapping(.flow([(Self.namesOption, .mapping(.flow(names)))])))
    ])
    root.add("options", .mapping(options), above: ["names in the existing project"])
  }

  // MARK: Services

  /// A service as it is in one environment.
  private struct Entry {
    let position: Int
    var mapping: YAMLMapping
  }

  private func isLocal(_ position: Int) -> Bool { services[position].isForDevelopment }

  private mutating func all(in environment: String?) -> [Entry] {
    services.indices.map { Entry(position: $0, mapping: mapping(of: $0, in: environment)) }
  }

  private func add(_ entry: Entry, to mapping: inout YAMLMapping) {
    let service = services[entry.position]
    var inner = entry.mapping
    let isSmall =
      service.engine != nil && inner.entries.count <= 4
      && inner.entries.allSatisfy { if case .mapping = $0.value { false } else { true } }
    if isSmall { inner.isFlow = true }
    let comments = service.facts.flatMap(\.comments)
    let isMade = service.engine != nil && !comments.isEmpty
    mapping.add(
      service.name, .mapping(inner), note: isMade ? comments[0] : nil, above: isMade ? [] : comments,
      blank: service.engine == nil)
  }

  private mutating func mapping(of position: Int, in environment: String?) -> YAMLMapping {
    let service = services[position]
    var result = ServiceWriter(service, corrections.dropped[service.name] ?? [:], environment: environment)
    let isMain = environment == nil
    if service.engine == nil {
      let values = variables.result(of: position, in: environment)
      result.write(values, needs: needs(of: service))
    } else {
      result.write(nil, needs: [])
    }
    if isMain { remarks += result.remarks }
    return result.mapping
  }

  /// Edges that no reference gives.
  private func needs(of service: DraftService) -> [(name: String, condition: DraftNeed.Condition)] {
    var found: [(name: String, condition: DraftNeed.Condition)] = []
    for need in service.needs {
      guard let name = names[need.service], name != service.name, !found.contains(where: { $0.name == name }),
        let other = services.first(where: { $0.name == name }), !other.isForDevelopment || service.isForDevelopment
      else { continue }
      found.append((name, need.condition))
    }
    return found
  }

  /// What browsers are told an address of must have one.
  private func publish(_ entries: inout [Entry]) {
    var wanted: Set<String> = []
    for entry in entries {
      guard case .mapping(let variables)? = entry.mapping["variables"] else { continue }
      for variable in variables.entries {
        guard case .text(let text) = variable.value else { continue }
        for service in services where text.holds("$<<\(service.name).public_") { wanted.insert(service.name) }
      }
    }
    // The only server of a project is what people visit.
    let servers = services.filter { $0.type.traits.contains(.web) }
    if servers.count == 1, servers[0].isDescribedByCode { wanted.insert(servers[0].name) }
    for index in entries.indices where entries[index].mapping["public"] == nil {
      let service = services[entries[index].position]
      guard wanted.contains(service.name), service.type.traits.contains(.web) else { continue }
      entries[index].mapping.add("public", .boolean(true))
    }
  }

  /// `extends` in place of what a sibling with the same image has as well.
  private func extend(_ mapping: inout YAMLMapping, _ service: DraftService, _ all: [Entry]) {
    guard let sibling = service.sibling, let base = all.first(where: { services[$0.position].name == sibling })?.mapping
    else { return }
    let shared = ["root", "build", "image", "files"]
    let isOneImage = service.isBuiltAsServer
    guard shared.allSatisfy({ mapping[$0] == base[$0] || base[$0] == nil || isOneImage && mapping[$0] == nil }) else {
      return
    }
    // Everything that the sibling has must be wanted here, too; of one code all processes read the same.
    let isOneCode = service.isDescribedByCode && services.contains { $0.name == sibling && $0.isDescribedByCode }
    guard
      isOneCode
        || Self.contains(mapping["variables"], base["variables"])
          && Self.names(base["use"]).isSubset(of: Self.names(mapping["use"]))
    else {
      if isOneImage, service.type.languages.isEmpty { useImage(of: sibling, &mapping) }
      return
    }
    var result = YAMLMapping()
    for entry in mapping.entries {
      switch entry.key {
      case "type":
        result.entries.append(entry)
        result.add("extends", .text(sibling))
      case "root", "build", "image", "files":
        if base[entry.key] == nil { result.entries.append(entry) }
      case "variables":
        guard case .mapping(let own) = entry.value, case .mapping(let others)? = base["variables"] else {
          result.entries.append(entry)
          continue
        }
        var rest = own
        rest.entries.removeAll { variable in others[variable.key] == variable.value }
        if !rest.isEmpty { result.add("variables", .mapping(rest)) }
      case "use":
        guard case .flow(let own) = entry.value else { continue }
        let others = Self.names(base["use"])
        let rest = own.filter { if case .text(let name) = $0 { !others.contains(name) } else { true } }
        if !rest.isEmpty { result.add("use", .flow(rest)) }
      default: result.entries.append(entry)
      }
    }
    mapping = result
  }

  /// The image of a sibling for a type that has none of its own.
  private func useImage(of sibling: String, _ mapping: inout YAMLMapping) {
    var result = YAMLMapping()
    for entry in mapping.entries where entry.key != "build" {
      if entry.key == "root" {
        result.add("build", .mapping(.flow([("image_of", .text(sibling))])))
      } else {
        result.entries.append(entry)
      }
    }
    mapping = result
  }

  private static func contains(_ all: YAMLValue?, _ part: YAMLValue?) -> Bool {
    guard case .mapping(let wanted)? = part else { return true }
    guard case .mapping(let own)? = all else { return wanted.isEmpty }
    return wanted.entries.allSatisfy { own[$0.key] == $0.value }
  }

  private static func names(_ value: YAMLValue?) -> Set<String> {
    guard case .flow(let items)? = value else { return [] }
    return Set(items.compactMap { if case .text(let name) = $0 { name } else { nil } })
  }

  // MARK: Environments

  private mutating func environments(besides production: [Entry]) -> YAMLMapping {
    var result = YAMLMapping()
    var names = sources.environments
    names =
      names.filter { $0 == "production" } + names.filter { $0 != "production" && $0 != "pr" }
      + names.filter { $0 == "pr" }
    if !names.isEmpty, names[0] != "production" { names.insert("production", at: 0) }
    let live =
      names.contains("production") && sources.environments.contains("production") ? all(in: "production") : production
    for name in names {
      var overlay = YAMLMapping()
      if name == "pr" || name == "preview" { overlay.add("kind", .text("preview")) }
      if name == "pr" { overlay.add("from", .text("production")) }
      // A pull request starts from production's overlay.
      let base = name == "pr" ? live : production
      let own = name == "production" ? live : all(in: name)
      var changes = YAMLMapping()
      for (old, new) in zip(base, own) where !isLocal(new.position) {
        let only = services[new.position].onlyEnvironment
        if let only {
          if only == name { changes.add(services[new.position].name, .mapping(plain(new.mapping))) }
          continue
        }
        let difference = Self.difference(from: plain(old.mapping), to: plain(new.mapping))
        if !difference.isEmpty { changes.add(services[new.position].name, .mapping(difference)) }
      }
      if !changes.isEmpty { overlay.add("services", .mapping(changes)) }
      overlay.isFlow = overlay.isEmpty
      result.add(name, .mapping(overlay))
    }
    addLocal(production, &result)
    return result
  }

  /// What only developers run.
  private func addLocal(_ production: [Entry], _ result: inout YAMLMapping) {
    let own = production.filter { isLocal($0.position) }
    guard !own.isEmpty else { return }
    if result.isEmpty {
      var empty = YAMLMapping()
      empty.isFlow = true
      result.add("production", .mapping(empty))
    }
    var added = YAMLMapping()
    for entry in own { add(entry, to: &added) }
    for index in added.entries.indices { added.entries[index].hasBlankBefore = false }
    var overlay = YAMLMapping()
    overlay.add("kind", .text("local"))
    overlay.add("services", .mapping(added))
    result.add("development", .mapping(overlay))
  }

  /// Without comments, for comparison.
  private func plain(_ mapping: YAMLMapping) -> YAMLMapping {
    var result = mapping
    for index in result.entries.indices {
      result.entries[index].above = []
      result.entries[index].note = nil
      result.entries[index].hasBlankBefore = false
      if case .mapping(let inner) = result.entries[index].value { result.entries[index].value = .mapping(plain(inner)) }
    }
    return result
  }

  /// What an overlay must say: `null` takes a key away.
  private static func difference(from base: YAMLMapping, to other: YAMLMapping) -> YAMLMapping {
    var result = YAMLMapping()
    for entry in other.entries {
      guard let old = base[entry.key] else {
        result.entries.append(entry)
        continue
      }
      if old == entry.value { continue }
      if case .mapping(let a) = old, case .mapping(let b) = entry.value {
        var inner = difference(from: a, to: b)
        inner.isFlow = b.isFlow
        result.add(entry.key, .mapping(inner))
      } else {
        result.entries.append(entry)
      }
    }
    for entry in base.entries where other[entry.key] == nil { result.add(entry.key, .null) }
    return result
  }
}
