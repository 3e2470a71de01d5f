import IR
import JSON

/// What a program says about one service, in the order of the language reference. Every key has its line here: a new one
/// does not compile without it.
struct ServiceFacts {
  let service: Service
  private let values: ValueText

  init(_ service: Service, in program: Program) {
    self.service = service
    values = ValueText(program: program)
  }

  var all: [Fact] { ServiceKey.allCases.flatMap(facts) }

  private func facts(_ key: ServiceKey) -> [Fact] {
    switch key {
    case .type, .image, .root, .buildBuilder, .buildDockerfile, .buildTarget, .buildPush, .app, .serverKind,
      .serverWorkerClass, .serverTimeout, .serverGracefulTimeout, .serverKeepalive, .serverMaxRequests,
      .serverMaxRequestsJitter, .serverThreads, .workers, .port, .body, .headers, .tls, .healthPort, .healthTimeout,
      .healthWithin, .healthInterval, .healthStartPeriod, .healthRetries, .metricsPath, .metricsPort, .resourcesCPU,
      .resourcesMemory,
      .resourcesStorage, .resourcesReserveCPU, .resourcesReserveMemory, .stopGrace, .region, .scaleReplicas,
      .restartPolicy, .restartMaxRetries, .schedule, .singleton, .flavor, .version, .database, .vhost, .bucket,
      .management, .replicaSet, .user, .pooler, .poolerSize, .poolerClients, .poolerImage:
      single(key)
    case .scaleAutoscaleMin, .scaleAutoscaleMax, .scaleAutoscaleCPU, .scaleAutoscaleMemory:
      grouped(single(key), ServiceKey.scaleAutoscale.rawValue)
    case .backupSchedule, .backupKeep, .backupToURL, .backupToEndpoint, .backupToSecret:
      grouped(single(key), ServiceKey.backup.rawValue)
    case .objectivesLatency, .objectivesErrors: grouped(single(key), ServiceKey.objectives.rawValue)
    case .objectivesHeaders: grouped(list(key, service.objectives?.headers), ServiceKey.objectives.rawValue)
    case .checksInstall, .checksLint, .checksTest: grouped(single(key), ServiceKey.checks.rawValue)
    case .isPublic: exposure
    case .health: health
    case .extends, .buildImageOf: code(key)
    case .buildArgs: (service.build?.args ?? []).map { baked(variable($0, key, "build.args.\($0.name)")) }
    case .buildSecrets: list(key, service.build?.secrets.map { values.written(.secret(id: $0)) })
    case .buildPackages: list(key, service.build?.recipe?.packages)
    case .buildBuildPackages: list(key, service.build?.recipe?.buildPackages)
    case .buildWatch: list(key, service.build?.watch)
    case .buildCommand: one(key, service.build?.command)
    case .serverExtra: (service.server?.extra ?? []).map { fact(key, "server.extra.\($0.name)", $0.value) }
    case .entrypoint: one(key, service.entrypoint.map(ValueText.command))
    case .start: start
    case .release: one(key, service.release.map(ValueText.command))
    case .pools: pools
    case .ports: ports
    case .routes: routes
    case .files: files
    case .options: targets(service.options, key)
    case .raw: targets(service.raw, key)
    case .needs: service.needs.map { fact(key, "needs.\($0.service)", $0.condition.rawValue) }
    case .volumes: volumes
    case .mounts: service.mounts.map { fact(key, "mounts.\($0.path)", $0.source ?? "what the image has") }
    case .databaseOf: databases
    case .variables: service.env.compactMap { $0.origin == .key ? nil : variable($0) }
    case .tuning: tuning
    case .extensions: (service.store?.extensions ?? []).map { fact(key, "extensions.\($0)", "yes") }
    case .initFiles: list(key, service.store?.initFiles)
    // Each of these is a part of what another line says, or a rule that is checked and changes nothing that runs.
    case .enabled, .build, .buildPython, .buildNode, .buildOutput, .buildToolchain, .buildToolchainTool,
      .buildToolchainVersion, .buildInstallFiles, .buildInstallProject, .buildWorkspace, .buildExtras, .buildPackage,
      .buildRegistries, .buildStandalone, .buildCollectstatic, .server, .poolsSize, .poolsOverflow, .poolsAs,
      .poolsTimeout, .poolsRecycle, .poolsPrePing, .portsPort, .portsProtocol, .routesTo, .routesPort, .routesStrip,
      .healthPath, .healthCommand, .objectives, .metrics, .checks, .resources, .resourcesReserve, .outputs,
      .outputsType,
      .outputsValue, .outputsSecret,
      .filesSecret, .filesTemplate, .filesText, .scale, .scaleAutoscale, .restart, .use, .useRemoved, .secrets,
      .variablesValue, .variablesSource, .variablesType, .variablesWhen, .variablesVisible, .variablesRequired,
      .variablesSeparator, .variablesFormat, .variablesPattern, .variablesDoc, .poolerMode, .backup, .backupTo,
      .external:
      []
    }
  }

  // MARK: Forms

  private func fact(_ key: ServiceKey, _ path: String, _ text: String, exact: String? = nil) -> Fact {
    Fact(
      .service(key), path, text, exact: exact, isWritten: service.declared.contains(key), span: service.span(of: key))
  }

  private func single(_ key: ServiceKey) -> [Fact] {
    guard let value = service.value(of: key) else { return [] }
    let spellings: Set<ServiceKey> = [key, Self.short[key] ?? key]
    var result = Fact(
      .service(key), key.rawValue, value.shown, exact: value.exact,
      isWritten: spellings.contains(where: service.declared.contains), span: service.span(of: key))
    result.detail = key == .version ? .version(Self.numbers(value.shown)) : value.detail
    return [result]
  }

  /// Keys that have a short form of the mapping that they are in.
  private static let short: [ServiceKey: ServiceKey] = [
    .restartPolicy: .restart, .pooler: .poolerMode, .metricsPath: .metrics,
  ]

  private static func numbers(_ version: String) -> [Int] { version.split(separator: ".").map { Int($0) ?? 0 } }

  private func grouped(_ facts: [Fact], _ group: String) -> [Fact] {
    facts.map {
      var fact = $0
      fact.group = group
      return fact
    }
  }

  private func one(_ key: ServiceKey, _ text: String?) -> [Fact] { text.map { [fact(key, key.rawValue, $0)] } ?? [] }

  private func list(_ key: ServiceKey, _ items: [String]?) -> [Fact] {
    items.map { $0.isEmpty ? [] : [fact(key, key.rawValue, $0.joined(separator: ", "))] } ?? []
  }

  private func targets(_ values: [String: JSONValue], _ key: ServiceKey) -> [Fact] {
    values.sorted { $0.key < $1.key }.flatMap { target, value in
      JSONFacts.leaves(of: value).map { path, text in
        let name = "\(key.rawValue).\(target)" + path.map { "." + $0 }.joined()
        let option = key == .options ? path.first ?? "" : key.rawValue
        return Fact(.option(option, target: target), name, text, isWritten: true, span: service.span(of: key))
      }
    }
  }

  // MARK: Keys with more to say

  private var exposure: [Fact] {
    var result = fact(.isPublic, "public", ValueText.exposure(service.exposure))
    result.detail = .exposure(isPublic: service.exposure.isPublic || service.exposure.isTCP)
    return [result]
  }

  private var health: [Fact] {
    guard let health = service.health else { return [] }
    var texts: [String] = []
    if case .http(let path) = health.check { texts.append(path) }
    if case .command(let command) = health.check { texts.append(ValueText.command(command)) }
    if case .none = health.check { texts.append("none") }
    if let command = health.command { texts.append(ValueText.command(command)) }
    let keys: [ServiceKey] = [.health, .healthPath, .healthCommand]
    return [
      Fact(
        .service(.health), "health", texts.joined(separator: ", "),
        isWritten: keys.contains(where: service.declared.contains), span: service.span(of: .health))
    ]
  }

  private func code(_ key: ServiceKey) -> [Fact] {
    guard let origin = service.codeOf, service.declared.contains(key) else { return [] }
    return [fact(key, key.rawValue, origin)]
  }

  private var start: [Fact] {
    guard let command = service.command ?? service.localCommand else { return [] }
    let local = [service.localCommand.map(ValueText.command) ?? ""] + service.localBuild
    let text = ValueText.command(command)
    return [fact(.start, "start", text, exact: ([text] + local).joined(separator: "\n"))]
  }

  private var pools: [Fact] {
    service.pools.flatMap { pool in
      [(ServiceKey.poolsSize, pool.size), (.poolsOverflow, pool.overflow)].map { key, number in
        var result = Fact(
          .service(key), "pools.\(pool.service).\(key.name)", String(number),
          isWritten: service.declared.contains(.pools) && !pool.isAssumed, span: service.span(of: key))
        result.detail = .amount(number)
        result.group = "pools.\(pool.service)"
        return result
      }
    }
  }

  private var ports: [Fact] {
    service.ports.map { fact(.ports, "ports.\($0.name)", "\($0.port)/\($0.transport.rawValue)") }
  }

  private var routes: [Fact] {
    (service.proxy?.routes ?? []).map { route in
      let way = "\(route.service):\(route.port)" + (route.isStripped ? ", without the prefix" : "")
      return fact(.routes, "routes.\(route.host ?? "")\(route.prefix)", way)
    }
  }

  private var files: [Fact] {
    service.files.map { file in
      switch file.source {
      case .repository(let path):
        fact(.files, "files.\(file.path)", path, exact: "\(path) \(file.digest ?? "")")
      case .secret(let id): fact(.files, "files.\(file.path)", values.rule(of: id))
      case .composed(let text):
        fact(.files, "files.\(file.path)", "a text", exact: text.value.map(values.resolved) ?? "")
      }
    }
  }

  private var volumes: [Fact] {
    service.volumes.map { volume in
      var words = [volume.shared ?? "its own"]
      if let bytes = volume.bytes { words.append(Quantities.roundedSize(bytes)) }
      if volume.isReadOnly { words.append("read-only") }
      var result = fact(.volumes, "volumes.\(volume.path)", words.joined(separator: ", "))
      result.detail = .volume(volume)
      return result
    }
  }

  /// Databases that other services declare in this server.
  private var databases: [Fact] {
    (service.store?.databases ?? []).map { database in
      Fact(
        .service(.databaseOf), "databases.\(database.service)",
        ([database.name, "role \(database.user)"] + database.extensions).joined(separator: ", "), isWritten: true,
        span: database.span)
    }
  }

  private func baked(_ fact: Fact) -> Fact {
    var fact = fact
    fact.detail = .baked
    return fact
  }

  private func variable(_ variable: Variable) -> Fact {
    let fact = self.variable(variable, .variables, "variables.\(variable.name)")
    return variable.isBrowserVisible || variable.phase != .run ? baked(fact) : fact
  }

  private func variable(_ variable: Variable, _ key: ServiceKey, _ path: String) -> Fact {
    var exact = variable.value.map { values.written($0) } ?? ""
    exact += " \(variable.phase.rawValue) \(variable.isBrowserVisible)"
    // What an operator may leave out; a value that is known is there.
    if variable.isOperatorSupplied || variable.value?.hasSecret != false { exact += " \(variable.isRequired)" }
    var result = Fact(
      .service(key), path, values.written(variable), exact: exact, isWritten: true,
      span: variable.span ?? service.span(of: key))
    if case .secret = variable.value { result.isSecret = true }
    return result
  }

  private var tuning: [Fact] {
    guard let store = service.store else { return [] }
    var result = store.settings.filter { !$0.isFileOnly }.map { setting in
      var fact = Fact(
        .service(.tuning), "tuning.\(setting.key ?? setting.name)", setting.value.shown, exact: setting.value.exact,
        isWritten: setting.isDeclared, span: service.span(of: .tuning))
      fact.detail = .setting(setting.name, needsRestart: setting.needsRestart, isOnRole: false)
      fact.absence = "default"
      return fact
    }
    let onRole = [
      ("statement_timeout", store.statementTimeout),
      ("idle_in_transaction_session_timeout", store.idleInTransactionSessionTimeout),
    ]
    for case let (name, timeout?) in onRole {
      var fact = fact(
        .tuning, "tuning.\(name)", Quantities.duration(milliseconds: timeout), exact: "\(timeout) ms")
      fact.detail = .setting(name, needsRestart: false, isOnRole: true)
      fact.absence = "default"
      result.append(fact)
    }
    return result
  }
}

extension Setting.Value {
  fileprivate var shown: String {
    switch self {
    case .bytes(let bytes): Quantities.roundedSize(bytes)
    case .milliseconds(let milliseconds): Quantities.duration(milliseconds: milliseconds)
    case .integer(let number): String(number)
    case .real(let text), .word(let text), .text(let text): ValueText.line(text)
    case .boolean(let isOn): isOn ? "on" : "off"
    case .list(let items): items.isEmpty ? "none" : items.joined(separator: ", ")
    }
  }

  fileprivate var exact: String {
    if case .bytes(let bytes) = self { return "\(bytes) B" }
    return shown
  }
}

/// Values that only a target reads, leaf by leaf.
enum JSONFacts {
  /// Paths of names, in the order of the names; an empty mapping or list is a leaf.
  static func leaves(of value: JSONValue) -> [(path: [String], text: String)] {
    switch value {
    case .object(let members) where !members.isEmpty:
      members.sorted { $0.key < $1.key }.flatMap { name, member in
        leaves(of: member).map { ([name] + $0.path, $0.text) }
      }
    case .array(let items) where !items.isEmpty && items.allSatisfy { $0.object == nil && $0.array == nil }:
      [([], items.map(text).joined(separator: ", "))]
    case .array(let items) where !items.isEmpty:
      items.enumerated().flatMap { number, item in leaves(of: item).map { ([String(number)] + $0.path, $0.text) } }
    default: [([], text(of: value))]
    }
  }

  private static func text(of value: JSONValue) -> String {
    value.string.map(ValueText.line) ?? JSONWriter.compact(value)
  }
}
