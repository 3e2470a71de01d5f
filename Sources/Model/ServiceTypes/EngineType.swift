import Engines
import IR

extension ServiceType {
  /// The service type of an engine's servers.
  init(_ engine: StoreEngine) {
    self.init(
      engine.name, summary: engine.title, category: .store, traits: ServiceTraits(engine),
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
  /// The word under `type` that means it and nothing else: `mariadb` of a `mysql` with that flavor.
  package var word: String { engine?.flavor ?? name }

  /// The same with another server of its engine; nil: the engine has none of that name.
  package func flavored(_ flavor: String) -> ServiceType? {
    guard let engine, let server = StoreEngines.named(flavor), server.name == engine.name else { return nil }
    return server.flavor == engine.flavor ? self : ServiceType(server)
  }

  /// The same with the server whose image it is; itself where no server of the engine is known to have that image.
  package func served(by image: String?) -> ServiceType {
    guard let engine, let text = image, case .success(let reference) = ImageReference.parse(text),
      let repository = reference.hubRepository, !engine.isServed(by: repository),
      let other = StoreEngines.servers.first(where: { $0.name == engine.name && $0.isServed(by: repository) })
    else { return self }
    return ServiceType(other)
  }
}

extension ImageReference {
  /// The repository as Docker Hub has it, without `library/`; nil: another registry has the image.
  package var hubRepository: String? {
    guard registry == nil || registry == "docker.io" else { return nil }
    return repository.hasPrefix("library/") ? String(repository.dropFirst("library/".utf8.count)) : repository
  }
}

extension ServiceType {
  /// The same as a store that is run elsewhere.
  package var asManaged: ServiceType {
    var type = self
    type.traits = .managed
    return type
  }

  /// The same as a database in another service's server: its keys are those of the database alone.
  package var asHosted: ServiceType {
    var type = self
    type.traits = traits.contains(.extensible) ? [.hosted, .extensible] : .hosted
    return type
  }
}

extension ServiceTraits {
  fileprivate init(_ engine: StoreEngine) {
    let abilities = engine.abilities
    self = [.data, .store]
    if abilities.contains(.databases) { insert(.namedDatabase) }
    if abilities.contains(.roles) { insert(.role) }
    if abilities.contains(.pooler) { insert(.pooled) }
    if abilities.contains(.extensions) { insert(.extensible) }
    if abilities.contains(.initFiles) { insert(.initialized) }
    if abilities.contains(.hosting) { insert(.hosting) }
    if abilities.contains(.flavors) { insert(.flavored) }
    if abilities.contains(.virtualHosts) { insert(.virtualHosts) }
    if abilities.contains(.buckets) { insert(.buckets) }
    if abilities.contains(.console) { insert(.console) }
    if abilities.contains(.groups) { insert(.grouped) }
    if !abilities.contains(.withoutDump) { insert(.dumped) }
    if !engine.settings.keys.isEmpty { insert(.tuned) }
  }
}

extension OutputDefinition {
  fileprivate init(_ output: EngineOutput, of engine: StoreEngine) {
    let type: ValueType =
      switch output.kind {
      case .url: .url(engine.scheme?.name ?? engine.name)
      case .address(let schemes): .url(schemes.map { URLScheme($0) })
      case .host: .host
      case .port: .port
      case .text: .string
      }
    let requirement: Requirement =
      switch output.requirement {
      case .none: .none
      case .publicTCP: .isPublicTCP
      case .published: .isPublic
      case .pooler: .pooler
      }
    self.init(
      output.name, aliases: [output.convention] + output.otherConventions, type: type, isSecret: output.isSecret,
      reach: output.isPublic.map { $0 ? .public : .private }, phase: output.isKnownEarly ? .compile : .provision,
      requires: requirement, expression: output.expression)
  }
}
