import Diagnostics
import Emit
import IR
import Model
import Probes
import Syntax

extension StackServiceReader {
  /// What the file of a platform says beyond the keys of compose.
  mutating func readPlatform() {
    guard context.stack.dialect.isPlatform else { return }
    let platform = service.facts
    readOrigin(platform)
    readVariables(platform)
    if let store = platform.store {
      readManaged(store, platform)
      return
    }
    readRole(platform)
    readBuild(platform)
    readDeployment(platform)
    readSize(platform)
  }

  /// The size of a disk that is mounted at a path, as the language writes it; nil: the file says none.
  mutating func diskSize(at path: String) -> String? {
    guard let disk = service.facts.disks.first(where: { $0.mountPath.value == path }) else { return nil }
    use(disk.mountPath.node)
    use(disk.name?.node)
    guard let size = disk.size else { return nil }
    use(size.node)
    return Self.size(size.value)
  }

  /// Names of what is run, which the topology has as well.
  private mutating func readOrigin(_ platform: PlatformFacts) {
    use(platform.runtime?.node)
    use(platform.environment?.node)
    use(platform.sourceDirectory?.node)
    facts.isBuiltAsServer = platform.sourceDirectory != nil
    if let directory = platform.sourceDirectory, facts.folder == nil {
      facts.folder = context.repository.join(context.stack.folder, directory.value)
    }
    if let missing = platform.missingDockerfile {
      use(missing.node)
      remark(missing.span, "`\(missing.value)` was not found: `\(service.name)` gets a Dockerfile for its type")
    }
  }

  // MARK: Stores

  private mutating func readManaged(_ store: PlatformFacts.ManagedStore, _ platform: PlatformFacts) {
    facts.isManaged = true
    use(store.product.node)
    if let version = store.version {
      use(version.node)
      claim(.version, .real(version.value), at: version.span)
    }
    if let database = store.database {
      use(database.node)
      claim(.database, .text(database.value), at: database.span)
    }
    if let user = store.user {
      use(user.node)
      claim(.user, .text(user.value), at: user.span)
    }
    if let size = store.storage {
      use(size.node)
      claim(.resourcesStorage, .text(Self.size(size.value)), at: size.span)
    }
    readSize(platform)
    if let eviction = store.eviction {
      use(eviction.node)
      remark(eviction.span, "`\(eviction.value)` is not migrated: set `tuning` of `\(service.name)`")
    }
    remark(
      service.nameSpan,
      "`\(service.name)` was run by the platform: it is now a container with a volume; `external` keeps the existing server"
    )
  }

  // MARK: Programs

  private mutating func readRole(_ platform: PlatformFacts) {
    if let role = platform.role {
      use(role.node)
      switch role.value {
      case .web: facts.role = .web
      case .privateServer:
        facts.role = .web
        claim(.isPublic, .boolean(false), at: role.span)
      case .worker: facts.role = .worker
      case .cron: facts.role = .cron
      case .staticSite: facts.role = .web
      }
    }
    if let isPublic = platform.isPublic {
      use(isPublic.node)
      if isPublic.value { claim(.isPublic, .boolean(true), at: isPublic.span) }
    }
    for domain in platform.domains {
      use(domain.node)
      remark(
        domain.span, "`\(domain.value)` is a domain of `\(service.name)`: configure it where the topology is deployed")
    }
    facts.listens = facts.listens || facts.role == .web
  }

  private mutating func readBuild(_ platform: PlatformFacts) {
    if let builder = platform.builder {
      use(builder.node)
      remark(builder.span, "`\(builder.value)` is not used: `\(service.name)` gets a Dockerfile for its type")
    }
    if let command = platform.buildCommand {
      use(command.node)
      remark(
        command.span,
        "the build command of `\(service.name)` is not migrated: its Dockerfile installs what the lock file names, and "
          + "builds as the type does")
    }
    if let directory = platform.publishDirectory {
      use(directory.node)
      if let output = PathText.relative(directory.value, to: facts.folder) {
        claim(.buildOutput, .text(output), at: directory.span)
      }
    }
    if !platform.watch.isEmpty {
      for pattern in platform.watch { use(pattern.node) }
      claim(.buildWatch, .flow(platform.watch.map { .text($0.value) }), at: platform.watch[0].span)
    }
  }

  private mutating func readDeployment(_ platform: PlatformFacts) {
    if let release = platform.release { claimCommand(.release, release) }
    if let once = platform.postDeploy {
      use(once.node)
      remark(once.span, "the command after the first deployment is not migrated: run it once by hand")
    }
    if let schedule = platform.schedule {
      use(schedule.node)
      claim(.schedule, .text(schedule.value), at: schedule.span)
    }
    if let health = platform.health { readHealth(health) }
    if let region = platform.region {
      use(region.node)
      remark(region.span, "`\(region.value)` is a region of the platform: it is not migrated")
    }
    for count in [platform.fewestReplicas, platform.mostReplicas] { use(count?.node) }
    if let fewest = platform.fewestReplicas, fewest.value > 1 {
      claim(.scaleReplicas, .integer(fewest.value), at: fewest.span)
    }
    if let most = platform.mostReplicas {
      remark(most.span, "the platform adds instances of `\(service.name)` by load: write `scale.autoscale`")
    }
  }

  private mutating func claimCommand(_ key: ServiceKey, _ command: StackCommand) {
    use(command.node)
    let words = command.texts.map { $0.known ?? $0.node.text }
    claim(key, .text(words.joined(separator: " ")), at: command.span)
  }

  private mutating func readHealth(_ health: PlatformFacts.HealthRequest) {
    use(health.path.node)
    facts.listens = true
    var entries: [(String, YAMLValue)] = [("path", .text(health.path.value))]
    if let port = health.port {
      use(port.node)
      if facts.claims[.port]?.value != .integer(port.value) { entries.append(("port", .integer(port.value))) }
    }
    let times = [
      ("interval", health.interval), ("timeout", health.timeout), ("start_period", health.gracePeriod),
    ]
    for (key, time) in times {
      guard let time else { continue }
      use(time.node)
      entries.append((key, .text(Quantities.duration(milliseconds: time.value).replacing(" ", with: ""))))
    }
    claim(.health, entries.count == 1 ? entries[0].1 : .mapping(.flow(entries)), at: health.path.span)
  }

  private mutating func readSize(_ platform: PlatformFacts) {
    use(platform.plan?.node)
    use(platform.processors?.node)
    use(platform.memory?.node)
    if let processors = platform.processors {
      claim(.resourcesCPU, .real(Quantities.decimal(thousandths: processors.value)), at: processors.span)
    }
    if let memory = platform.memory { claim(.resourcesMemory, .text(Self.size(memory.value)), at: memory.span) }
    if let plan = platform.plan, platform.processors == nil, platform.memory == nil {
      remark(plan.span, "`\(plan.value)` is a size of the platform: write `resources` of `\(service.name)`")
    }
  }

  /// Bytes as the language writes them.
  static func size(_ bytes: Int) -> String { Quantities.size(bytes).replacing(" ", with: "") }

  // MARK: Variables

  private mutating func readVariables(_ platform: PlatformFacts) {
    let own = platform.variables.map { ($0, false) }
    let others = context.stack.groups.variables(of: platform).map { ($0, true) }
    for group in platform.groups {
      use(group.node)
      for declared in context.stack.groups where declared.name.value == group.value { use(declared.name.node) }
    }
    for (variable, isOfGroup) in own + others {
      var result = DraftVariable(
        name: variable.name, value: variable.value?.scalar.map { HoledText($0.withoutHoles) },
        place: place(variable.nameSpan), rank: context.rank)
      result.isOfGroup = isOfGroup
      result.comments = variable.description.map { [$0.value] }?.filter { !$0.isEmpty } ?? []
      use(variable.description?.node)
      used.insert(variable.nameSpan)
      switch variable.source {
      case .value(let node): use(node)
      case .generated(let node):
        use(node)
        result.supply = .generated
      case .supplied(let node):
        use(node)
        result.supply = .operatorSupplied
      case .reference(let reference):
        use(reference.node)
        use(reference.service.node)
        result.reference = reference
      }
      if let isRequired = variable.isRequired {
        use(isRequired.node)
        if !isRequired.value, result.supply == .operatorSupplied { result.supply = .optional }
      }
      facts.variables.append(result)
    }
    // The address that an add-on brings.
    for store in context.stack.services {
      guard service.facts.store == nil, let name = store.facts.store?.variable,
        !facts.variables.contains(where: { $0.name == name }), let product = store.facts.store?.product
      else { continue }
      var result = DraftVariable(name: name, value: nil, place: place(product.span), rank: context.rank)
      let named = Located(store.name, product.node)
      result.reference = .init(service: named, property: Located(.url, product.node), node: product.node)
      facts.variables.append(result)
    }
  }
}

/// Paths of a build's result.
enum PathText {
  /// A path of the repository from the directory of the code; nil where it lies elsewhere.
  static func relative(_ path: String, to folder: String?) -> String? {
    var text = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    if let folder, folder != ".", text.hasPrefix(folder + "/") { text = String(text.dropFirst(folder.utf8.count + 1)) }
    return text.hasPrefix("..") || text.hasPrefix("/") ? nil : text
  }
}
