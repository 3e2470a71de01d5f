import IR
import JSON

/// What starts only on request: the profiles of each service.
struct ComposeProfiles {
  /// Names of the services that another one waits for until they have ended.
  private let awaited: Set<String>

  init(_ program: Program) {
    awaited = Set(program.services.flatMap { $0.needs.lazy.filter { $0.condition == .done }.map(\.service) })
  }

  /// Those declared. Without any: `cron` for a cron job, which compose cannot start by the clock, and `job` for a job
  /// that nothing waits for, which would run again at every `up` and let `up --wait` fail (docker/compose issue 10596).
  subscript(service: Service) -> [String] {
    let declared = (service.options[ComposeEmitter.name]?["profiles"]?.array ?? []).compactMap(\.string)
    guard declared.isEmpty else { return declared }
    switch service.category {
    case .cron: return ["cron"]
    case .job: return awaited.contains(service.name) ? [] : ["job"]
    default: return []
    }
  }

  /// Whether `service` runs whenever `other` does; a service without profiles always runs.
  func runs(_ service: Service, whenever other: Service) -> Bool {
    let (own, its) = (self[service], self[other])
    return own.isEmpty || !its.isEmpty && Set(its).isSubset(of: own)
  }
}
