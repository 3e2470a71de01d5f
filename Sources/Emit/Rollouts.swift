package import IR

extension Program {
  /// The listed targets that run old and new replicas side by side while a rollout lasts, as people call them.
  package var overlappingTargets: [String] {
    targets.compactMap { name in
      guard let emitter = Emitters.named(name), emitter.builds(environment.kind),
        emitter.capabilities(for: self).overlapsRollouts
      else { return nil }
      return emitter.title
    }
  }
}
