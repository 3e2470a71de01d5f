package import Resolution
package import Tuning
package import Diagnostics
import Engines
package import IR
package import JSON
package import Model
import Syntax
package import Tuning

/// Lowers one resolved environment into the IR: defaults are filled in and every derived number is computed, here and
/// nowhere else.
package struct Lowering {
  let analysis: EnvironmentAnalysis
  let targets: [String]
  /// Places of the sources, shared by everything that is lowered.
  var spans: SpanRegistry
  private let known: KnownResults

  package init(
    _ analysis: EnvironmentAnalysis, targets: [String], spans: SpanRegistry, known: KnownResults = KnownResults()
  ) {
    self.analysis = analysis
    self.targets = targets
    self.spans = spans
    self.known = known
  }

  /// The program, and what checks want to know besides.
  /// - Parameter known: what was worked out for other environments of the run; new results are added.
  package static func lower(
    _ analysis: EnvironmentAnalysis, targets: [String], sources: [SourceInfo], known: KnownResults = KnownResults(),
    locate: @escaping (Span) -> SpanInfo
  ) -> (program: Program, derived: DerivedValues) {
    let spans = known.places.spans ?? SpanRegistry(locate: locate)
    // Taken out, so that it is changed in place.
    known.places.spans = nil
    var lowering = Lowering(analysis, targets: targets, spans: spans, known: known)
    let result = lowering.run(sources: sources)
    known.places.spans = lowering.spans
    return result
  }

  private mutating func run(sources: [SourceInfo]) -> (program: Program, derived: DerivedValues) {
    let topology = analysis.topology
    var program = Program(project: topology.project?.value ?? "project", environment: analysis.environment)
    program.targets = targets
    program.sources = sources
    for target in topology.targets?.value ?? [] { program.targetPlaces[target.value] = spans.index(of: target.span) }
    program.repository = topology.repository?.github.map {
      Repository(github: $0.value, branch: topology.repository?.branch?.value)
    }
    let commands = CommandLowering(analysis: analysis)
    for option in topology.options {
      program.options[option.name] = option.value.json
      let texts = analysis.options.filter { $0.target == option.name }
      if !texts.isEmpty, var values = program.options[option.name]?.object {
        for text in texts { values[text.name] = commands.text(of: text).map { .string($0) } }
        program.options[option.name] = .object(values)
      }
      for entry in option.value.entries {
        program.optionPlaces[option.name, default: [:]][entry.key] = spans.index(of: entry.value.span)
      }
    }
    for raw in topology.raw { program.raw[raw.name] = raw.value.json }
    program.rawPlaces = RawPlaces.of(topology.raw, &spans)
    var derived = DerivedValues()
    let budgets = ConnectionBudgets(analysis)
    for service in analysis.services where service.countsConnections {
      guard let connections = service.type.engine?.connections else { continue }
      let found = budgets.budget(of: service, connections)
      derived.connections[service.name] = found
      program.connectionBudgets.append(found.budget)
    }
    let stores = StoreLowering(analysis, budgets: derived.connections, tunings: known.tunings)
    for service in analysis.services where service.traits.contains(.data) {
      if let engine = service.type.engine { stores.tune(service, as: engine, into: &derived) }
    }
    program.memoryBudgets = analysis.services.compactMap { derived.tuned[$0.name]?.memory }
    let services = ServiceLowering(
      analysis, derived: derived, pools: budgets, budgets: program.connectionBudgets, targets: targets,
      known: known)
    let lowered = analysis.services.filter { $0.traits.isDisjoint(with: [.external, .hosted, .managed]) }
    program.services.reserveCapacity(lowered.count)
    known.derivations.compare(
      Derivation(values: derived, pools: budgets, stores: stores, hosted: services.hosted), in: analysis)
    for symbol in lowered {
      program.services.append(analysis.lowered(symbol) { services.lower(symbol, stores: stores, spans: &spans) })
    }
    program.shared = analysis.symbols.shared.compactMap { shared in
      services.variables.lowerShared(shared, spans: &spans)
    }
    program.edges = edges(lowered, program.services)
    program.externals = analysis.services.compactMap { service in
      let port = analysis.symbols.externalStore(of: service)?.port
      return port.map { ExternalServer(name: service.name, port: $0) }
    }
    program.secrets = SecretLowering(analysis).lower(program.services)
    program.spans = spans.all
    program.makeIndex()
    return (program, derived)
  }

  /// Every reference once for each pair of services and kind, then what `needs` adds.
  private mutating func edges(_ symbols: [ServiceSymbol], _ services: [IR.Service]) -> [Edge] {
    var edges: [Edge] = []
    var seen: Set<PairOfServices> = []
    for reference in analysis.references where reference.to.isEnabled {
      let target = analysis.symbols.server(of: reference.to)
      let isStore = target.traits.contains(.store)
      let pair = PairOfServices(reference.from, target, isStartup: isStore)
      guard seen.insert(pair).inserted else { continue }
      edges.append(
        Edge(
          from: reference.from.name, to: target.name, kind: isStore ? .startup : .address,
          condition: isStore ? target.readiness : nil, span: spans.index(of: reference.span)))
    }
    for (symbol, service) in zip(symbols, services) {
      for route in service.proxy?.routes ?? [] {
        guard let target = analysis.symbols.service(route.service),
          seen.insert(PairOfServices(symbol, target, isStartup: false)).inserted
        else { continue }
        edges.append(Edge(from: service.name, to: target.name, kind: .address, span: route.span))
      }
      for need in service.needs {
        guard let target = analysis.symbols.service(need.service),
          seen.insert(PairOfServices(symbol, target, isStartup: true)).inserted
        else { continue }
        let written = symbol.declaration.needs.first { $0.name == need.service }
        let span = written.map { spans.index(of: $0.nameSpan) } ?? service.span
        edges.append(Edge(from: service.name, to: need.service, kind: .startup, condition: need.condition, span: span))
      }
    }
    return edges
  }
}

/// An edge by the positions of its services, in one number.
private struct PairOfServices: Hashable {
  private let number: UInt64

  init(_ from: ServiceSymbol, _ to: ServiceSymbol, isStartup: Bool) {
    number = UInt64(from.position) << 32 | UInt64(to.position) << 1 | (isStartup ? 1 : 0)
  }
}

/// What lowering computed and checks ask for.
package struct DerivedValues {
  /// By the name of the store.
  package var tuned: [String: TunedStore] = [:]
  package var connections: [String: ConnectionBudgets.Found] = [:]

  package init() {}
}

/// Gives every place that the IR names an index.
package struct SpanRegistry {
  private let locate: (Span) -> SpanInfo
  private var spans: [Span] = []
  package private(set) var all: [SpanInfo] = []
  /// Indices of `spans` by a hash of the span; -1 is free. A power of two, at most half full.
  private var slots: [Int32] = Array(repeating: -1, count: 256)

  package init(locate: @escaping (Span) -> SpanInfo) { self.locate = locate }

  package mutating func index(of span: Span) -> Int {
    var slot = slot(of: span)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if spans[index] == span { return index }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(spans.count)
    spans.append(span)
    all.append(locate(span))
    if 2 * spans.count > slots.count { grow() }
    return spans.count - 1
  }

  /// Offsets of neighbours differ by little: a multiplication (Knuth's, by the golden ratio) spreads them over the
  /// upper bits.
  private func slot(of span: Span) -> Int {
    let key = UInt64(UInt32(truncatingIfNeeded: span.start)) << 32 | UInt64(UInt32(truncatingIfNeeded: span.end))
    return Int((key &* 0x9E37_79B9_7F4A_7C15) >> (64 - UInt64(slots.count.trailingZeroBitCount)))
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: 2 * slots.count)
    for (index, span) in spans.enumerated() {
      var slot = slot(of: span)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(index)
    }
  }
}

/// Where the keys under `raw` are written.
enum RawPlaces {
  static func of(_ raw: [Named<ConfigNode>], _ spans: inout SpanRegistry) -> [String: Int] {
    var places: [String: Int] = [:]
    func add(_ path: [String], _ span: Span, _ value: ConfigNode, _ spans: inout SpanRegistry) {
      places[RawPath.text(path)] = spans.index(of: span)
      for entry in value.entries { add(path + [entry.key], entry.keySpan, entry.value, &spans) }
    }
    for target in raw { add([target.name], target.nameSpan, target.value, &spans) }
    return places
  }
}

extension ConfigNode {
  /// A single value as it is written; a list or a mapping as JSON on one line, so that it can be compared as a whole.
  package var comparableText: String { text ?? JSONWriter.compact(json) }

  /// The node as JSON, for options and `raw`: numbers and booleans where the plain text is one.
  package var json: JSONValue {
    switch content {
    case .removed: return .null
    case .sequence(let items): return .array(items.map(\.json))
    case .mapping(let entries):
      return .object(
        Dictionary(entries.filter { !$0.value.isRemoved }.map { ($0.key, $0.value.json) }) { first, _ in first })
    case .scalar(let scalar):
      let text = scalar.text
      guard scalar.style == .plain else { return .string(text) }
      if scalar.isNull { return .null }
      if text == "true" || text == "false" { return .bool(text == "true") }
      if let number = Int(text), String(number) == text { return .int(number) }
      return .string(text)
    }
  }
}
