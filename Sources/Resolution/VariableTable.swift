import Diagnostics
import Engines
import IR
package import Model

/// Fills the variables of a service: first what its keys and its type emit, then what it uses, then what it declares.
enum VariableTable {
  static func fill(_ service: ServiceSymbol, in analysis: EnvironmentAnalysis) {
    let declaration = service.declaration
    for emitted in EmittedVariables.of(service, in: analysis.symbols) {
      if service.declaredVariable(emitted.name) != nil {
        if emitted.isFixed || !isRedefined(emitted, service, in: analysis) { continue }
      }
      service.add(
        VariableSymbol(
          name: emitted.name, span: emitted.span ?? declaration.nameSpan,
          definition: .key(text: emitted.text, type: emitted.type, reason: emitted.reason), origin: .key,
          tracer: service.tracer))
    }
    let removed = declaration.useRemoved
    for name in declaration.use where removed.isEmpty || !removed.contains(where: { $0.value == name.value }) {
      use(name, of: service, isOverridden: service.declaredVariable(name.value) != nil, in: analysis)
    }
    for variable in declaration.variables where service.variable(variable.name) == nil {
      service.add(
        VariableSymbol(
          name: variable.name, span: variable.value.valueSpan, definition: .declared(variable.value),
          origin: .variables, inheritedFrom: inheritedFrom(variable, service, in: analysis), tracer: service.tracer))
    }
  }

  /// E0312: a variable that a key emits is written by hand beside that key, or as shell text. A literal without the key
  /// is fine: it is read as that key.
  private static func isRedefined(
    _ emitted: EmittedVariables.Emitted, _ service: ServiceSymbol, in analysis: EnvironmentAnalysis
  ) -> Bool {
    guard let variable = service.declaredVariable(emitted.name) else { return true }
    let text = variable.value.value?.text ?? ""
    let isShell = !ForeignReferences.find(in: text).isEmpty
    guard emitted.keySpan != nil || isShell else { return false }
    analysis.report(
      .emittedVariableRedefined, at: variable.value.valueSpan,
      path: "services.\(service.name).variables.\(emitted.name)",
      isShell
        ? "`\(emitted.name)` is set from `\(emitted.key):`; this would be the literal text `\(text)`"
        : "`\(emitted.name)` is set from `\(emitted.key):`; here it is written a second time"
    ) {
      if let span = emitted.keySpan { $0.secondary = [.init(span, "sets `\(emitted.name)` to \(emitted.text)")] }
      if let edit = Edits.removeVariable(emitted.name, of: service.declaration.node) {
        $0.fixes = [FixIt("delete `\(emitted.name)`", .safe, [edit])]
      }
      $0.help = ["delete this line" + (emitted.keySpan == nil ? "; to change the value write `\(emitted.key):`" : "")]
    }
    return true
  }

  private static func use(
    _ name: Located<String>, of service: ServiceSymbol, isOverridden: Bool, in analysis: EnvironmentAnalysis
  ) {
    let symbols = analysis.symbols
    func add(_ definition: VariableSymbol.Definition) {
      service.add(
        VariableSymbol(
          name: name.value, span: name.span, definition: definition, origin: .use,
          inheritedFrom: user(name, service, in: analysis), tracer: service.tracer))
    }
    if let secret = symbols.secret(name.value) {
      analysis.resolver.markUsed(secret.name)
      if isOverridden { noteOverride(of: name, in: service, analysis) } else { add(.secret(secret)) }
    } else if let shared = symbols.sharedVariable(name.value) {
      analysis.resolver.markUsed(shared.name)
      if isOverridden { noteOverride(of: name, in: service, analysis) } else { add(.sharedVariable(shared)) }
    } else if !symbols.isSharedPoisoned {
      let nearest = analysis.bag.nearest(to: name.value, among: symbols.sharedNames)
      if nearest.count == 1 { analysis.resolver.markUsed(nearest[0]) }
      analysis.report(
        .unknownUse, at: name.span, path: "services.\(service.name).use",
        "`use` names no shared variable or secret: `\(name.value)`"
      ) {
        if let first = nearest.first {
          $0.help = ["did you mean \(Words.alternatives(nearest))?"]
          $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(name.span, first)])]
        } else {
          $0.help = ["declare it under `secrets:` or `variables:` at the top level"]
        }
      }
    }
  }

  /// W0221, where both are written in the same place: an overlay or a child may well define what the base or the parent
  /// uses.
  private static func noteOverride(
    of name: Located<String>, in service: ServiceSymbol, _ analysis: EnvironmentAnalysis
  ) {
    guard let variable = service.declaredVariable(name.value), variable.value.node.isOverlay == name.node.isOverlay,
      user(name, service, in: analysis) == nil, inheritedFrom(variable, service, in: analysis) == nil
    else { return }
    let isDeclared = service.declaration.secrets.contains { $0.nameSpan == name.span }
    let list = isDeclared ? "secrets" : "use"
    analysis.report(
      .useOverridden, at: name.span, path: "services.\(service.name).use",
      "`\(name.value)` comes from `\(list)` and is also defined here; the definition wins"
    ) {
      $0.secondary = [.init(variable.nameSpan, "this value is the one that counts")]
      $0.help = ["drop it from `\(list)`, or delete the definition"]
      let node = service.declaration.node
      if let secrets = node["secrets"], let entry = secrets.entry(name.value), isDeclared {
        let isLast = secrets.entries.count == 1
        let edit = isLast ? node.entry("secrets").flatMap { Edits.remove($0, from: node) } : nil
        if let edit = edit ?? Edits.remove(entry, from: secrets) {
          $0.fixes = [FixIt("drop it from `secrets`", .safe, [edit])]
        }
        return
      }
      guard let use = node.entry("use") else { return }
      let edit = use.value.items.count == 1 ? Edits.remove(use, from: node) : Edits.remove(name.span, in: node)
      if let edit { $0.fixes = [FixIt("drop it from `use`", .safe, [edit])] }
    }
  }

  /// The parent whose `use` names it, where the child's own does not: the place is then the parent's.
  private static func user(
    _ name: Located<String>, _ service: ServiceSymbol, in analysis: EnvironmentAnalysis
  ) -> String? {
    var user: String?
    var seen: Set<String> = [service.folded]
    var next = service.declaration.extends.flatMap { analysis.symbols.service($0.value) }
    while let parent = next, seen.insert(parent.folded).inserted,
      parent.declaration.use.contains(where: { $0.value == name.value && $0.span == name.span })
    {
      user = parent.name
      next = parent.declaration.extends.flatMap { analysis.symbols.service($0.value) }
    }
    return user
  }

  /// The parent whose declaration this is, where the child wrote none of its own.
  private static func inheritedFrom(
    _ variable: Named<VariableDeclaration>, _ service: ServiceSymbol, in analysis: EnvironmentAnalysis
  ) -> String? {
    Heritage.writer(of: variable.value.node, at: ["variables", variable.name], in: service, analysis.symbols)?.name
  }
}

/// The variables that a service has because of its keys and its type.
enum EmittedVariables {
  struct Emitted {
    let name: String
    let text: String
    let type: ValueType
    /// The key that it is made of: `port`.
    let key: String
    /// The place of that key where it is written.
    package let keySpan: Span?
    let span: Span?
    var reason: String?
    /// By type; a declaration of the user's simply wins.
    var isFixed = false
  }

  static func of(_ service: ServiceSymbol, in symbols: SymbolTable) -> [Emitted] {
    let declaration = service.declaration
    guard service.traits.contains(.code) else { return [] }
    var result: [Emitted] = []
    func add(
      _ name: String, _ text: String, _ type: ValueType, key: String, span: Span?, reason: String? = nil,
      isFixed: Bool = false
    ) {
      result.append(
        Emitted(
          name: name, text: text, type: type, key: key, keySpan: span, span: span, reason: reason, isFixed: isFixed))
    }
    if service.traits.contains(.web), let port = service.port {
      add("PORT", String(port), .port, key: "port", span: declaration.port?.span)
    }
    for fixed in service.type.fixedVariables {
      add(
        fixed.name, fixed.value, (try? ValueType.parse(fixed.type).get()) ?? .string, key: "type", span: nil,
        reason: fixed.reason,
        isFixed: true)
    }
    if service.traits.contains(.processes) || declaration.workers != nil {
      add(
        "WEB_CONCURRENCY", String(WorkerArithmetic.workers(of: service)), .int, key: "workers",
        span: declaration.workers?.span, reason: "processes per replica")
    }
    let isUnknown =
      PoolArithmetic.isUnknown(service, in: symbols) || !PoolArithmetic.model(of: service, in: symbols).readsVariables
    for pool in declaration.pools {
      guard let store = symbols.service(pool.name) else { continue }
      result += ofPool(pool, to: store, isUnknown: isUnknown)
    }
    return result
  }

  /// The variables of a pool.
  /// - Parameter isUnknown: what opens its connections is not known, or known not to read these names.
  private static func ofPool(
    _ pool: Named<PoolDeclaration>, to store: ServiceSymbol, isUnknown: Bool
  ) -> [Emitted] {
    var result: [Emitted] = []
    func add(_ name: String, _ text: String, _ type: ValueType, span: Span?, reason: String? = nil) {
      result.append(
        Emitted(name: name, text: text, type: type, key: "pools", keySpan: span, span: span, reason: reason))
    }
    let settings = pool.value
    let client = store.type.engine?.clientPool
    if let client {
      if let sizeName = settings.sizeName?.value ?? (isUnknown || client.parameter != nil ? nil : client.sizeName) {
        add(
          sizeName, String(settings.size?.value ?? PoolArithmetic.assumedSize), .int,
          span: settings.size?.span ?? pool.nameSpan,
          reason: client.overflowName == nil ? "connections to \(store.name) per process" : nil)
      }
      if let usual = client.overflowName, let name = settings.overflowName?.value ?? (isUnknown ? nil : usual) {
        add(
          name,
          String(settings.overflow?.value ?? (isUnknown ? 0 : PoolArithmetic.assumedOverflow)), .int,
          span: settings.overflow?.span ?? pool.nameSpan)
      }
    }
    let prefix = client?.prefix ?? "DB_POOL"
    if let timeout = settings.timeout {
      add(
        prefix + "_TIMEOUT", String(timeout.value / 1000), .int, span: timeout.span, reason: "seconds")
    }
    if let recycle = settings.recycle {
      add(
        prefix + "_RECYCLE", String(recycle.value / 1000), .int, span: recycle.span, reason: "seconds")
    }
    if let ping = settings.prePing {
      add(prefix + "_PRE_PING", ping.value ? "true" : "false", .bool, span: ping.span)
    }
    return result
  }
}

/// How many processes a service runs per replica.
package enum WorkerArithmetic {
  /// `auto`: one per vCPU for async servers, 2 × vCPU + 1 for the others, at most what the memory takes at 150 MiB a
  /// process beside 50 MiB, at least 1.
  package static func workers(of service: ServiceSymbol) -> Int {
    switch service.declaration.workers?.value {
    case .count(let count): return count
    case .auto:
      let cpu = service.declaration.resources?.value.cpu?.value ?? service.type.defaultCPUMilli
      let memory = service.declaration.resources?.value.memory?.value ?? service.type.defaultMemory
      let byCPU = service.type.isAsync ? max(1, cpu / 1000) : 2 * cpu / 1000 + 1
      return max(1, min(byCPU, ((memory >> 20) - 50) / 150))
    case nil:
      return service.startedProcesses?.atLeast ?? service.count(.workers) ?? 1
    }
  }
}

extension ServiceSymbol {
  /// Whether `WorkerArithmetic.workers` is the least that there can be.
  package var hasMoreWorkers: Bool { startedProcesses?.isLowerBound ?? false }
}

/// SQLAlchemy's defaults, which count where nobody declares a pool (`QueuePool`: pool_size 5, max_overflow 10;
/// SQLAlchemy 2.0).
package enum PoolArithmetic {
  package static let assumedSize = 5
  package static let assumedOverflow = 10
  /// What is counted, at least, for a client that opens a connection for every request.
  package static let unboundedSize = 20
  /// What a program that infracc does not know is counted with, at least: the default of HikariCP 5, node-postgres 8 and
  /// Ecto 3 (their documentation, as of 2025).
  package static let unknownSize = 10

  /// Whether nothing says what opens the connections of a service: it is of no framework, and its image is finished or
  /// made by a hand-written Dockerfile.
  package static func isUnknown(_ service: ServiceSymbol, in symbols: SymbolTable) -> Bool {
    service.traits.contains(.python) && service.declaration.hasOwnImage && symbols.framework(of: service) == nil
  }

  /// What its processes open to a database: that of the type which says what the code is, else SQLAlchemy's where it
  /// may be read by Python.
  package static func model(of service: ServiceSymbol, in symbols: SymbolTable) -> PoolModel {
    symbols.framework(of: service)?.type.pool ?? (service.traits.contains(.python) ? .sqlalchemy : .none)
  }
}
