import Resolution
import Diagnostics
import Engines
import IR
import Model

/// Lowers variables of services and shared ones.
struct VariableLowering {
  let analysis: EnvironmentAnalysis
  private let pools: PoolReasons
  private let safety: URLSafety

  init(analysis: EnvironmentAnalysis, pools: PoolReasons) {
    self.analysis = analysis
    self.pools = pools
    safety = URLSafety(analysis.symbols)
  }

  func lower(_ service: ServiceSymbol, spans: inout SpanRegistry) -> [Variable] {
    let sizes = pools.bySize(of: service, in: analysis.symbols)
    let poolsInURLs = poolsInURLs(of: service)
    return service.variables.compactMap { variable -> Variable? in
      guard !variable.resolved.isPoisoned else { return nil }
      let poolReason = sizes.first { $0.size == variable.span }?.reason
      guard var known = variable.lowered else {
        let lowered = lower(variable, of: service, poolReason: poolReason, spans: &spans)
        variable.lowered = lowered
        return lowered
      }
      // It was lowered in another environment: only numbers of places and of pools may differ.
      let span = spans.index(of: variable.span)
      if known.span != span { known.span = span }
      if case .key(_, _, let reason) = variable.definition, known.reason != poolReason ?? reason {
        known.reason = poolReason ?? reason
      }
      return known
    }.map { poolsInURLs.isEmpty ? $0 : withPools($0, poolsInURLs) }
  }

  /// The sizes of pools that drivers read from the URL: by store, a parameter and its value.
  private func poolsInURLs(of service: ServiceSymbol) -> [String: URLExpression.QueryItem] {
    var items: [String: URLExpression.QueryItem] = [:]
    for pool in service.declaration.pools {
      guard let size = pool.value.size?.value, let store = analysis.symbols.service(pool.name),
        let parameter = store.type.engine?.clientPool.parameter
      else { continue }
      items[store.name] = URLExpression.QueryItem(parameter, .literal(String(size)))
    }
    return items
  }

  /// Adds the parameter to a URL, which then no longer equals the store's own variable.
  private func withPools(_ variable: Variable, _ items: [String: URLExpression.QueryItem]) -> Variable {
    guard case .url(var url)? = variable.value, case .output(let store, _) = url.host, let item = items[store],
      !url.query.contains(where: { $0.name == item.name })
    else { return variable }
    url.query.append(item)
    var variable = variable
    variable.value = .url(url)
    variable.surface = nil
    return variable
  }

  private func lower(
    _ symbol: VariableSymbol, of service: ServiceSymbol, poolReason: String?, spans: inout SpanRegistry
  ) -> Variable {
    let value = symbol.resolved
    let expectation = Expectation.of(symbol, in: service)
    let isBrowser = BrowserVisibility.isVisible(symbol, of: service)
    var variable = Variable(
      name: symbol.name, type: loweredType(value, expectation).description,
      phase: BrowserVisibility.phase(symbol, of: service), isBrowserVisible: isBrowser,
      marks: value.value.marks.lowered, surface: value.surface,
      value: safety.encoded(safety.simplified(value.value.expression)),
      isRequired: value.value.marks.presence == .always,
      origin: symbol.origin, inheritedFrom: symbol.inheritedFrom,
      summary: value.summary, span: spans.index(of: symbol.span))
    switch symbol.definition {
    case .key(_, _, let reason): variable.reason = poolReason ?? reason
    case .declared(let declaration):
      variable.doc = declaration.docForOperators
      variable.isOperatorSupplied = declaration.source != nil
      if declaration.value == nil { (variable.value, variable.surface) = (nil, nil) }
      if declaration.required?.value == false { variable.isRequired = false }
    case .sharedVariable(let shared):
      variable.doc = shared.declaration.docForOperators
      variable.isOperatorSupplied = shared.declaration.source != nil
      if shared.declaration.value == nil { variable.value = nil }
      if shared.declaration.required?.value == false { variable.isRequired = false }
    case .secret(let secret): variable.doc = secret.declaration.doc?.value
    }
    return variable
  }

  /// The text of a file that is made of values; nil where it could not be resolved.
  func lower(file: Named<FileDeclaration>, of service: ServiceSymbol, spans: inout SpanRegistry) -> Variable? {
    guard let value = service.fileText(file.name), !value.isPoisoned else { return nil }
    return Variable(
      name: file.name, marks: value.value.marks.lowered,
      value: safety.encoded(safety.simplified(value.value.expression)), span: spans.index(of: file.nameSpan))
  }

  func lowerShared(_ shared: SharedSymbol, spans: inout SpanRegistry) -> Variable? {
    guard analysis.resolver.usedShared.contains(shared.name), !shared.resolved.isPoisoned else { return nil }
    let value = shared.resolved
    // A value that leads to a service is written where it is used.
    guard value.dependencies.isEmpty else { return nil }
    let type = shared.declaration.type?.value ?? Conventions.convention(for: shared.name)?.types.first ?? .string
    let expression: Expression? = shared.declaration.value == nil ? nil : safety.simplified(value.value.expression)
    return Variable(
      name: shared.name, type: type.description, marks: value.value.marks.lowered, value: expression,
      isRequired: value.value.marks.presence == .always && shared.declaration.required?.value != false,
      isOperatorSupplied: shared.declaration.source != nil,
      doc: shared.declaration.docForOperators, span: spans.index(of: shared.nameSpan))
  }

  /// The value's own type where it says more than what is expected.
  private func loweredType(_ value: ResolvedValue, _ expectation: Expectation) -> ValueType {
    if value.value.type.isSubtype(of: expectation.type), value.value.type != .string, value.literal == nil {
      return value.value.type
    }
    if case .url = value.value.type, value.literal == nil { return value.value.type }
    return expectation.type
  }
}

/// The arithmetic of each pool, for the comment beside the variable that carries its size: `60 of 97 connections`.
struct PoolReasons {
  private let budgets: [String: (consumers: [String: String], rest: String)]

  init(_ budgets: [ConnectionBudget]) {
    var all: [String: (consumers: [String: String], rest: String)] = [:]
    for budget in budgets {
      let rest =
        if let pool = budget.pool {
          "; the pooler makes at most \(pool) connections of them"
        } else if budget.consumers.count == 1 {
          " of \(budget.available) connections"
        } else {
          "; all services \(budget.used) of \(budget.available) connections"
        }
      let consumers = Dictionary(budget.consumers.map { ($0.service, $0.arithmetic) }) { first, _ in first }
      all[budget.store] = (consumers, rest)
    }
    self.budgets = all
  }

  /// By the place where the pool's size is written.
  func bySize(of service: ServiceSymbol, in symbols: SymbolTable) -> [(size: Span, reason: String)] {
    service.declaration.pools.compactMap { pool in
      guard let size = pool.value.size?.span, let store = symbols.service(pool.name) else { return nil }
      store.noteDerived()
      guard let budget = budgets[store.name], let arithmetic = budget.consumers[service.name] else { return nil }
      return (size, arithmetic + budget.rest)
    }
  }
}

extension VariableDeclaration {
  /// The doc, and what a value must match that an operator supplies: nothing can compare that one while compiling.
  fileprivate var docForOperators: String? {
    guard source != nil, let pattern else { return doc?.value }
    let demand = "Must match \(pattern.value)"
    return doc.map { ($0.value.last == "." ? $0.value : $0.value + ".") + " " + demand } ?? demand
  }
}
