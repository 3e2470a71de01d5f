import IR

extension EntryRule {
  /// A module with `app = Celery(…)`; a package that imports it is enough.
  fileprivate static let celery = EntryRule("tasks", makers: ["Celery"], namesObject: false)
}

extension ServiceType {
  /// A worker of Celery.
  package static let celery: ServiceType = {
    var type = ServiceType(
      "celery", summary: "A worker of Celery", category: .worker,
      traits: [.code, .worker, .application, .processes, .python, .generatesDockerfile], cpuMilli: 500,
      memory: 512 << 20)
    type.aliases = ["celeryworker"]
    type.entry = .celery
    type.program = "celery"
    type.stopGrace = StopGrace(60_000, "celery lets running tasks end")
    type.healthCommand = "celery --app APP inspect ping --destination celery@$HOSTNAME --timeout 10"
    type.startCommand = { StartCommands.celery($0.app, workers: $0.workers) }
    type.recipe = pythonRecipe
    type.languages = [.python]
    return type
  }()

  /// The scheduler of Celery, which queues tasks and runs none.
  package static let beat: ServiceType = {
    var type = ServiceType(
      "beat", summary: "The scheduler of Celery", category: .worker,
      traits: [.code, .scheduler, .application, .python, .generatesDockerfile], cpuMilli: 250, memory: 256 << 20)
    type.aliases = ["celerybeat", "scheduler"]
    type.entry = .celery
    type.program = "celery"
    type.isSingleton = true
    // A schedule that is kept in a database is read through one connection.
    type.pool = .perThread
    type.startCommand = { StartCommands.celeryBeat($0.app) }
    type.recipe = pythonRecipe
    type.languages = [.python]
    return type
  }()
}
