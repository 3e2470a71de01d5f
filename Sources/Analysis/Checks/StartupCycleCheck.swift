package import Diagnostics
import Model

/// Services that wait for each other.
package enum StartupCycleCheck: Check {
  package static var kind: DiagnosticKind { .startupCycle }

  private struct Edge {
    let to: String
    let span: Span
  }

  package static func run(in context: CheckContext) {
    var edges: [String: [Edge]] = [:]
    for reference in context.analysis.references where !reference.to.traits.isDisjoint(with: .stores) {
      edges[reference.from.name, default: []].append(Edge(to: reference.to.name, span: reference.span))
    }
    for service in context.services {
      for need in service.declaration.needs {
        guard let target = context.analysis.symbols.service(need.name) else {
          reportUnknown(need, of: service, in: context)
          continue
        }
        if target.isEnabled { edges[service.name, default: []].append(Edge(to: target.name, span: need.nameSpan)) }
      }
    }
    var state: [String: Int] = [:]
    for service in context.services where state[service.name] == nil {
      var path: [(name: String, span: Span?)] = [(service.name, nil)]
      visit(service.name, edges, &state, &path, context)
    }
  }

  private static func visit(
    _ name: String, _ edges: [String: [Edge]], _ state: inout [String: Int],
    _ path: inout [(name: String, span: Span?)],
    _ context: CheckContext
  ) {
    state[name] = 1
    for edge in edges[name] ?? [] {
      if state[edge.to] == 1, let start = path.firstIndex(where: { $0.name == edge.to }) {
        report(Array(path[start...]), closing: edge, in: context)
      } else if state[edge.to] == nil {
        path.append((edge.to, edge.span))
        visit(edge.to, edges, &state, &path, context)
        path.removeLast()
      }
    }
    state[name] = 2
  }

  private static func report(_ members: [(name: String, span: Span?)], closing: Edge, in context: CheckContext) {
    let spans = members.dropFirst().compactMap(\.span) + [closing.span]
    let names = members.map(\.name) + [members[0].name]
    guard let first = spans.min() else { return }
    context.report(
      kind, at: first, path: "services.\(members[0].name)",
      "these services wait for each other: \(names.joined(separator: " → "))"
    ) {
      for (index, span) in spans.enumerated() where span != first {
        $0.secondary.append(.init(span, "waits for \(names[index + 1])"))
      }
      $0.help = ["one of them must start without the other and retry: take it out of `needs`"]
    }
  }

  private static func reportUnknown(
    _ need: Named<Located<String?>>, of service: ServiceSymbol, in context: CheckContext
  ) {
    if context.analysis.symbols.poisoned.contains(ServiceName.fold(need.name)) { return }
    let nearest = Suggestion.nearest(to: need.name, among: context.analysis.symbols.services.map(\.name))
    context.report(
      .unknownService, at: need.nameSpan, path: "services.\(service.name).needs", "there is no service `\(need.name)`"
    ) { if !nearest.isEmpty { $0.help = ["did you mean \(Words.alternatives(nearest))?"] } }
  }
}
