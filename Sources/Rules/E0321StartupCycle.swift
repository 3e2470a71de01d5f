package import Diagnostics
import Resolution
import Model

extension DiagnosticKind {
  package static let startupCycle = DiagnosticKind(
    "E0321", "startup-cycle",
    summary: "services wait for each other before they start",
    explanation: """
      A service starts after what it needs: after everything under `needs:`, and after each store that it refers to.
      Here the way leads back to where it began, so no service of the circle could ever start first. compose refuses
      such a file, and Kubernetes or a script would wait until the time is up.

      Remove the `needs:` that is the weaker one. A web service that only calls another one needs no entry: a
      reference to `private_url` makes nobody wait, and a client should retry anyway, since the other may restart at
      any time.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          needs: [reports]
                  ^^^^^^^
        reports:
          type: flask
          needs: [api]
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
        reports:
          type: flask
          needs: [api]
      """)
}

/// Services that wait for each other.
package enum StartupCycle: Check {
  package static var kind: DiagnosticKind { .startupCycle }

  private struct Edge {
    /// The position of the service.
    let to: Int
    let span: Span
  }

  package static func run(in context: CheckContext) {
    let all = context.analysis.symbols.services
    var edges: [[Edge]] = Array(repeating: [], count: all.count)
    for reference in context.analysis.references where !reference.to.traits.isDisjoint(with: [.store, .hosted]) {
      edges[reference.from.position].append(Edge(to: reference.to.position, span: reference.span))
    }
    for service in context.services {
      for need in service.declaration.needs {
        guard let target = context.analysis.symbols.service(need.name) else {
          reportUnknown(need, of: service, in: context)
          continue
        }
        if target.isEnabled { edges[service.position].append(Edge(to: target.position, span: need.nameSpan)) }
      }
    }
    var search = Search(edges: edges)
    for service in context.services {
      search.visit(service.position) { members, closing in
        report(members.map { (all[$0.service].name, $0.span) }, closing: closing, in: context)
      }
    }
  }

  /// Depth-first search. It keeps its path itself: a chain of services may be longer than the stack is deep.
  private struct Search {
    private struct Step {
      let service: Int
      /// Where the service before it says that it waits for this one.
      let span: Span?
      var next = 0
    }

    let edges: [[Edge]]
    /// How many services are still named in reports: some graphs have millions of circles.
    private var room = 10_000
    private var path: [Step] = []
    private var seen: [Place?]

    private enum Place {
      /// Its index.
      case onPath(Int)
      case left
    }

    init(edges: [[Edge]]) {
      self.edges = edges
      seen = Array(repeating: nil, count: edges.count)
    }

    mutating func visit(_ service: Int, report: ([(service: Int, span: Span?)], Edge) -> Void) {
      if seen[service] != nil { return }
      enter(service, nil)
      while let step = path.last {
        guard step.next < edges[step.service].count else {
          path.removeLast()
          seen[step.service] = .left
          continue
        }
        let edge = edges[step.service][step.next]
        path[path.count - 1].next += 1
        switch seen[edge.to] {
        case nil: enter(edge.to, edge.span)
        case .onPath(let start):
          if room > 0 { report(path[start...].map { ($0.service, $0.span) }, edge) }
          room -= path.count - start
        case .left: break
        }
      }
    }

    private mutating func enter(_ service: Int, _ span: Span?) {
      seen[service] = .onPath(path.count)
      path.append(Step(service: service, span: span))
    }
  }

  private static func report(_ members: [(name: String, span: Span?)], closing: Edge, in context: CheckContext) {
    let spans = members.dropFirst().compactMap(\.span) + [closing.span]
    let names = members.map(\.name) + [members[0].name]
    guard let first = spans.min() else { return }
    guard members.count > 1 else {
      context.report(
        kind, at: first, path: "services.\(members[0].name)", "`\(members[0].name)` waits for itself",
        label: "its own name"
      ) { $0.help = ["delete it, or name the service that must be ready first"] }
      return
    }
    context.report(
      kind, at: first, path: "services.\(members[0].name)",
      "these services wait for each other: \(names.joined(separator: " → "))"
    ) {
      for (index, span) in spans.enumerated() {
        let label = Diagnostic.Label(span, "waits for \(names[index + 1])")
        if span == first { $0.primary = label } else { $0.secondary.append(label) }
      }
      $0.notes = ["each starts only when the next one is ready, so none of them ever starts"]
      $0.help = ["one of them must start without the other and retry: take it out of `needs`"]
    }
  }

  private static func reportUnknown(
    _ need: Named<Located<String?>>, of service: ServiceSymbol, in context: CheckContext
  ) {
    if context.analysis.symbols.poisoned.contains(ServiceName.fold(need.name)) { return }
    let nearest = context.analysis.bag.nearest(to: need.name, among: context.analysis.symbols.serviceNames)
    context.report(
      .unknownService, at: need.nameSpan, path: "services.\(service.name).needs", "there is no service `\(need.name)`",
      label: "unknown service"
    ) { if !nearest.isEmpty { $0.help = ["did you mean \(Words.alternatives(nearest))?"] } }
  }
}
