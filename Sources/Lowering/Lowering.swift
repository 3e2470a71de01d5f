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

  package init(_ analysis: EnvironmentAnalysis, targets: [String], spans: SpanRegistry) {
    self.analysis = analysis
    self.targets = targets
    self.spans = spans
  }

  /// The program, and what checks want to know besides.
  package static func lower(
    _ analysis: EnvironmentAnalysis, targets: [String], sources: [SourceInfo], locate: @escaping (Span) -> SpanInfo
  ) -> (program: Program, derived: DerivedValues) {
    var lowering = Lowering(analysis, targets: targets, spans: SpanRegistry(locate: locate))
    return lowering.run(sources: sources)
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
    for option in topology.options {
      program.options[option.name] = option.value.json
      for entry in option.value.entries {
        program.optionPlaces[option.name, default: [:]][entry.key] = spans.index(of: entry.value.span)
      }
    }
    var derived = DerivedValues()
    let budgets = ConnectionBudgets(analysis)
    for service in analysis.services {
      guard let connections = service.type.engine?.connections else { continue }
      let found = budgets.budget(of: service, connections)
      derived.connections[service.name] = found
      program.connectionBudgets.append(found.budget)
    }
    let stores = StoreLowering(analysis, budgets: derived.connections)
    for service in analysis.services {
      if let engine = service.type.engine { stores.tune(service, as: engine, into: &derived) }
    }
    program.memoryBudgets = analysis.services.compactMap { derived.tuned[$0.name]?.memory }
    let services = ServiceLowering(
      analysis, derived: derived, pools: budgets, budgets: program.connectionBudgets, targets: targets)
    for symbol in analysis.services where !symbol.traits.contains(.external) {
      program.services.append(services.lower(symbol, stores: stores, spans: &spans))
    }
    program.shared = analysis.symbols.shared.compactMap { shared in
      services.variables.lowerShared(shared, spans: &spans)
    }
    program.edges = edges(program.services)
    program.secrets = SecretLowering(analysis).lower(program.services)
    program.spans = spans.all
    return (program, derived)
  }

  /// Every reference once for each pair of services and kind, then what `needs` adds.
  private mutating func edges(_ services: [IR.Service]) -> [Edge] {
    var edges: [Edge] = []
    var seen: Set<Edge> = []
    for reference in analysis.references where reference.to.isEnabled {
      let isStore = reference.to.traits.contains(.data)
      let plain = Edge(from: reference.from.name, to: reference.to.name, kind: isStore ? .startup : .address)
      guard seen.insert(plain).inserted else { continue }
      var edge = plain
      edge.condition = isStore ? .healthy : nil
      edge.span = spans.index(of: reference.span)
      edges.append(edge)
    }
    for service in services {
      let written = analysis.symbols.service(service.name)?.declaration.needs ?? []
      for need in service.needs {
        guard seen.insert(Edge(from: service.name, to: need.service, kind: .startup)).inserted else { continue }
        let span = written.first { $0.name == need.service }.flatMap { spans.index(of: $0.nameSpan) } ?? service.span
        edges.append(Edge(from: service.name, to: need.service, kind: .startup, condition: need.condition, span: span))
      }
    }
    return edges
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
  private var indices: [Span: Int] = [:]
  package private(set) var all: [SpanInfo] = []

  package init(locate: @escaping (Span) -> SpanInfo) { self.locate = locate }

  package mutating func index(of span: Span) -> Int {
    if let index = indices[span] { return index }
    indices[span] = all.count
    all.append(locate(span))
    return all.count - 1
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
