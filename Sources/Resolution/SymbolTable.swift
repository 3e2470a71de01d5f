package import Diagnostics
import Engines
package import IR
package import Model

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

  /// Where it is declared, for findings.
  package var path: String { (declaration.service.map { "services.\($0)." } ?? "") + "secrets." + name }

  package var isOptional: Bool { declaration.source?.value == .optional }

  package var isGenerated: Bool {
    if case .generate? = declaration.source?.value { return true }
    return false
  }
}

/// One service in one environment.
package final class ServiceSymbol {
  /// As `declaration`, without a record that it was looked at.
  let declared: ServiceDeclaration
  package let folded: String
  package let isEnabled: Bool
  /// Its place among the services of the environment, disabled ones included.
  package let position: Int
  private var table: [VariableSymbol] = []
  /// The variables by name, of which the last of two wins; empty while they are few.
  private var index: [String: Int] = [:]
  /// Up to this number looking at each name takes less than making a table.
  private static let few = 24
  /// What its variables were gathered from.
  var tableTrace = Trace.unknown
  /// The texts of its keys, resolved, and what they were made of.
  var texts: [Text] = []
  var textTrace = Trace.unknown
  /// Its form in the IR, once it was lowered in the first of several environments, and what that was made of.
  package var lowered: (service: IR.Service, trace: Trace)?
  /// The same for how its image is made.
  var loweredBuild: (build: IR.Build?, trace: Trace)?
  let tracer: Tracer
  /// The declared variables by name; the first of two wins.
  private lazy var declaredIndex: [String: Int] = Dictionary(
    declared.variables.enumerated().map { ($1.name, $0) }
  ) { first, _ in first }
  /// The outputs that the topology declares for it.
  package private(set) lazy var declaredOutputs: [OutputSymbol] = declared.outputs.enumerated().map {
    OutputSymbol($1, position: $0, tracer: tracer)
  }
  /// The known programs of its written command, which budgets, variables and findings use.
  private(set) lazy var startedParts = WrittenCommand(declared).map { StartedProcesses.parts(of: $0.programs) } ?? []
  private lazy var outputs: [String: Int] = Dictionary(
    declared.outputs.enumerated().map { ($1.name, $0) }
  ) { first, _ in first }

  /// A command, a health path or another text that is no variable.
  struct Text {
    let key: String
    let node: ConfigNode
    let value: ResolvedValue
    /// What its references are resolved at in the topology, where it is the text of another file.
    var span: Span?
  }

  /// The key of such a text among others.
  static func fileKey(_ path: String) -> String { "files." + path }

  init(_ declaration: ServiceDeclaration, position: Int, tracer: Tracer) {
    self.declared = declaration
    self.position = position
    self.tracer = tracer
    self.folded = ServiceName.fold(declaration.name)
    self.isEnabled = declaration.enabled?.value ?? true
    self.traits = declaration.type.traits
  }

  /// What is written about it.
  package var declaration: ServiceDeclaration {
    note(.whole)
    return declared
  }

  package var name: String { declared.name }
  package var type: ServiceType { declared.type }
  /// Asked so often that it is kept beside the type.
  package let traits: ServiceTraits

  /// A pooler stands in front of the store.
  package var isPooled: Bool { (declared.pooler?.value.effectiveMode ?? "off") != "off" }

  /// The account that is written for a store.
  var account: String? { declared.user?.value }
  /// The name of the set of servers that it is a member of; nil: it is alone.
  package var replicaSet: String? { declared.replicaSet?.value }

  private func note(_ aspect: Trace.Aspect) {
    if tracer.isRecording { tracer.note(aspect, ofServiceAt: position) }
  }

  package var variables: [VariableSymbol] {
    note(.members)
    return table
  }

  package func variable(_ name: String) -> VariableSymbol? {
    note(.members)
    if !index.isEmpty { return index[name].map { table[$0] } }
    let length = name.utf8.count
    return table.last { $0.name.utf8.count == length && $0.name == name }
  }

  /// The declaration of a variable, whether or not a key emits one of that name.
  package func declaredVariable(_ name: String) -> Named<VariableDeclaration>? {
    note(.members)
    return find(name)
  }

  private func find(_ name: String) -> Named<VariableDeclaration>? {
    if declared.variables.count > Self.few { return declaredIndex[name].map { declared.variables[$0] } }
    let length = name.utf8.count
    return declared.variables.first { $0.name.utf8.count == length && $0.name == name }
  }

  func add(_ variable: VariableSymbol) {
    table.append(variable)
    if table.count == Self.few + 1 {
      for (position, variable) in table.enumerated() { index[variable.name] = position }
    } else if table.count > Self.few {
      index[variable.name] = table.count - 1
    }
  }

  /// Takes over the variables that it has in another environment, where they come from the same places. Those whose
  /// values may differ are there again, not resolved yet.
  func adopt(_ other: ServiceSymbol, _ ground: CommonGround, in symbols: SymbolTable) {
    index = other.index
    tableTrace = other.tableTrace
    table = other.table.map { variable in
      if ground.holds(variable.resolution.trace) { return variable }
      guard case .sharedVariable(let shared) = variable.definition, let own = symbols.sharedVariable(shared.name) else {
        return variable.unresolved(variable.definition)
      }
      return variable.unresolved(.sharedVariable(own))
    }
  }

  /// Names of its variables, for suggestions.
  private(set) lazy var variableNames: [String] = table.map(\.name)
  /// Everything that a reference to it can name, for suggestions.
  private(set) lazy var memberNames: [String] =
    variableNames + type.outputs.flatMap { $0.aliases + [$0.name] } + declared.outputs.map(\.name) + portOutputs

  /// The first of these that differs in letter case only.
  package func memberName(ignoringCase name: String) -> String? { memberNamesInLowerCase[name.lowercased()] }

  private lazy var memberNamesInLowerCase: [String: String] = Dictionary(
    memberNames.map { ($0.lowercased(), $0) }
  ) { first, _ in first }

  /// An output that the topology declares for it.
  package func declaredOutput(_ name: String) -> OutputSymbol? {
    note(.members)
    return declared.outputs.isEmpty ? nil : outputs[name].map { declaredOutputs[$0] }
  }

  /// The port that it listens on: written, by type, or a literal `PORT`.
  package var port: Int? {
    if let port = declared.port?.value { return port }
    if let literal = find("PORT")?.value.value?.text, let port = Int(literal), (1...65535).contains(port) {
      return port
    }
    return type.defaultPort
  }

  /// The number of a port under `ports`, by the name of its output: `port_metrics`.
  func port(ofOutput name: String) -> Int? {
    guard name.hasPrefix(PortDeclaration.outputPrefix) else { return nil }
    let wanted = name.dropFirst(PortDeclaration.outputPrefix.count)
    return declared.ports.first { $0.name == wanted }?.value.port?.value
      ?? serverPorts.first { $0.name == wanted }?.number
  }

  /// Ports on which a server of an engine listens beside its own.
  private var serverPorts: [IR.Store.Port] {
    let console = declared.management?.value == true ? type.engine?.consolePort : nil
    return (type.engine?.otherPorts ?? []) + [console].compactMap { $0 }
  }

  /// The number of the port that another key names; its own where nothing is written.
  package func port(_ choice: PortChoice?) -> Int? {
    switch choice {
    case nil: port
    case .number(let number): number
    case .name(let name): name == ServiceKey.port.name ? port : port(ofOutput: PortDeclaration.outputPrefix + name)
    }
  }

  /// The names of its ports beside its own, which other keys can use.
  package var portNames: [String] { declared.ports.map(\.name) + serverPorts.map(\.name) }

  /// The names of the outputs that `ports` gives.
  package var portOutputs: [String] { portNames.map { PortDeclaration.outputPrefix + $0 } }

  /// Whether it listens on a port, as far as the topology declares.
  package func listens(on number: Int) -> Bool {
    port == number || declared.ports.contains { $0.value.port?.value == number }
      || serverPorts.contains { $0.number == number }
  }

  /// An output of its type, or the host that `ports` adds to a service without one.
  func output(_ name: String) -> OutputDefinition? {
    if let output = type.output(name) { return output }
    return declared.ports.isEmpty || !traits.isDisjoint(with: [.web, .store]) ? nil : WebOutputs.host(named: name)
  }

  /// The text of a variable that is one literal.
  package func literal(_ name: String) -> String? {
    declaredVariable(name)?.value.value?.text
  }

  package var exposure: PublicDeclaration { declared.exposure?.value ?? .no }

  package var isPublic: Bool {
    switch exposure {
    case .no: false
    case .tcp: traits.isDisjoint(with: [.web, .proxy])
    case .platform, .domains: true
    }
  }
}

extension ServiceSymbol {
  /// Whether others see the same of both: everything that can be asked without `declaration` or a name of a member.
  func hasSameFace(as other: ServiceSymbol) -> Bool {
    name == other.name && type.name == other.type.name && isEnabled == other.isEnabled && port == other.port
      && declared.ports.elementsEqual(other.declared.ports) {
        $0.name == $1.name && $0.value.port?.value == $1.value.port?.value
      }
      && exposure == other.exposure && isPooled == other.isPooled && account == other.account
      && declared.external?.node === other.declared.external?.node
      && declared.management?.value == other.declared.management?.value
      && declared.replicaSet?.value == other.declared.replicaSet?.value
      && isAskedForHealth == other.isAskedForHealth
  }

  /// Whether both have the same variables and outputs, declared at the same places. What keys add to code is not compared:
  /// it depends on most of them.
  func hasSameMembers(as other: ServiceSymbol) -> Bool {
    func isSame<Value>(_ a: [Named<Value>], _ b: [Named<Value>], _ node: (Value) -> ConfigNode?) -> Bool {
      a.count == b.count && zip(a, b).allSatisfy { $0.name == $1.name && node($0.value) === node($1.value) }
    }
    guard !traits.contains(.code), !other.traits.contains(.code), declared.use.isEmpty, other.declared.use.isEmpty,
      declared.extends == nil, other.declared.extends == nil
    else { return false }
    return isSame(declared.variables, other.declared.variables, \.node)
      && declared.outputs.isEmpty && other.declared.outputs.isEmpty
  }
}

/// The names of one environment.
package final class SymbolTable {
  /// As `services`, without a record that all of them were looked at.
  let all: [ServiceSymbol]
  let allShared: [SharedSymbol]
  package let secrets: [SecretSymbol]
  /// Folded names of services that recovery took out: they exist, but nothing is known of them.
  package let poisoned: Set<String>
  /// By folded name; of two that are equal the first counts.
  private let serviceIndex: NameTable
  private let sharedIndex: [String: Int]
  private let secretIndex: [String: Int]
  /// A shared block was taken out by recovery: unknown shared names are not reported.
  package let isSharedPoisoned: Bool
  /// Records what is looked at.
  package let tracer: Tracer

  init(topology: Topology, poisoned: Set<String>, isSharedPoisoned: Bool, bag: DiagnosticBag, tracer: Tracer) {
    let services = topology.services.enumerated().map { ServiceSymbol($1, position: $0, tracer: tracer) }
    let shared = topology.variables.enumerated().map { SharedSymbol($1, position: $0, tracer: tracer) }
    all = services
    allShared = shared
    secrets = topology.secrets.map(SecretSymbol.init)
    self.tracer = tracer
    self.poisoned = poisoned
    self.isSharedPoisoned = isSharedPoisoned
    let index = NameTable(services.map(\.folded))
    for (position, service) in services.enumerated() {
      if let other = index[service.folded], other < position {
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

  /// All services, disabled ones included, in order of declaration.
  package var services: [ServiceSymbol] {
    tracer.note(.unknown)
    return all
  }

  package var shared: [SharedSymbol] {
    tracer.note(.unknown)
    return allShared
  }

  package func service(_ name: String) -> ServiceSymbol? {
    guard let position = serviceIndex[ServiceName.fold(name)] else { return nil }
    tracer.note(.face, ofServiceAt: position)
    return all[position]
  }

  package func sharedVariable(_ name: String) -> SharedSymbol? {
    guard let position = sharedIndex[name] else { return nil }
    tracer.note(shared: position)
    return allShared[position]
  }

  /// Whether both have the same services in the same order, the same secrets and the same names of shared variables:
  /// then every look-up by name ends at the same position.
  func hasSameNames(as other: SymbolTable) -> Bool {
    func areSame<A, B>(_ a: [A], _ b: [A], _ key: (A) -> B) -> Bool where B: Equatable {
      a.count == b.count && zip(a, b).allSatisfy { key($0) == key($1) }
    }
    return areSame(all, other.all, \.folded) && areSame(allShared, other.allShared, \.name)
      && areSame(secrets, other.secrets, \.name)
      && areSame(secrets, other.secrets) { ObjectIdentifier($0.declaration) }
  }

  package func secret(_ name: String) -> SecretSymbol? { secretIndex[name].map { secrets[$0] } }

  /// Names in the `shared` namespace, in order of declaration.
  package private(set) lazy var sharedNames: [String] = secrets.map(\.name) + allShared.map(\.name)

  /// The first name of the `shared` namespace that differs in letter case only.
  func sharedName(ignoringCase name: String) -> String? { sharedNamesInLowerCase[name.lowercased()] }

  private lazy var sharedNamesInLowerCase: [String: String] = Dictionary(
    sharedNames.map { ($0.lowercased(), $0) }
  ) { first, _ in first }

  /// Names of services as declared, for suggestions.
  package private(set) lazy var serviceNames: [String] = all.map(\.name)

  /// The services of each type, in order of declaration: there may be thousands of services, but there are few types.
  package var servicesByType: [[ServiceSymbol]] {
    tracer.note(.unknown)
    return groupedByType
  }

  private lazy var groupedByType: [[ServiceSymbol]] = {
    var positions: [String: Int] = [:]
    var groups: [[ServiceSymbol]] = []
    for service in all {
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
