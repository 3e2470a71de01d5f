package import Diagnostics
package import IR
package import Model

/// One variable that a service has in one environment, or a shared one.
package final class VariableSymbol {
  package enum Definition {
    /// Emitted from a key or by the type; the text is final.
    case key(text: String, type: ValueType, reason: String?)
    /// Written under `variables:`.
    case declared(VariableDeclaration)
    /// Named by `use:`.
    case sharedVariable(SharedSymbol)
    case secret(SecretSymbol)
  }

  enum State {
    case fresh
    case open
    case done(ResolvedValue)

    /// The resolved value; poison before resolution.
    var value: ResolvedValue {
      if case .done(let value) = self { return value }
      return .poison
    }
  }

  package let name: String
  package let span: Span
  package let definition: Definition
  package let origin: Variable.Origin
  package let inheritedFrom: String?
  var state = State.fresh
  /// What its name says about its value; looked up once, because most checks ask.
  package private(set) lazy var convention = Conventions.convention(for: name)
  /// Whether its name sounds like a secret.
  package private(set) lazy var soundsSecret = SecretNames.soundSecret(name)
  /// The text of the value, where all of it is known and nothing is wrong with it. Asked after the resolution, by most
  /// checks, which are spared a copy of the whole value.
  package private(set) lazy var literal: String? = {
    let value = resolved
    return value.isPoisoned ? nil : value.literal
  }()
  /// The text says nothing about the value that will be there: a placeholder, another tool's reference, or its own
  /// name. One finding about that is enough. Asked after the resolution, by which it is known.
  package private(set) lazy var isUnsaid: Bool = {
    guard let literal = resolved.literal, declaration != nil || isShared else { return false }
    return Placeholders.isPlaceholder(literal, isSecretName: soundsSecret)
      || !ForeignReferences.find(in: literal).isEmpty
  }()

  init(name: String, span: Span, definition: Definition, origin: Variable.Origin, inheritedFrom: String? = nil) {
    self.name = name
    self.span = span
    self.definition = definition
    self.origin = origin
    self.inheritedFrom = inheritedFrom
  }

  package var resolved: ResolvedValue { state.value }

  /// The keys that were written for it, whether in the service or at the shared variable that `use` names.
  package var writtenKeys: VariableDeclaration? {
    switch definition {
    case .declared(let declaration): declaration
    case .sharedVariable(let shared): shared.declaration
    case .key, .secret: nil
    }
  }

  /// Written at the top level, where names alone mean nothing.
  package var isShared: Bool {
    if case .sharedVariable = definition { return true }
    return false
  }

  /// The declaration, where somebody wrote it in this service or in the one that it extends.
  package var declaration: VariableDeclaration? {
    if case .declared(let declaration) = definition { return declaration }
    return nil
  }
}

/// A shared variable in one environment.
package typealias SharedSymbol = ValueSymbol<VariableDeclaration>

/// An output that the topology declares for a service, in one environment.
package typealias OutputSymbol = ValueSymbol<OutputDeclaration>

/// A declared value of one environment that others refer to by its name.
package final class ValueSymbol<Declaration> {
  package let name: String
  package let nameSpan: Span
  package let declaration: Declaration
  var state = VariableSymbol.State.fresh

  init(_ named: Named<Declaration>) {
    name = named.name
    nameSpan = named.nameSpan
    declaration = named.value
  }

  package var resolved: ResolvedValue { state.value }
}

/// A declared secret in one environment.
package final class SecretSymbol {
  package let name: String
  package let nameSpan: Span
  package let declaration: SecretDeclaration

  init(_ named: Named<SecretDeclaration>) {
    name = named.name
    nameSpan = named.nameSpan
    declaration = named.value
  }

  package var id: String { "shared/" + name }

  package var isOptional: Bool { declaration.source?.value == .optional }

  package var isGenerated: Bool {
    if case .generate? = declaration.source?.value { return true }
    return false
  }
}

/// One service in one environment.
package final class ServiceSymbol {
  package let declaration: ServiceDeclaration
  package let folded: String
  package let isEnabled: Bool
  /// Its place among the services of the environment, disabled ones included.
  package let position: Int
  package internal(set) var variables: [VariableSymbol] = []
  private var index: [String: Int] = [:]
  /// The declared variables by name; the first of two wins.
  private lazy var declared: [String: Int] = Dictionary(
    declaration.variables.enumerated().map { ($1.name, $0) }
  ) { first, _ in first }
  /// The outputs that the topology declares for it.
  package private(set) lazy var declaredOutputs: [OutputSymbol] = declaration.outputs.map(OutputSymbol.init)
  private lazy var outputs: [String: Int] = Dictionary(
    declaration.outputs.enumerated().map { ($1.name, $0) }
  ) { first, _ in first }

  init(_ declaration: ServiceDeclaration, position: Int) {
    self.declaration = declaration
    self.position = position
    self.folded = ServiceName.fold(declaration.name)
    self.isEnabled = declaration.enabled?.value ?? true
  }

  package var name: String { declaration.name }
  package var type: ServiceType { declaration.type }
  package var traits: ServiceTraits { declaration.type.traits }

  /// A pooler stands in front of the store.
  package var isPooled: Bool { (declaration.pooler?.value.effectiveMode ?? "off") != "off" }

  package func variable(_ name: String) -> VariableSymbol? { index[name].map { variables[$0] } }

  /// The declaration of a variable, whether or not a key emits one of that name.
  package func declaredVariable(_ name: String) -> Named<VariableDeclaration>? {
    declared[name].map { declaration.variables[$0] }
  }

  func add(_ variable: VariableSymbol) {
    index[variable.name] = variables.count
    variables.append(variable)
  }

  /// Names of its variables, for suggestions.
  private(set) lazy var variableNames: [String] = variables.map(\.name)
  /// Everything that a reference to it can name, for suggestions.
  private(set) lazy var memberNames: [String] =
    variableNames + type.outputs.flatMap { $0.aliases + [$0.name] } + declaration.outputs.map(\.name)

  /// The first of these that differs in letter case only.
  package func memberName(ignoringCase name: String) -> String? { memberNamesInLowerCase[name.lowercased()] }

  private lazy var memberNamesInLowerCase: [String: String] = Dictionary(
    memberNames.map { ($0.lowercased(), $0) }
  ) { first, _ in first }

  /// An output that the topology declares for it.
  package func declaredOutput(_ name: String) -> OutputSymbol? {
    declaration.outputs.isEmpty ? nil : outputs[name].map { declaredOutputs[$0] }
  }

  /// The port that it listens on: written, by type, or a literal `PORT`.
  package var port: Int? {
    if let port = declaration.port?.value { return port }
    if let literal = literal("PORT"), let port = Int(literal), (1...65535).contains(port) { return port }
    return type.defaultPort
  }

  /// The text of a variable that is one literal.
  package func literal(_ name: String) -> String? {
    declaredVariable(name)?.value.value?.text
  }

  package var exposure: PublicDeclaration { declaration.exposure?.value ?? .no }

  package var isPublic: Bool {
    switch exposure {
    case .no: false
    case .tcp: !traits.contains(.web)
    case .platform, .domains: true
    }
  }
}

/// The names of one environment.
package final class SymbolTable {
  package let services: [ServiceSymbol]
  package let shared: [SharedSymbol]
  package let secrets: [SecretSymbol]
  /// Folded names of services that recovery took out: they exist, but nothing is known of them.
  package let poisoned: Set<String>
  private let serviceIndex: [String: Int]
  private let sharedIndex: [String: Int]
  private let secretIndex: [String: Int]
  /// A shared block was taken out by recovery: unknown shared names are not reported.
  package let isSharedPoisoned: Bool

  init(topology: Topology, poisoned: Set<String>, isSharedPoisoned: Bool, bag: DiagnosticBag) {
    services = topology.services.enumerated().map { ServiceSymbol($1, position: $0) }
    shared = topology.variables.map(SharedSymbol.init)
    secrets = topology.secrets.map(SecretSymbol.init)
    self.poisoned = poisoned
    self.isSharedPoisoned = isSharedPoisoned
    var index: [String: Int] = [:]
    for (position, service) in services.enumerated() {
      if let other = index[service.folded] {
        let first = services[other].declaration
        bag.report(
          .sameDNSName, at: service.declaration.nameSpan,
          "services `\(first.name)` and `\(service.name)` have the same DNS name"
        ) {
          let host = ServiceName.fold(first.name)
          $0.primary = .init(service.declaration.nameSpan, "others reach it as `\(host)`")
          $0.secondary = [.init(first.nameSpan, "also reached as `\(host)`")]
          $0.notes = ["in a host name letters are small, and a blank or `_` becomes `-`"]
          $0.help = ["give one of the two another name"]
          $0.path = "services.\(service.name)"
        }
      } else {
        index[service.folded] = position
      }
    }
    serviceIndex = index
    sharedIndex = Dictionary(shared.enumerated().map { ($1.name, $0) }) { first, _ in first }
    secretIndex = Dictionary(secrets.enumerated().map { ($1.name, $0) }) { first, _ in first }
    for secret in secrets {
      guard let other = sharedIndex[secret.name] else { continue }
      bag.report(.declaredTwice, at: secret.nameSpan, "`\(secret.name)` is both a secret and a shared variable") {
        $0.primary = .init(secret.nameSpan, "the secret")
        $0.secondary = [.init(shared[other].nameSpan, "the shared variable")]
        $0.notes = ["`$<<shared.\(secret.name)>>` and `use: [\(secret.name)]` could mean either"]
        $0.help = ["delete the one that is not meant, or rename it"]
      }
    }
  }

  package func service(_ name: String) -> ServiceSymbol? { serviceIndex[ServiceName.fold(name)].map { services[$0] } }
  package func sharedVariable(_ name: String) -> SharedSymbol? { sharedIndex[name].map { shared[$0] } }
  package func secret(_ name: String) -> SecretSymbol? { secretIndex[name].map { secrets[$0] } }

  /// Names in the `shared` namespace, in order of declaration.
  package private(set) lazy var sharedNames: [String] = secrets.map(\.name) + shared.map(\.name)

  /// The first name of the `shared` namespace that differs in letter case only.
  func sharedName(ignoringCase name: String) -> String? { sharedNamesInLowerCase[name.lowercased()] }

  private lazy var sharedNamesInLowerCase: [String: String] = Dictionary(
    sharedNames.map { ($0.lowercased(), $0) }
  ) { first, _ in first }

  /// Names of services as declared, for suggestions.
  package private(set) lazy var serviceNames: [String] = services.map(\.name)

  /// The services of each type, in order of declaration: there may be thousands of services, but there are few types.
  package private(set) lazy var servicesByType: [[ServiceSymbol]] = {
    var positions: [String: Int] = [:]
    var groups: [[ServiceSymbol]] = []
    for service in services {
      if let position = positions[service.type.name] {
        groups[position].append(service)
      } else {
        positions[service.type.name] = groups.count
        groups.append([service])
      }
    }
    return groups
  }()
}
