package import IR

/// A deploy target as the checks of group 09 see it, whether it is built in or a plug-in.
package struct DeployTarget: Sendable {
  package let name: String
  package let capabilities: Capabilities
  /// The same where the options of a program have a say in them.
  let capabilitiesOfProgram: @Sendable (Program) -> Capabilities
  private let keyColumn: @Sendable (ServiceKey, Service?, Capabilities) -> Portable
  private let projectColumn: @Sendable (ProjectKey, Capabilities) -> Portable
  /// What a change comes to.
  let column: @Sendable (ChangeQuestion, Capabilities) -> ChangeCell
  /// What a person does about it.
  let instruction: @Sendable (ChangeQuestion) -> String?
  /// What is wrong among the programs that it writes files for.
  let findingsAmong: @Sendable ([(position: Int, program: Program)]) -> [EmitFinding]

  init(_ emitter: any Emitter.Type) {
    name = emitter.name
    capabilities = emitter.capabilities
    capabilitiesOfProgram = { emitter.capabilities(for: $0) }
    keyColumn = { emitter.portability(of: $0, in: $1, $2) }
    column = { emitter.change($0, $1) }
    instruction = { emitter.remedy($0) }
    projectColumn = { emitter.portability(of: $0, $1) }
    findingsAmong = { emitter.findings(among: $0) }
  }

  init(name: String, capabilities: Capabilities) {
    self.name = name
    self.capabilities = capabilities
    capabilitiesOfProgram = { _ in capabilities }
    keyColumn = { $2.portability(of: $0, in: $1) }
    column = { $1.change($0) }
    instruction = { _ in nil }
    projectColumn = { $1.portability(of: $0) }
    findingsAmong = { _ in [] }
  }

  /// A target that is neither built in nor asked what it can do.
  package static func unknown(_ name: String) -> DeployTarget { DeployTarget(name: name, capabilities: Capabilities()) }

  /// The built-in targets, in the order of tables.
  package static let builtIn = Emitters.all.filter { $0.role == .deploy }.map { DeployTarget($0) }

  /// A cell of the portability table.
  /// - Parameter service: nil: what holds in general.
  package func portability(of key: ServiceKey, in service: Service? = nil) -> Portable {
    keyColumn(key, service, capabilities)
  }

  /// A cell of the portability table for a key outside services.
  package func portability(of key: ProjectKey) -> Portable { projectColumn(key, capabilities) }

  /// The same with what the options of a program change.
  func asked(for program: Program) -> AskedTarget {
    AskedTarget(name: name, capabilities: capabilitiesOfProgram(program), column: keyColumn)
  }

  /// Whether files are written for an environment of that kind.
  package func builds(_ kind: EnvironmentInfo.Kind) -> Bool { capabilities.builds(kind) }
}

/// A target as one program asks it: once for each service and rule, so that it is handed around and not copied.
final class AskedTarget: Sendable {
  let name: String
  let capabilities: Capabilities
  private let column: @Sendable (ServiceKey, Service?, Capabilities) -> Portable

  fileprivate init(
    name: String, capabilities: Capabilities,
    column: @escaping @Sendable (ServiceKey, Service?, Capabilities) -> Portable
  ) {
    self.name = name
    self.capabilities = capabilities
    self.column = column
  }

  func portability(of key: ServiceKey, in service: Service) -> Portable { column(key, service, capabilities) }
}

extension Emitter {
  package static func builds(_ kind: EnvironmentInfo.Kind) -> Bool { capabilities.builds(kind) }
}

extension Capabilities {
  fileprivate func builds(_ kind: EnvironmentInfo.Kind) -> Bool {
    switch kind {
    case .standard: true
    // Previews are made by the platform; a local environment is never deployed.
    case .preview: previews
    case .local: !referencesByName && runsOnMachines
    }
  }
}
