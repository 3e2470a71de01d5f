import IR

/// The Jobs of phase 2 in the order in which they run, each with its wave.
struct KubernetesReleases {
  struct Step {
    enum Kind {
      /// Settings that a restart of the store does not put into force, or databases of other services.
      case store(SettingsApplication)
      case release(Command)
      /// A service of type job.
      case job
    }

    let service: Service
    let kind: Kind
    let owner: KubernetesOwner
    /// The name of the Job.
    let name: String
    /// From 1; those of one wave wait for the wave before.
    var wave: Int
  }

  let steps: [Step]

  /// The wave of what follows all of them.
  var lastWave: Int { max(2, (steps.map(\.wave).max() ?? 1) + 1) }

  init(_ project: KubernetesProject) {
    var steps: [Step] = []
    for store in project.stores {
      for maker in project.makers(of: store) {
        steps.append(
          Step(service: store, kind: .store(maker.process), owner: maker.owner, name: maker.owner.name, wave: 1))
      }
    }
    let first = steps.isEmpty ? 1 : 2
    // In order of declaration, each behind those that it waits for. Needs never go in a circle.
    var waves: [String: Int] = [:]
    var isOpen: Set<String> = []
    func add(_ service: Service) {
      guard waves[service.name] == nil, isOpen.insert(service.name).inserted else { return }
      var wave = first
      for other in Self.before(service, project) {
        add(other)
        if let earlier = waves[other.name] { wave = max(wave, earlier + 1) }
      }
      guard service.release != nil || service.category == .job else { return }
      if let release = service.release {
        let name = project.names.service("release", of: service)
        steps.append(
          Step(
            service: service, kind: .release(release), owner: project.release(of: service), name: name, wave: wave))
        if service.category == .job { wave += 1 }
      }
      if service.category == .job {
        steps.append(
          Step(service: service, kind: .job, owner: KubernetesOwner(service), name: service.dns, wave: wave))
      }
      waves[service.name] = wave
    }
    for service in project.code { add(service) }
    self.steps = steps
  }

  /// The services whose releases or jobs must have ended before that of a service begins.
  private static func before(_ service: Service, _ project: KubernetesProject) -> [Service] {
    let needed = service.needs.filter { $0.condition == .done }.map(\.service)
    return (needed + [service.codeOf].compactMap { $0 }).compactMap { project.program.service($0) }
      .filter { $0.name != service.name }
  }
}
