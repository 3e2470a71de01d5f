import IR

/// One job for each service with `checks`: a step for each command, on a machine with the language of the code and the
/// stores that the service refers to.
struct TestJobs {
  private let checked: [(service: Service, checks: Checks, program: Program)]

  /// Those of all environments, as the first one declares them. A service that has code and checks of another one is
  /// tested with it.
  init(_ programs: [Program]) {
    var names: Set<String> = []
    var tested: Set<Checks> = []
    var checked: [(service: Service, checks: Checks, program: Program)] = []
    for program in programs {
      for service in program.services where !names.contains(service.name) {
        guard let checks = service.checks else { continue }
        names.insert(service.name)
        if tested.insert(checks).inserted { checked.append((service, checks, program)) }
      }
    }
    self.checked = checked
  }

  /// - Parameter taken: keys of other jobs.
  func jobs(besides taken: Set<String> = []) -> [WorkflowJob] {
    checked.map { service, checks, program in
      var id = "test-" + service.dns
      while taken.contains(id) { id += "_" }
      var job = WorkflowJob(id: id, name: "test \(service.name)", timeout: 30)
      job.containers = CheckContainer.all(of: service, in: program)
      job.variables = CheckWriter(program: program, containers: job.containers).variables(of: service)
      job.steps = [.checkout()] + (checks.runtime.map { [Self.setup($0)] } ?? [])
      for (name, command) in [("Install", checks.install), ("Lint", checks.lint), ("Test", checks.test)] {
        guard let command else { continue }
        job.steps.append(WorkflowStep(name, directory: checks.directory, run: command))
      }
      return job
    }
  }

  private static func setup(_ runtime: Checks.Runtime) -> WorkflowStep {
    switch runtime.language {
    case .python: WorkflowStep(uses: .python, with: [("python-version", .quoted(runtime.version), note: nil)])
    case .node: .node(runtime.version)
    // As with Node.js, no cache of another run.
    case .go:
      WorkflowStep(
        uses: .go, with: [("go-version", .quoted(runtime.version), note: nil), ("cache", .boolean(false), note: nil)])
    }
  }
}
