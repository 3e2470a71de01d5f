package import IR
import JSON

/// Two programs that differ in every property that no example varies. What they say makes no sense together; they are
/// for tests that must not overlook a property.
package enum VariedPrograms {
  package static let first = program(true)
  package static let second = program(false)

  private static func program(_ flag: Bool) -> Program {
    let text = flag ? "a" : "b"
    let number = flag ? 1 : 2
    var program = Program(
      project: text,
      environment: EnvironmentInfo(
        name: text, kind: flag ? .preview : .local, base: flag ? "b" : nil, life: flag ? number : nil))
    program.targets = [text]
    program.targetPlaces = [text: number]
    program.optionPlaces = [text: [text: number]]
    program.raw = [text: ["x": .string(text)]]
    program.rawPlaces = [text: number]
    program.options = [text: ["x": .int(number)]]
    program.repository = IR.Repository(github: text, branch: flag ? "main" : nil)
    program.sources = [SourceInfo(path: text, sha256: text)]
    program.secrets = [
      SecretInfo(
        id: text, env: text, source: flag ? .external : .generate(alphabet: text, bytes: number),
        prefix: flag ? nil : text, isRequired: flag, isURLSafe: flag, usedBy: [text], differsFrom: [text],
        pattern: text, doc: text, isStoreOwned: flag, isOfOneEnvironment: flag, isMultiline: flag)
    ]
    program.shared = [variable(flag)]
    program.services = [service(flag)]
    program.edges = [Edge(from: text, to: text, kind: flag ? .startup : .address, condition: .done, span: number)]
    program.edges.append(Edge(from: text, to: text, kind: .startup, condition: .started))
    program.externals = [ExternalServer(name: text, port: number)]
    program.connectionBudgets = [
      ConnectionBudget(
        store: text, maxConnections: number, reserved: number,
        consumers: [
          .init(
            service: text, database: flag ? text : nil, replicas: number, workers: number, size: number,
            overflow: number, isAssumed: flag,
            isUnknown: flag, hasMoreWorkers: flag, isPooled: flag, isPerThread: flag, reason: text)
        ], pool: number, besides: [.init(text, number)])
    ]
    program.memoryBudgets = [
      MemoryBudget(
        store: text, lines: [.init(text, number, formula: text, isIdle: flag)], need: number, limit: number,
        worst: number)
    ]
    program.spans = [SpanInfo(source: number, start: number, end: number, line: number, column: number)]
    return program
  }

  private static func service(_ flag: Bool) -> Service {
    let text = flag ? "a" : "b"
    let number = flag ? 1 : 2
    var service = Service(
      name: text, dns: text, type: text, category: flag ? .cron : .store,
      resources: Resources(cpuMilli: number, memoryBytes: number, storageBytes: number), stopGrace: number)
    service.resources.reserveCPUMilli = number
    service.resources.idleMemoryBytes = number
    service.resources.reserveMemoryBytes = number
    service.span = number
    service.spans = flag ? [.backup: number, .initFiles: number] : [.buildWatch: number]
    service.declared = flag ? [.backup, .initFiles] : [.buildWatch]
    service.image = text
    service.build = build(flag)
    service.command =
      flag ? .shell(text) : .words([.text(text), .init([.text(text), .variable(name: text, fallback: text)])])
    service.localCommand = flag ? .words([.init([])]) : .words([.init([.text("x"), .text("y")])])
    service.release = .shell(text)
    service.programs = [text]
    service.port = number
    service.ports = [NamedPort(text, number, transport: flag ? .udp : .tcp, span: number)]
    service.exposure.isPublic = flag
    service.exposure.domains = [text]
    service.exposure.hasPlatformDomain = flag
    service.exposure.isTCP = flag
    service.health = health(flag)
    service.objectives = Objectives(latency: number, errors: number, headers: [text])
    service.metrics = Metrics(path: text, port: number)
    service.checks = Checks(
      install: text, lint: text, test: text, directory: text,
      runtime: Checks.Runtime(flag ? .python : .node, version: text))
    service.scale.replicas = number
    service.scale.autoscale = .init(min: number, max: number, cpuPercent: number, memoryPercent: number)
    service.restart.policy = flag ? .never : .always
    service.restart.maxRetries = number
    service.needs = [Need(service: text, condition: flag ? .done : .started)]
    service.workers = number
    service.pools = [Pool(service: text, size: number, overflow: number, isAssumed: flag)]
    service.server = server(flag)
    service.volumes = [Volume(path: text, shared: text, bytes: number, isReadOnly: flag)]
    service.files = [FileMount(path: text, source: flag ? .secret(text) : .repository(text))]
    service.files[0].digest = flag ? nil : text
    service.schedule = text
    service.isSingleton = flag
    service.stopGraceReason = text
    service.region = text
    service.env = [variable(flag)]
    service.codeOf = text
    service.store = store(flag)
    service.options = [text: [.int(number), .double(0.5), .null, .bool(flag)]]
    service.raw = [text: ["x": .string(text)]]
    service.rawPlaces = [text: number]
    return service
  }

  private static func build(_ flag: Bool) -> Build {
    let text = flag ? "a" : "b"
    var build = Build(root: text)
    build.account = Store.Account(flag ? 1 : 2, 1)
    build.builder = flag ? .railpack : .dockerfile
    build.dockerfile = text
    build.target = text
    build.command = text
    build.args = [variable(flag)]
    build.secrets = [text]
    build.watch = [text]
    build.push = text
    build.sharedWith = text
    build.nestedRoots = [text]
    build.isFirstOfRoot = flag
    build.variant = text
    build.workspace = flag ? text : nil
    var cache = Recipe.Cache(path: text, off: .init(text, text))
    cache.unmounted = [text]
    let steps: [Recipe.Step] = [
      .comment(text), .environment([.init(text, text)]), .workdir(text), .copySources([text], to: text),
      .copyManifests([text], optional: [text], to: text), .buildPackages,
      .copyFrom(stage: text, path: text, to: text, owner: flag ? text : nil), .run([text]),
      .install([text], cache: flag ? cache : nil), .build([text], cache: cache), .packages, .user(text),
    ]
    var recipe = Recipe(
      stages: [.init(text, base: text, steps: steps)], ignore: [text], probe: flag ? .curl : .node)
    recipe.packages = [text]
    recipe.buildPackages = [text]
    recipe.registries = [.init(secret: text, exports: [.init(text, text)])]
    recipe.releaseStage = text
    recipe.settings = [.init(text, text)]
    recipe.emptyFolder = .init(stage: text, path: text)
    recipe.stopSignal = text
    recipe.hasShell = flag
    build.recipe = recipe
    return build
  }

  private static func health(_ flag: Bool) -> Health {
    let number = flag ? 1 : 2
    var health = Health(flag ? .command(.shell("a")) : .none)
    health.command = .shell(flag ? "a" : "b")
    health.within = number
    health.port = flag ? number : nil
    health.interval = number
    health.timeout = number
    health.startPeriod = number
    health.retries = number
    health.probe = flag ? .curl : .python
    return health
  }

  private static func server(_ flag: Bool) -> Server {
    let text = flag ? "a" : "b"
    let number = flag ? 1 : 2
    var server = Server(kind: text, app: text, gracefulTimeout: number, keepalive: number)
    server.workerClass = text
    server.timeout = number
    server.threads = number
    server.maxRequests = number
    server.maxRequestsJitter = number
    server.isAssumed = flag
    server.extra = [.init(text, text)]
    return server
  }

  private static func store(_ flag: Bool) -> Store {
    let text = flag ? "a" : "b"
    let number = flag ? 1 : 2
    var store = Store(engine: text, version: text)
    store.pooler = Pooler(
      mode: flag ? .transaction : .session, size: number, clients: number, sizeReason: text, clientsReason: text,
      image: text)
    store.pooler?.requiresTLS = flag
    store.database = text
    store.user = text
    store.backup = Backup(
      schedule: text, keep: number,
      to: Backup.Destination(url: text, endpoint: flag ? text : nil, secret: text))
    store.extensions = [text]
    store.databases = [
      Store.Database(
        service: text, name: text, user: text, secret: Store.Secret(text, text), variable: text, extensions: [text],
        span: flag ? number : nil)
    ]
    store.initFiles = [text]
    let values: [Setting.Value] = [
      .bytes(number), .milliseconds(number), .integer(number), .real(text), .boolean(flag), .word(text), .text(text),
      .list([text]),
    ]
    store.settings = values.map {
      Setting(
        text, $0, group: flag ? .wal : .other, needsRestart: flag, reason: text, isDeclared: flag, isFileOnly: flag)
    }
    store.statementTimeout = number
    store.idleInTransactionSessionTimeout = number
    store.sharedMemoryBytes = number
    store.requiresTLS = flag
    store.isPersistent = flag
    store.leftAtDefault = [text]
    fill(&store, flag)
    return store
  }

  /// The facts of an engine.
  private static func fill(_ store: inout Store, _ flag: Bool) {
    let text = flag ? "a" : "b"
    let number = flag ? 1 : 2
    let variables = [Store.Variable(text, flag ? .literal(text) : expression, note: text, initialFile: text)]
    store.title = text
    store.scheme = text
    store.usualPort = number
    store.administrator = text
    store.conventions = [Store.Convention(output: text, variable: text)]
    store.secrets = [Store.Secret(text, text)]
    store.monitor = Store.Monitor(user: text, secret: text)
    store.keepsData = flag
    store.dataPath = text
    store.container.command = [text]
    store.container.commandNote = text
    store.container.environment = variables
    store.container.configurationPath = text
    store.container.configurationMounts = [Store.Mount(text, at: text, note: text)]
    store.container.initPath = text
    store.container.user = text
    store.container.rights = [text]
    store.container.reaperNote = text
    store.container.certificate = Store.Certificate(path: text, owner: text, ownerNote: text)
    store.container.scratchBytes = number
    store.container.entrypoint = [text]
    store.container.files = [Store.File(text, at: text, lines: [Store.File.Line(text, note: text)])]
    store.container.hostNameVariable = variables[0]
    store.container.fileLimit = number
    store.container.account = Store.Account(number, number)
    store.container.alpineAccount = Store.Account(number, number)
    store.container.scratch = [text]
    store.container.nestedData = variables[0]
    store.space = text
    store.region = text
    store.hasConsole = flag
    store.replicaSet = text
    store.probe = Store.Probe(
      flag ? .shell(text) : .words([.text(text)]), note: text, startPeriod: number, startNote: text)
    store.probe?.interval = number
    store.probe?.timeout = number
    store.dump = Store.Dump(script: [text], environment: variables, mark: text, name: text, note: text)
    store.restore = flag ? .command(text) : .instruction(text)
  }

  private static func variable(_ flag: Bool) -> Variable {
    let text = flag ? "a" : "b"
    return Variable(
      name: text, type: text, phase: flag ? .build : .both, isBrowserVisible: flag,
      marks: .init(isSecret: flag, reach: text, known: text), surface: flag ? nil : .variable(service: nil, name: text),
      value: flag ? nil : expression, isRequired: flag, isOperatorSupplied: flag, origin: flag ? .key : .use,
      inheritedFrom: text, doc: text, reason: text, summary: text, span: flag ? 1 : 2)
  }

  /// Every kind of node.
  private static let expression = Expression.alternative([
    .literal("a"), .output(service: "a", name: "host"), .secret(id: "a"), .variable(service: "a", name: "b"),
    .environment(name: "name"), .concat([.literal("a"), .secret(id: "b")]),
    .join(separator: ",", items: [.literal("a")]), .encode(.base64, .secret(id: "a")),
    .url(
      URLExpression(
        scheme: "a", driver: "b", user: .literal("c"), password: .secret(id: "d"), host: .literal("e"),
        port: .literal("1"), path: .literal("/"), query: [.init("q", .literal("?"))])),
    .url(URLExpression(scheme: "b", host: .literal("f"), query: [.init("r", .literal("!"))])),
  ])
}
