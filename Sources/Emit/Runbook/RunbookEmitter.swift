package import IR

/// `RUNBOOK.md`: what an operator needs when an environment fails, from facts of the topology alone.
package enum RunbookEmitter: Emitter {
  package static let name = "runbook"
  package static let summary = "RUNBOOK.md: addresses, dependencies, and what to do when something fails"
  package static let files = ["<environment>/runbook/RUNBOOK.md"]
  package static let scope = EmitterScope.environment
  package static let role = EmitterRole.supporting
  package static let capabilities = Capabilities()
  package static let options: [EmitterOption] = []

  package static func emit(_ request: EmitRequest) -> Emission {
    let program = request.program
    // A local environment ends with its developer's day, a preview with its pull request.
    guard !request.isForFindings, program.environment.kind == .standard, !program.services.isEmpty else {
      return Emission()
    }
    let operated = Operated.all(request)
    guard !operated.isEmpty else { return Emission() }
    let file = EmittedFile(
      path: OutputLayout.path(program.environment.name, name, "RUNBOOK.md"),
      header: request.layout.header(.html, for: program.environment.name)
    ) { Runbook(request: request, targets: operated).write(to: &$0) }
    return Emission(files: [file])
  }
}

/// A listed target that can be operated.
package struct Operated: Sendable {
  package let target: any Emitter.Type
  package let operation: any TargetOperation

  /// The lines that do a task: those of an emitter that writes scripts for the target, where one is listed, else the
  /// target's own commands.
  /// - Parameter writers: the listed emitters.
  package func steps(
    _ task: OperationTask, _ request: EmitRequest, among writers: [any Emitter.Type]? = nil
  ) -> [String] {
    scripted(task, request, among: writers) ?? operation.steps(task)
  }

  /// What must be known where it is done with the target's own commands: a script says itself what it does.
  func note(_ task: OperationTask, _ request: EmitRequest) -> String? {
    scripted(task, request) == nil ? operation.note(task) : nil
  }

  private func scripted(
    _ task: OperationTask, _ request: EmitRequest, among writers: [any Emitter.Type]? = nil
  ) -> [String]? {
    let program = request.program
    let writers = writers ?? (program.targets + program.companions).compactMap(Emitters.named)
    return writers.lazy.compactMap { $0.script(task, on: target, request) }.first
  }

  /// Those of an environment, in the order in which it lists them.
  package static func all(_ request: EmitRequest) -> [Operated] {
    request.program.targets.compactMap { name in
      guard let target = Emitters.named(name), target.builds(request.program.environment.kind) else { return nil }
      return target.operation(request).map { Operated(target: target, operation: $0) }
    }
  }
}
