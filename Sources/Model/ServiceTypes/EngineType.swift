import Engines
import IR

extension ServiceType {
  /// The service type of an engine's servers.
  init(_ engine: StoreEngine) {
    self.init(
      engine.name, summary: engine.title, category: .store, traits: ServiceTraits(engine.abilities),
      cpuMilli: engine.cpuMilli, memory: engine.memory)
    self.engine = engine
    aliases = engine.aliases
    isImpliedByName = true
    defaultPort = engine.port
    defaultStorage = engine.storage
    defaultVersion = engine.defaultVersion
    outputs = engine.offered.map { OutputDefinition($0, of: engine) }
  }
}

extension ServiceType {
  /// The same as a database in another service's server: its keys are those of the database alone.
  package var asHosted: ServiceType {
    var type = self
    type.traits = .hosted
    return type
  }
}

extension ServiceTraits {
  fileprivate init(_ abilities: StoreEngine.Abilities) {
    self = [.data, .store]
    if abilities.contains(.databases) { insert(.namedDatabase) }
    if abilities.contains(.roles) { insert(.role) }
    if abilities.contains(.pooler) { insert(.pooled) }
    if abilities.contains(.extensions) { insert(.extensible) }
    if abilities.contains(.initFiles) { insert(.initialized) }
    if abilities.contains(.hosting) { insert(.hosting) }
  }
}

extension OutputDefinition {
  fileprivate init(_ output: EngineOutput, of engine: StoreEngine) {
    let type: ValueType =
      switch output.kind {
      case .url: .url(engine.scheme?.name ?? engine.name)
      case .host: .host
      case .port: .port
      case .text: .string
      }
    let requirement: Requirement =
      switch output.requirement {
      case .none: .none
      case .publicTCP: .isPublicTCP
      case .pooler: .pooler
      }
    self.init(
      output.name, aliases: [output.convention], type: type, isSecret: output.isSecret,
      reach: output.isPublic.map { $0 ? .public : .private }, phase: output.isKnownEarly ? .compile : .provision,
      requires: requirement, expression: output.expression)
  }
}
