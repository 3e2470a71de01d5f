import Resolution
import Tuning
import Diagnostics
import Engines
import IR
import Model
import Tuning

/// Lowers stores, with their tuning: the engine answers, this asks.
struct StoreLowering {
  private let analysis: EnvironmentAnalysis
  private let budgets: [String: ConnectionBudgets.Found]
  private let tunings: KnownTunings
  /// Of which stores some connection demands TLS, and by which of their addresses: `host`, `unpooled_host`.
  private let withTLS: [String: Set<String>]

  init(_ analysis: EnvironmentAnalysis, budgets: [String: ConnectionBudgets.Found], tunings: KnownTunings) {
    self.analysis = analysis
    self.tunings = tunings
    self.budgets = budgets
    withTLS = budgets.isEmpty ? [:] : Self.storesWithTLS(analysis)
  }

  func tune(_ symbol: ServiceSymbol, as engine: StoreEngine, into derived: inout DerivedValues) {
    let found = budgets[symbol.name]
    let isUnknown = found?.hasUnknownClients ?? false
    let input = Self.input(
      symbol, as: engine, in: analysis, inUse: isUnknown ? nil : found?.budget.overlap ?? 0,
      isLeast: found?.budget.isLowerBound ?? false, beside: found?.budget.beside ?? 0)
    derived.tuned[symbol.name] = tunings.tuned(input, by: engine)
  }

  /// What the tuning of a store depends on.
  /// - Parameters:
  ///   - inUse: what services may open at once, while a rollout lasts; nil: unknown clients can connect.
  ///   - isLeast: some of them may open more.
  ///   - beside: release commands, backups and people.
  static func input(
    _ symbol: ServiceSymbol, as engine: StoreEngine, in analysis: EnvironmentAnalysis, inUse: Int?,
    isLeast: Bool, beside: Int
  ) -> TuningInput {
    let tuning = WrittenTuning(symbol)
    let resources = symbol.declaration.resources?.value
    var input = TuningInput(
      store: symbol.name, version: symbol.serverVersion.text,
      memoryBytes: resources?.memory?.value ?? symbol.type.defaultMemory,
      cpuMilli: resources?.cpu?.value ?? symbol.type.defaultCPUMilli,
      storageBytes: resources?.storage?.value ?? symbol.type.defaultStorage)
    input.profile = tuning.profile
    input.declared = tuning.declared
    input.extra = tuning.extra
    input.connectionsInUse = inUse
    input.isLeastInUse = isLeast
    input.connectionsBeside = beside
    input.queueOf = engine.abilities.contains(.queue) ? QueueUse(symbol, in: analysis).queue?.from.name : nil
    input.options = EngineOptions(engine, of: symbol, in: analysis.topology).texts
    input.isOfficialImage = symbol.declaration.image == nil
    return input
  }

  /// Fills what makes the service a store.
  func lower(
    _ symbol: ServiceSymbol, as engine: StoreEngine, derived: DerivedValues, databases: [Store.Database],
    into service: inout IR.Service
  ) {
    let declaration = symbol.declaration
    var store = Store(engine: engine.name, version: symbol.serverVersion.text)
    store.pooler = derived.connections[symbol.name]?.pooler
    store.backup = declaration.backup.flatMap { backup in
      backup.value.schedule.map {
        Backup(
          schedule: $0.value.text, keep: backup.value.keep?.value ?? 14 * 86_400_000,
          to: backup.value.destination.flatMap { Self.destination($0.value) })
      }
    }
    if engine.abilities.contains(.databases) { store.database = declaration.database?.value ?? "app" }
    if engine.abilities.contains(.roles) {
      let user = declaration.user?.value ?? store.database
      store.user = user == engine.administrator ? nil : user
    }
    store.space =
      declaration.vhost?.value
      ?? (engine.abilities.contains(.buckets) ? declaration.bucket?.value ?? symbol.folded : nil)
    store.replicaSet = declaration.replicaSet?.value
    store.hasConsole = declaration.management?.value ?? false
    store.extensions = declaration.extensions.map(\.value)
    store.databases = databases
    store.initFiles = declaration.initFiles.map(\.value)
    if let tuned = derived.tuned[symbol.name] {
      store.settings = tuned.settings
      store.statementTimeout = tuned.statementTimeout
      store.idleInTransactionSessionTimeout = tuned.idleInTransactionSessionTimeout
      store.sharedMemoryBytes = tuned.sharedMemoryBytes
      store.isPersistent = tuned.isPersistent
      store.leftAtDefault = tuned.leftAtDefault
    }
    let encrypted = encrypted(symbol.name)
    store.pooler?.requiresTLS = encrypted.contains("host")
    store.requiresTLS =
      encrypted.contains(StoreEngine.directHost) || store.pooler == nil && encrypted.contains("host")
    engine.describe(&store, StoreInput(service: symbol.name, port: symbol.port, isMeasured: analysis.measuresStores))
    service.ports += store.ports.map { NamedPort($0.name, $0.number) }
    service.store = store
    if service.image == nil { service.image = engine.image(store.version ?? engine.defaultVersion, store) }
  }

  private static func destination(_ declaration: BackupDestinationDeclaration) -> Backup.Destination? {
    guard let url = declaration.url?.value, let secret = declaration.secret?.value else { return nil }
    return Backup.Destination(url: url, endpoint: declaration.endpoint?.value, secret: "shared/" + secret)
  }

  /// By which of its addresses some connection to a store demands TLS.
  func encrypted(_ store: String) -> Set<String> { withTLS[store] ?? [] }

  /// Where a reference says `sslmode=require` or stricter, or asyncpg's `ssl`.
  private static func storesWithTLS(_ analysis: EnvironmentAnalysis) -> [String: Set<String>] {
    let demands: Set<String> = ["require", "verify-ca", "verify-full"]
    var stores: [String: Set<String>] = [:]
    for service in analysis.services {
      for variable in service.variables {
        let value = variable.resolved
        guard value.literal == nil, !value.isPoisoned else { continue }
        value.value.expression.walk { node in
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

/// The tunings of a run: many stores are sized and used alike, and most are the same in all environments. Tuning depends
/// on its input alone, and on the name of the store only for the name in the memory budget.
final class KnownTunings {
  private struct Tuning {
    let engine: String
    /// Without the name of a store.
    let input: TuningInput
    let tuned: TunedStore
  }

  /// The last few that differed.
  private var known: [Tuning] = []
  private var oldest = 0
  private static let most = 8

  func tuned(_ input: TuningInput, by engine: StoreEngine) -> TunedStore {
    var nameless = input
    nameless.store = ""
    if let found = known.first(where: { $0.engine == engine.name && $0.input == nameless }) {
      var tuned = found.tuned
      tuned.memory?.store = input.store
      return tuned
    }
    let tuned = engine.tune(input)
    let new = Tuning(engine: engine.name, input: nameless, tuned: tuned)
    if known.count < Self.most {
      known.append(new)
    } else {
      known[oldest] = new
      oldest = (oldest + 1) % Self.most
    }
    return tuned
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
