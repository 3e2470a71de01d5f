import Resolution
import Tuning
import Diagnostics
import IR
import Model

/// Lowers PostgreSQL and Redis services, with their tuning.
struct StoreLowering {
  private let analysis: EnvironmentAnalysis
  private let budgets: [String: ConnectionBudgets.Found]
  private let targets: [String]
  /// Of which PostgreSQL services some connection demands TLS, and by which of their addresses: `host`, `unpooled_host`.
  private let withTLS: [String: Set<String>]

  init(_ analysis: EnvironmentAnalysis, budgets: [String: ConnectionBudgets.Found], targets: [String]) {
    self.analysis = analysis
    self.budgets = budgets
    self.targets = targets
    withTLS = budgets.isEmpty ? [:] : Self.storesWithTLS(analysis)
  }

  func tune(_ symbol: ServiceSymbol, into derived: inout DerivedValues) {
    if symbol.traits.contains(.postgres) {
      let found = budgets[symbol.name]
      let isUnknown = found?.hasUnknownClients ?? false
      derived.postgres[symbol.name] = tunePostgres(
        Self.postgresInput(
          symbol, in: analysis, inUse: isUnknown ? nil : found?.budget.overlap ?? 0, beside: found?.budget.beside ?? 0))
      return
    }
    let tuning = WrittenTuning(symbol)
    let use = RedisUse(symbol, in: analysis)
    let resources = symbol.declaration.resources?.value
    derived.redis[symbol.name] = tuneRedis(
      RedisTuningInput(
        store: symbol.name, version: symbol.serverVersion.text,
        memoryBytes: resources?.memory?.value ?? symbol.type.defaultMemory, storageBytes: resources?.storage?.value,
        profile: tuning.profile ?? (use.assumedQueue == nil ? "cache" : "queue"), queueOf: use.queue?.from.name,
        declared: tuning.declared, extra: tuning.extra))
  }

  /// What the tuning of a PostgreSQL depends on.
  /// - Parameters:
  ///   - inUse: what services may open at once, while a rollout lasts; nil: unknown clients can connect.
  ///   - beside: release commands, backups and people.
  static func postgresInput(
    _ symbol: ServiceSymbol, in analysis: EnvironmentAnalysis, inUse: Int?, beside: Int
  ) -> PostgresTuningInput {
    let tuning = WrittenTuning(symbol)
    let resources = symbol.declaration.resources?.value
    return PostgresTuningInput(
      store: symbol.name, version: symbol.serverVersion.text,
      memoryBytes: resources?.memory?.value ?? symbol.type.defaultMemory,
      cpuMilli: resources?.cpu?.value ?? symbol.type.defaultCPUMilli,
      storageBytes: resources?.storage?.value ?? symbol.type.defaultStorage ?? 0, profile: tuning.profile ?? "web",
      declared: tuning.declared, extra: tuning.extra, connectionsInUse: inUse, connectionsBeside: beside,
      pgtune: PgTuneOptions(symbol.declaration, in: analysis.topology).choices,
      isOfficialImage: symbol.declaration.image == nil)
  }

  /// Fills what makes the service a store.
  func lower(_ symbol: ServiceSymbol, derived: DerivedValues, into service: inout IR.Service) {
    let declaration = symbol.declaration
    var store = Store(version: symbol.serverVersion.text)
    store.pooler = derived.connections[symbol.name]?.pooler
    store.backup = declaration.backup.flatMap { backup in
      backup.value.schedule.map { Backup(schedule: $0.value.text, keep: backup.value.keep?.value ?? 14 * 86_400_000) }
    }
    if let tuned = derived.postgres[symbol.name] {
      store.database = declaration.database?.value ?? "app"
      let user = declaration.user?.value ?? store.database
      store.user = user == "postgres" ? nil : user
      store.extensions = declaration.extensions.map(\.value)
      store.initFiles = declaration.initFiles.map(\.value)
      store.settings = tuned.settings
      store.statementTimeout = tuned.statementTimeout
      store.idleInTransactionSessionTimeout = tuned.idleInTransactionSessionTimeout
      store.sharedMemoryBytes = tuned.sharedMemoryBytes
      store.leftAtDefault = tuned.leftAtDefault
      let encrypted = withTLS[symbol.name] ?? []
      store.pooler?.requiresTLS = encrypted.contains("host")
      store.requiresTLS = encrypted.contains("unpooled_host") || store.pooler == nil && encrypted.contains("host")
    }
    if let tuned = derived.redis[symbol.name] {
      store.settings = tuned.settings
      store.isPersistent = tuned.isPersistent
      store.leftAtDefault = tuned.leftAtDefault
    }
    service.store = store
    if service.image == nil { service.image = image(of: symbol, store) }
  }

  /// Extensions that the official image lacks have images of their own.
  private func image(of symbol: ServiceSymbol, _ store: Store) -> String {
    if symbol.traits.contains(.redis) { return "redis:\(store.version)-\(Defaults.Debian.redis(store.version))" }
    let debian = Defaults.Debian.postgres(store.version)
    if store.extensions.contains("vector") { return "pgvector/pgvector:pg\(store.majorVersion)-\(debian)" }
    return "postgres:\(store.version)-\(debian)"
  }

  /// Where a reference says `sslmode=require` or stricter, or asyncpg's `ssl`.
  private static func storesWithTLS(_ analysis: EnvironmentAnalysis) -> [String: Set<String>] {
    let demands: Set<String> = ["require", "verify-ca", "verify-full"]
    var stores: [String: Set<String>] = [:]
    for service in analysis.services {
      for variable in service.variables where variable.resolved.literal == nil && !variable.resolved.isPoisoned {
        variable.resolved.value.expression.walk { node in
          guard case .url(let url) = node, case .output(let store, let address) = url.host else { return }
          for item in url.query where item.name == "sslmode" || item.name == "ssl" {
            if case .literal(let text) = item.value, demands.contains(text) {
              stores[store, default: []].insert(address)
            }
          }
        }
      }
    }
    return stores
  }
}

/// What stands under `tuning:`.
private struct WrittenTuning {
  private(set) var profile: String?
  private(set) var declared: [String: DeclaredSetting] = [:]
  let extra: [UncheckedSetting]

  init(_ symbol: ServiceSymbol) {
    extra = symbol.declaration.tuningExtra.map { UncheckedSetting($0.name, $0.value.value) }
    for setting in symbol.declaration.tuning?.value ?? [] {
      if setting.name == "profile", case .text(let word) = setting.value {
        profile = word
      } else {
        declared[setting.name] = setting.value.declaredSetting
      }
    }
  }
}

extension TuningValue {
  var declaredSetting: DeclaredSetting {
    switch self {
    case .auto: .auto
    case .bytes(let bytes): .bytes(bytes)
    case .percent(let percent): .percent(percent)
    case .integer(let number): .integer(number)
    case .milliseconds(let duration): .milliseconds(duration)
    case .text(let text): Double(text) != nil ? .real(text) : .text(text)
    case .boolean(let flag): .boolean(flag)
    case .list(let items): .list(items)
    }
  }
}
