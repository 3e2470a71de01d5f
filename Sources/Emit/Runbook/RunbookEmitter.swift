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
  /// The lines of the scripts that do a task in place of the target's own commands.
  private let scripts: [@Sendable (OperationTask) -> [String]?]

  /// The lines that do a task: those of an emitter that writes scripts for the target, where one is listed, else the
  /// target's own commands.
  package func steps(_ task: OperationTask) -> [String] { scripted(task) ?? operation.steps(task) }

  /// What must be known where it is done with the target's own commands: the help of a script explains the script.
  func note(_ task: OperationTask) -> String? { scripted(task) == nil ? operation.note(task) : nil }

  private func scripted(_ task: OperationTask) -> [String]? { scripts.lazy.compactMap { $0(task) }.first }

  /// Those of an environment, in the order in which it lists them.
  /// - Parameter writers: the listed emitters, among which are those that write scripts.
  package static func all(_ request: EmitRequest, writers: [any Emitter.Type]? = nil) -> [Operated] {
    let program = request.program
    let writers = writers ?? (program.targets + program.companions).compactMap(Emitters.named)
    return program.targets.compactMap { name in
      guard let target = Emitters.named(name), target.builds(program.environment.kind) else { return nil }
      return target.operation(request).map { operation in
        Operated(
          target: target, operation: operation, scripts: writers.compactMap { $0.lines(on: target, request) })
      }
    }
  }
}
