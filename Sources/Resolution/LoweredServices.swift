import Diagnostics
package import IR
package import Model

// What lowering asks of a service. All of it is recorded, so that an environment may take over the lowered form.
extension ServiceSymbol {
  /// The resolved text of one of its nodes, such as a command, a health path or an image.
  package func text(at node: ConfigNode) -> ResolvedValue? {
    tracer.absorb(textTrace)
    return texts.first { $0.node === node }?.value
  }

  /// What a file holds that is mounted at a path, with references resolved; nil for files as they are.
  package func fileText(_ path: String) -> ResolvedValue? {
    let key = Self.fileKey(path)
    tracer.absorb(textTrace)
    return texts.first { $0.key == key }?.value
  }

  /// What others wait for before they start. Stores of an engine have a health check.
  package var readiness: Need.Condition {
    tracer.note(.face, ofServiceAt: position)
    if traits.contains(.job) { return .done }
    return isAskedForHealth ? .healthy : .started
  }

  /// Whether others can wait until it is healthy.
  var isAskedForHealth: Bool {
    declared.health.map { !traits.contains(.described) || !$0.value.isNone } ?? traits.contains(.data)
  }

  /// To be called where something is looked at that lowering worked out for it.
  package func noteDerived() { tracer.note(.derived, ofServiceAt: position) }
}

extension EnvironmentAnalysis {
  /// Lowers how the image of a service is made, unless it would be made the same way as in the first environment. Of most
  /// services that an environment overrides it is.
  package func loweredBuild(_ service: ServiceSymbol, by lower: () -> IR.Build?) -> IR.Build? {
    if let ground {
      guard let known = ground.first.symbols.all[service.position].loweredBuild, ground.holds(known.trace) else {
        return lower()
      }
      return known.build
    }
    let (result, trace) = symbols.tracer.record(findings: { bag.reported }, lower)
    if !trace.facts.contains(.unknown) { service.loweredBuild = (result, trace) }
    return result
  }

  /// Lowers a service, unless its form in the first environment would be the same here.
  package func lowered(_ service: ServiceSymbol, by lower: () -> IR.Service) -> IR.Service {
    if let ground {
      return ground.lowered(service) ?? lower()
    }
    let (result, trace) = symbols.tracer.record(findings: { bag.reported }, lower)
    if !trace.facts.contains(.unknown) { service.lowered = (result, trace) }
    return result
  }
}
