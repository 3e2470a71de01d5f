import IR

private let mebibyte = 1 << 20

extension ServiceType {
  package static let worker: ServiceType = {
    var type = ServiceType(
      "worker", summary: "A process without a port", category: .worker, traits: [.code, .worker, .python],
      cpuMilli: 500,
      memory: 512 * mebibyte)
    type.aliases = ["background", "queue"]
    return type
  }()

  package static let cron: ServiceType = {
    var type = ServiceType(
      "cron", summary: "A command that runs on a schedule", category: .cron, traits: [.code, .cron, .python],
      cpuMilli: 250, memory: 512 * mebibyte)
    type.aliases = ["cronjob", "scheduled"]
    return type
  }()

  package static let job: ServiceType = {
    var type = ServiceType(
      "job", summary: "A command that runs once and ends", category: .job, traits: [.code, .job, .python],
      cpuMilli: 500,
      memory: 512 * mebibyte)
    type.aliases = ["task", "oneoff"]
    return type
  }()

  package static let external = ServiceType(
    "external", summary: "Runs elsewhere; described so that it can be referred to", category: .store, traits: .external,
    cpuMilli: 0, memory: 0)
}
