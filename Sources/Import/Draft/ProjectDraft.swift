import Emit
import Engines
import IR
import Model
import Probes
import Resolution

/// A topology made of the files of a repository. Everything that they say becomes a key of it, or is named by a remark; the
/// value of no secret is copied.
package struct ProjectDraft {
  /// What a check of an earlier draft has found wrong.
  package struct Corrections {
    /// Variables by service that operators supply.
    package var external: [String: Set<String>] = [:]
    /// Keys by service that do not fit its type or its other keys, with the code that says so.
    package var dropped: [String: [String: String]] = [:]
    /// Services that cannot be described, with the message and the code that say so.
    package var omitted: [String: String] = [:]

    package init() {}
  }

  /// One service, for a table.
  package struct Summary: Sendable {
    package let name: String
    /// `fastapi`, `postgres 16`.
    package let type: String
    /// Where it is written.
    package let places: [String]
  }

  /// The text; nil where nothing was found to make one of.
  package private(set) var topology: String?
  /// In the order of their places.
  package private(set) var remarks: [DraftRemark] = []
  package let refused: [DraftRemark]
  /// Paths of what was read, from the top of the repository.
  package let sources: [String]
  package private(set) var services: [Summary] = []
  /// What was found about each of them.
  private(set) var drafts: [DraftService] = []

  /// - Parameters:
  ///   - sources: what the files say.
  ///   - project: the name of the project.
  ///   - targets: what is built; empty: what the files are for.
  package init(
    _ sources: DraftSources, project: String, targets: [String] = [], corrections: Corrections = Corrections()
  ) {
    refused = sources.refused
    self.sources = sources.sources.sorted()
    let union = DraftUnion(sources)
    let stores = DraftStores(union.services, sources)
    let drafts = Self.settled(stores.services, sources, omitted: corrections.omitted)
    remarks = Self.sorted(sources.remarks + union.remarks + drafts.remarks)
    guard !drafts.services.isEmpty else { return }
    let reader = DraftValueReader(
      targets: Self.targets(drafts.services), displayed: Self.displayed(drafts.services, stores))
    var writer = DraftWriter(drafts.services, reader, sources, corrections)
    writer.project = project
    writer.targets = targets.isEmpty ? Self.usualTargets(sources) : targets
    writer.shownNames = stores.shown.compactMap { entry in
      drafts.services.first { $0.engine?.name == entry.store }.map { ($0.name, entry.name) }
    }
    topology = writer.render()
    remarks += writer.remarks
    remarks = Self.sorted(remarks)
    services = drafts.services.map(Self.summary)
    self.drafts = drafts.services
  }

  private static func usualTargets(_ sources: DraftSources) -> [String] {
    sources.targets.isEmpty ? Emitters.all.filter { $0.isDefault }.map { $0.name } : sources.targets
  }

  private static func sorted(_ remarks: [DraftRemark]) -> [DraftRemark] {
    var seen: Set<DraftRemark> = []
    return remarks.filter { seen.insert($0).inserted }
      .sorted { ($0.place.path, $0.place.line ?? 0, $0.text) < ($1.place.path, $1.place.line ?? 0, $1.text) }
  }

  // MARK: Names and types

  private static func settled(
    _ found: [DraftService], _ sources: DraftSources, omitted: [String: String]
  ) -> (services: [DraftService], remarks: [DraftRemark]) {
    // Stores first, as whatever stands on them is read.
    var services = found.filter { $0.engine != nil } + found.filter { $0.engine == nil }
    var remarks: [DraftRemark] = []
    var names = ServiceNames()
    for index in services.indices where services[index].engine != nil {
      services[index].name = names.unique(services[index].spoken, type: services[index].engine?.flavor)
    }
    for index in services.indices where services[index].engine == nil {
      services[index].name = names.unique(services[index].spoken)
    }
    let waitedFor = Set(
      services.flatMap(\.needs).filter { $0.condition == .done }.map { $0.service.lowercased() })
    for index in services.indices {
      let isWaitedFor = services[index].spoken.contains { waitedFor.contains($0.lowercased()) }
      let decision = DraftType(services[index], isWaitedFor: isWaitedFor)
      services[index].type = decision.type
      services[index].isSingleton = decision.isSingleton
      if let text = decision.remark { remarks.append(DraftRemark(services[index].place, text)) }
    }
    for service in services {
      guard let code = omitted[service.name] else { continue }
      remarks.append(DraftRemark(service.place, "`\(service.name)` is omitted: \(code)"))
    }
    services.removeAll { omitted[$0.name] != nil }
    findSiblings(&services)
    for index in services.indices { services[index].toolchain = toolchain(services[index], sources.repository) }
    startAlways(&services, sources, &remarks)
    return (services, remarks)
  }

  /// The package manager of code without a Dockerfile, whose type does not say how it is built: by its lock, else the usual
  /// one of the language that its command is in.
  private static func toolchain(_ service: DraftService, _ repository: RepositoryReader) -> Toolchain? {
    guard service.engine == nil, let folder = service.folder, service.dockerfile == nil, service.sibling == nil,
      service.claim(.buildBuilder) == nil, service.type.languages.isEmpty,
      let language = service.command.flatMap(LanguagePrograms.language)
    else { return nil }
    let all = Toolchains.all.filter { $0.language == language }
    return all.first { $0.locks.contains { repository.hasFile(RepositoryReader.join(folder, $0)) } } ?? all.first
  }

  /// Services that run the image of another one with a command of their own.
  private static func findSiblings(_ services: inout [DraftService]) {
    for index in services.indices where services[index].engine == nil {
      let service = services[index]
      guard let folder = service.folder else { continue }
      let base = services.indices.first { other in
        let found = services[other]
        guard other != index, found.engine == nil, found.folder == folder, found.sibling == nil,
          found.type.traits.contains(.web), !service.type.traits.contains(.web)
        else { return false }
        return service.isBuiltAsServer || service.hasSameBuild(as: found)
      }
      if let base { services[index].sibling = services[base].name }
    }
  }

  /// Profiles that do not keep a service from starting: those that the template of the operator's env file switches on, and
  /// those of services that others need.
  private static func startAlways(
    _ services: inout [DraftService], _ sources: DraftSources, _ remarks: inout [DraftRemark]
  ) {
    let switched = Set(
      sources.templates.flatMap(\.entries).filter { $0.name == "COMPOSE_PROFILES" }
        .flatMap { ($0.value.known ?? "").split(separator: ",").map { $0.filter { $0 != " " } } })
    for index in services.indices {
      let profiles = services[index].profiles
      guard !profiles.isEmpty else { continue }
      let user = services.first { other in
        other.name != services[index].name && other.profiles != profiles && other.speaks(of: services[index])
      }
      guard user != nil || !profiles.isDisjoint(with: switched) else { continue }
      services[index].removeProfiles()
      guard profiles.isDisjoint(with: switched), let user else { continue }
      remarks.append(
        DraftRemark(
          services[index].place, "`profiles` of `\(services[index].name)` are omitted: `\(user.name)` needs it"))
    }
  }

  private static func targets(_ services: [DraftService]) -> [DraftTarget] {
    services.map { service in
      var target = DraftTarget(
        name: service.name, engine: service.engine, hosts: service.hosts, published: service.published,
        port: service.usualPort,
        isPublic: service.claim(.isPublic) != nil || service.type.traits.contains(.browserFacing)
          || service.type.traits.contains(.staticFiles),
        isForBrowsers: service.type.traits.contains(.browserFacing) || service.type.traits.contains(.staticFiles))
      if target.hosts.isEmpty { target.hosts = [service.name] }
      if case .text(let name)? = service.claim(.database)?.value { target.database = name }
      if let accounts = service.engine?.initialization?.accounts {
        let names = Set(accounts.map(\.password))
        for variable in service.facts.flatMap(\.passwords) where names.contains(variable.name) {
          if let hole = variable.value?.only { target.passwords.insert("$" + hole.name) }
          if let text = variable.value?.known, !text.isEmpty { target.passwords.insert(text) }
        }
      }
      return target
    }
  }

  private static func displayed(_ services: [DraftService], _ stores: DraftStores) -> [String: String] {
    var names: [String: String] = [:]
    for service in services {
      for name in service.spoken + [service.name] where names[name.lowercased()] == nil {
        names[name.lowercased()] = service.name
      }
    }
    for (owner, engine) in stores.displayed {
      if let service = services.first(where: { $0.engine?.name == engine }) { names[owner] = service.name }
    }
    return names
  }

  // MARK: Table

  private static func summary(_ service: DraftService) -> Summary {
    var type = service.type.word
    if service.engine != nil, case .real(let version)? = service.claim(.version)?.value { type += " " + version }
    var places: [String] = []
    for facts in service.facts where !places.contains(facts.place.text) { places.append(facts.place.text) }
    if let evidence = service.survey?.evidence, service.type.name == service.survey?.type, !places.contains(evidence) {
      places.append(evidence)
    }
    return Summary(name: service.name, type: type, places: places)
  }
}
