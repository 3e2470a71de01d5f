package import IR

/// A deploy target as the checks of group 09 see it, whether it is built in or a plug-in.
package struct DeployTarget: Sendable {
  package let name: String
  package let capabilities: Capabilities
  /// The same where the options of a program have a say in them.
  let capabilitiesOfProgram: @Sendable (Program) -> Capabilities

  init(_ emitter: any Emitter.Type) {
    name = emitter.name
    capabilities = emitter.capabilities
    capabilitiesOfProgram = { emitter.capabilities(for: $0) }
  }

  init(name: String, capabilities: Capabilities) {
    self.name = name
    self.capabilities = capabilities
    capabilitiesOfProgram = { _ in capabilities }
  }

  /// Whether files are written for an environment of that kind.
  package func builds(_ kind: EnvironmentInfo.Kind) -> Bool { capabilities.builds(kind) }
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
    case .local: !referencesByName
    }
  }
}
