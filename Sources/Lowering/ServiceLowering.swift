import Tuning
import Resolution
import Diagnostics
import Engines
import IR
import Model
import Tuning

/// Lowers services: defaults, commands, health, order, grace.
struct ServiceLowering {
  let analysis: EnvironmentAnalysis
  let derived: DerivedValues
  let targets: [String]
  let variables: VariableLowering
  private let commands: CommandLowering
  private let builds: BuildLowering
  private let foundPools: ConnectionBudgets
  /// What `database_of` declares, by the name of the server.
  let hosted: [String: [(symbol: ServiceSymbol, database: HostedDatabase)]]

  init(
    _ analysis: EnvironmentAnalysis, derived: DerivedValues, pools: ConnectionBudgets, budgets: [ConnectionBudget],
    targets: [String], known: KnownResults
  ) {
    self.analysis = analysis
    self.derived = derived
    self.targets = targets
    variables = VariableLowering(analysis: analysis, pools: PoolReasons(budgets))
    commands = CommandLowering(analysis: analysis)
    builds = BuildLowering(analysis, known: known)
    foundPools = pools
    hosted = Dictionary(
      grouping: analysis.services.lazy.filter { $0.traits.contains(.hosted) }.compactMap { symbol in
        analysis.symbols.hostedDatabase(of: symbol).map { (symbol, $0) }
      }
    ) { $0.1.server }
  }

  func lower(_ symbol: ServiceSymbol, stores: StoreLowering, spans: inout SpanRegistry) -> IR.Service {
    symbol.noteDerived()
    let declaration = symbol.declaration
    let grace = StopGrace.of(symbol, in: analysis, derived: derived)
    var service = IR.Service(
      name: symbol.name, dns: symbol.folded, type: symbol.type.name, category: symbol.type.category,
      resources: resources(symbol), stopGrace: grace.duration)
    service.stopGraceReason = grace.reason
    service.span = spans.index(of: declaration.nameSpan)
    for (key, span) in declaration.written.entries {
      service.declared.insert(key)
      service.spans[key] = spans.index(of: span)
    }
    service.port = symbol.port
    service.ports = declaration.ports.compactMap { item in
      item.value.port.map { port in
        NamedPort(
          item.name, port.value, transport: item.value.transport?.value ?? .tcp, span: spans.index(of: port.span))
      }
    }
    service.exposure = exposure(symbol)
    service.region = declaration.region?.value
    service.objectives = declaration.objectives?.value.lowered
    service.metrics = declaration.loweredMetrics
    service.restart = restart(symbol)
    service.scale = scale(declaration)
    service.schedule = declaration.schedule?.value.text
    service.scheduleGap = declaration.schedule?.value.minimalGapMinutes
    service.isSingleton = declaration.singleton?.value ?? symbol.type.isSingleton
    service.needs = needs(symbol)
    for option in declaration.options { service.options[option.name] = option.value.json }
    for raw in declaration.raw { service.raw[raw.name] = raw.value.json }
    if !declaration.raw.isEmpty { service.rawPlaces = RawPlaces.of(declaration.raw, &spans) }
    service.files = declaration.files.compactMap { file in
      switch file.value {
      case .repository(let path): FileMount(path: file.name, source: .repository(path))
      case .secret(let name): FileMount(path: file.name, source: .secret("shared/" + name))
      case .template, .text:
        variables.lower(file: file, of: symbol, spans: &spans).map { FileMount(path: file.name, source: .composed($0)) }
      }
    }
    service.volumes = volumes(of: declaration)
    if let image = declaration.image { service.image = commands.text(image, key: "image", of: symbol) }
    service.env = variables.lower(symbol, spans: &spans)
    if symbol.traits.contains(.code) {
      lowerCode(symbol, grace: grace, into: &service)
    } else if symbol.traits.contains(.proxy) {
      service.image = service.image ?? Defaults.proxyImage
      service.proxy = ProxyLowering(analysis, derived: derived).proxy(of: symbol, spans: &spans)
    } else {
      if let engine = symbol.type.engine {
        let databases = databases(in: symbol, engine, &spans)
        stores.lower(symbol, as: engine, derived: derived, databases: databases, into: &service)
      }
    }
    service.resources.idleMemoryBytes = idleMemory(of: symbol)
    return service
  }

  private func volumes(of declaration: ServiceDeclaration) -> [Volume] {
    declaration.volumes.map { volume in
      switch volume.value {
      case .own(let bytes): Volume(path: volume.name, bytes: bytes)
      case .shared(let name, let isReadOnly):
        Volume(
          path: volume.name, shared: name,
          bytes: analysis.topology.volumes.first { $0.name == name }?.value.value, isReadOnly: isReadOnly)
      }
    }
  }

  /// What other services declare in this server, with `database_of`.
  private func databases(
    in server: ServiceSymbol, _ engine: StoreEngine, _ spans: inout SpanRegistry
  ) -> [Store.Database] {
    guard engine.abilities.contains(.hosting), let secret = engine.secrets.last else { return [] }
    return (hosted[server.name] ?? []).map { symbol, database in
      Store.Database(
        service: symbol.name, name: database.database, user: database.user,
        secret: Store.Secret(secret.name, secret.purpose(symbol.name, database.user)),
        variable: SecretLowering.variable(of: symbol.folded, secret.name),
        extensions: symbol.declaration.extensions.map(\.value),
        span: symbol.declaration.databaseOf.map { spans.index(of: $0.span) })
    }
  }

  private func lowerCode(_ symbol: ServiceSymbol, grace: StopGrace, into service: inout IR.Service) {
    let declaration = symbol.declaration
    service.server = ServerLowering.server(of: symbol, stopGrace: grace.duration)
    service.build = analysis.loweredBuild(symbol) { builds.build(of: symbol) }
    service.checks = builds.checks(of: symbol, service.build)
    service.codeOf = declaration.extends?.value ?? declaration.build?.value.imageOf?.value
    if let name = service.codeOf { service.codeOf = analysis.symbols.service(name)?.name }
    if symbol.traits.contains(.processes) || declaration.workers != nil {
      service.workers = WorkerArithmetic.workers(of: symbol)
    }
    service.pools = pools(symbol)
    service.release = commands.lower(declaration.release, key: "release", of: symbol)
    service.entrypoint = commands.lower(declaration.entrypoint, key: "entrypoint", of: symbol)
    service.mounts = declaration.mounts.map { mount in
      switch mount.value {
      case .directory(let path): WorkingMount(path: mount.name, source: path)
      case .keep: WorkingMount(path: mount.name, source: nil)
      }
    }
    service.command = commands.lower(declaration.start, key: "start", of: symbol)
    lazy var recipe = builds.recipeInput(of: symbol)
    if symbol.keepsImageCommand(build: service.build) {
      service.server?.isAssumed = true
    } else if !symbol.hasWrittenCommand {
      let level = ServerLowering.logLevel(of: service)
      service.server?.logLevel = level
      let input = ServiceType.StartInput(
        port: symbol.port ?? 0, workers: service.workers ?? 1, server: service.server, stopGrace: grace.duration,
        app: symbol.application, recipe: service.build?.recipe == nil ? nil : recipe)
      service.command = symbol.type.startCommand?(input) ?? builds.ownCommand(of: symbol, service.build)
      service.localCommand = symbol.type.localCommand?(input)
    }
    if service.localCommand != nil || service.build?.recipe != nil, symbol.declaration.extends == nil,
      let input = recipe
    {
      service.localBuild = symbol.type.localBuild?(input) ?? []
    }
    service.programs = symbol.startedProcesses?.parts.map(\.program.name) ?? []
    service.health = health(symbol, service)
  }

  private func resources(_ symbol: ServiceSymbol) -> Resources {
    let declared = symbol.declaration.resources?.value
    var result = Resources(
      cpuMilli: declared?.cpu?.value ?? symbol.type.defaultCPUMilli,
      memoryBytes: declared?.memory?.value ?? symbol.type.defaultMemory,
      storageBytes: declared?.storage?.value ?? symbol.type.defaultStorage)
    result.reserveCPUMilli = declared?.reserve?.value.cpu?.value
    result.reserveMemoryBytes = declared?.reserve?.value.memory?.value
    result.storageBytes = result.storageBytes ?? derived.tuned[symbol.name]?.wantedStorageBytes
    return result
  }

  private func exposure(_ symbol: ServiceSymbol) -> Exposure {
    var exposure = Exposure()
    switch symbol.exposure {
    case .no: break
    case .platform:
      exposure.isPublic = true
      exposure.hasPlatformDomain = true
    case .domains(let domains):
      exposure.isPublic = true
      exposure.domains = domains
    case .tcp: exposure.isTCP = true
    }
    return exposure
  }

  private func restart(_ symbol: ServiceSymbol) -> Restart {
    var restart = Restart()
    let declared = symbol.declaration.restart?.value
    if let policy = declared?.policy.flatMap({ Restart.Policy(rawValue: $0.value) }) {
      restart.policy = policy
    } else if symbol.traits.contains(.cron) || symbol.traits.contains(.job) {
      restart.policy = .never
    }
    restart.maxRetries = declared?.maxRetries?.value ?? 10
    return restart
  }

  private func scale(_ declaration: ServiceDeclaration) -> Scale {
    var scale = Scale()
    scale.replicas = declaration.scale?.value.replicas?.value ?? 1
    if let declared = declaration.scale?.value.autoscale?.value, let max = declared.max?.value {
      scale.autoscale = Scale.Autoscale(
        min: declared.min?.value ?? min(2, max), max: max, cpuPercent: declared.cpu?.value,
        memoryPercent: declared.memory?.value)
    }
    return scale
  }

  private func pools(_ symbol: ServiceSymbol) -> [Pool] {
    var pools = foundPools.pools(of: symbol).map { pool in
      Pool(service: pool.store.name, size: pool.size, overflow: pool.overflow, isAssumed: pool.isAssumed)
    }
    for pool in symbol.declaration.pools {
      guard let store = analysis.symbols.service(pool.name), let engine = store.type.engine, engine.connections == nil
      else {
        continue
      }
      pools.append(
        Pool(
          service: store.name, size: pool.value.size?.value ?? PoolArithmetic.assumedSize, overflow: 0, isAssumed: false
        ))
    }
    return pools
  }

  private func health(_ symbol: ServiceSymbol, _ service: IR.Service) -> Health? {
    guard let declared = symbol.declaration.health?.value else {
      // The image's own check asks a port that only the sibling opens.
      return service.codeOf != nil ? Health(.none) : nil
    }
    if declared.isNone { return Health(.none) }
    var health: Health
    let command = commands.lower(declared.command, key: "health", of: symbol)
    if let path = declared.path.flatMap({ commands.text($0, key: "health", of: symbol) }) {
      health = Health(.http(path: path))
      health.command = command
    } else if let command {
      health = Health(.command(command))
    } else {
      return nil
    }
    if let port = symbol.declaration.healthPort, port != symbol.port { health.port = port }
    if let timeout = declared.timeout { health.timeout = timeout.value }
    if let within = declared.within { health.within = within.value }
    if let interval = declared.interval { health.interval = interval.value }
    if let period = declared.startPeriod { health.startPeriod = period.value }
    if let retries = declared.retries { health.retries = retries.value }
    health.probe = service.build?.recipe?.probe ?? (symbol.traits.contains(.server) ? .python : nil)
    return health
  }

  /// Stores that it refers to, what `needs` says, and the release of the service whose code it has.
  private func needs(_ symbol: ServiceSymbol) -> [Need] {
    var needs: [Need] = []
    var indices: [String: Int] = [:]
    func add(_ name: String, _ condition: Need.Condition) {
      if let index = indices[name] {
        needs[index].condition = condition
      } else {
        indices[name] = needs.count
        needs.append(Need(service: name, condition: condition))
      }
    }
    let stores = analysis.references(from: symbol).map { analysis.symbols.server(of: $0.to) }.filter { store in
      store.isEnabled && store.traits.contains(.store)
    }
    for store in stores.sorted(by: { $0.position < $1.position }) { add(store.name, store.readiness) }
    for need in symbol.declaration.needs {
      guard let target = analysis.symbols.service(need.name).map(analysis.symbols.server(of:)), target.isEnabled else {
        continue
      }
      let written = need.value.value.flatMap(Need.Condition.init(rawValue:))
      add(target.name, written ?? target.readiness)
    }
    if let name = symbol.declaration.extends?.value ?? symbol.declaration.build?.value.imageOf?.value,
      let parent = analysis.symbols.service(name), parent.isEnabled, parent.declaration.release != nil
    {
      add(parent.name, .done)
    }
    return needs
  }
}

/// How long a service may take to stop, and why.
struct StopGrace {
  let duration: Milliseconds
  let reason: String?

  /// Longest of the statement timeouts of the stores it refers to, a written graceful timeout and gunicorn's, + 5 s, at
  /// least 10 s; stores by their engine.
  static func of(_ symbol: ServiceSymbol, in analysis: EnvironmentAnalysis, derived: DerivedValues) -> StopGrace {
    if let written = symbol.declaration.stopGrace?.value { return StopGrace(duration: written, reason: "declared") }
    if let engine = symbol.type.engine {
      let grace = engine.grace(derived.tuned[symbol.name] ?? TunedStore())
      return StopGrace(duration: grace.milliseconds, reason: grace.reason)
    }
    if symbol.traits.contains(.proxy) {
      return StopGrace(duration: Proxy.grace + 5_000, reason: "open requests have \(Proxy.grace / 1000) s, + 5 s")
    }
    var longest = 0
    var reason: String?
    for reference in analysis.references(from: symbol) {
      reference.to.noteDerived()
      guard let timeout = derived.tuned[reference.to.name]?.statementTimeout, timeout > longest else { continue }
      longest = timeout
      reason = "the longest statement, \(Interval(milliseconds: timeout).description), + 5 s"
    }
    if symbol.traits.contains(.server) {
      let kind = symbol.serverKind
      let written = symbol.declaration.server?.value.gracefulTimeout?.value
      if let graceful = written ?? (kind == "gunicorn" ? 30_000 : nil), graceful > longest {
        longest = graceful
        reason = "\(kind)'s graceful timeout, \(Interval(milliseconds: graceful).description), + 5 s"
      }
    }
    if let standard = symbol.type.stopGrace, standard.duration >= longest + 5_000 {
      return StopGrace(duration: standard.duration, reason: standard.reason)
    }
    if longest + 5_000 <= 10_000 { return StopGrace(duration: 10_000, reason: nil) }
    return StopGrace(duration: longest + 5_000, reason: reason)
  }
}

/// Fills in the settings of a Python web server.
enum ServerLowering {
  /// The level that the service's variable gives its server: only a value that is known here and that the server takes.
  static func logLevel(of service: IR.Service) -> String? {
    guard let server = service.server, !server.extra.contains(where: { $0.name == "loglevel" }),
      case .literal(let level)? = service.variable(Server.logLevelVariable)?.value,
      StartCommands.isLogLevel(level, of: server.kind)
    else { return nil }
    return level
  }

  static func server(of symbol: ServiceSymbol, stopGrace: Milliseconds) -> Server? {
    guard symbol.type.server != nil else { return nil }
    let declared = symbol.declaration.server?.value
    let kind = symbol.serverKind
    let isGunicorn = kind == "gunicorn"
    var server = Server(
      kind: kind, app: symbol.application,
      gracefulTimeout: declared?.gracefulTimeout?.value ?? (isGunicorn ? 30_000 : max(1_000, stopGrace - 5_000)),
      keepalive: declared?.keepalive?.value ?? 75_000)
    if isGunicorn {
      server.workerClass = symbol.workerClass
      server.timeout = declared?.timeout?.value ?? 30_000
      server.threads = declared?.threads?.value ?? (server.workerClass == "gthread" ? 4 : nil)
      server.maxRequests = declared?.maxRequests?.value
      server.maxRequestsJitter = declared?.maxRequestsJitter?.value
      server.extra = declared?.extra.map { Recipe.Pair($0.name, $0.value.value) } ?? []
    }
    return server
  }
}
