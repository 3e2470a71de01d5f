package import Diagnostics
package import IR
package import Model
import Syntax

/// One environment, resolved: names, values, edges. What lowering and the checks read.
package final class EnvironmentAnalysis {
  package let environment: EnvironmentInfo
  package let topology: Topology
  package let symbols: SymbolTable
  package let resolver: Resolver
  package let bag: DiagnosticBag
  /// Enabled services in order of declaration.
  package let services: [ServiceSymbol]
  /// References to other services, in reading order: all of one service stand together.
  package private(set) var references: [ServiceReference] = []
  /// By the position of a service: which of `references` are its own, and which lead to it.
  private var outgoing: [Range<Int>]
  private var incoming: [[Int]]
  /// The resolved texts of commands, health paths and images, by node.
  package private(set) var texts: [ObjectIdentifier: ResolvedValue] = [:]

  /// One reference of a service to another one.
  package struct ServiceReference {
    package let from: ServiceSymbol
    package let to: ServiceSymbol
    package let span: Span
    package let variable: String
  }

  /// Resolves an environment: every name, every reference, every type. What is wrong goes into `bag`.
  /// - Parameters:
  ///   - poisoned: folded names of services that recovery from broken YAML took out; nothing is concluded of them.
  ///   - isSharedPoisoned: whether secrets or shared variables were taken out.
  package static func resolve(
    environment: EnvironmentInfo, topology: Topology, poisoned: Set<String>, isSharedPoisoned: Bool, bag: DiagnosticBag
  ) -> EnvironmentAnalysis {
    let analysis = EnvironmentAnalysis(
      environment: environment, topology: topology, poisoned: poisoned, isSharedPoisoned: isSharedPoisoned, bag: bag)
    analysis.resolveAll()
    return analysis
  }

  private init(
    environment: EnvironmentInfo, topology: Topology, poisoned: Set<String>, isSharedPoisoned: Bool, bag: DiagnosticBag
  ) {
    self.environment = environment
    self.topology = topology
    self.bag = bag
    symbols = SymbolTable(topology: topology, poisoned: poisoned, isSharedPoisoned: isSharedPoisoned, bag: bag)
    resolver = Resolver(
      projectName: topology.project?.value ?? "project", environment: environment, symbols: symbols, bag: bag)
    services = symbols.services.filter(\.isEnabled)
    outgoing = Array(repeating: 0..<0, count: symbols.services.count)
    incoming = Array(repeating: [], count: symbols.services.count)
  }

  private func resolveAll() {
    for service in symbols.services { VariableTable.fill(service, in: self) }
    for service in services {
      let first = references.count
      resolve(service)
      outgoing[service.position] = first..<references.count
    }
    for (index, reference) in references.enumerated() { incoming[reference.to.position].append(index) }
    for shared in symbols.shared where resolver.usedShared.contains(shared.name) { _ = resolver.resolve(shared) }
  }

  /// What a service refers to, in reading order.
  package func references(from service: ServiceSymbol) -> ArraySlice<ServiceReference> {
    references[outgoing[service.position]]
  }

  /// The references that lead to a service, in reading order.
  package func references(to service: ServiceSymbol) -> some Sequence<ServiceReference> {
    incoming[service.position].lazy.map { self.references[$0] }
  }

  /// The first service that uses each shared variable.
  package private(set) lazy var firstUsers: [String: ServiceSymbol] = {
    var users: [String: ServiceSymbol] = [:]
    for service in services {
      for variable in service.variables {
        guard case .sharedVariable = variable.definition, users[variable.name] == nil else { continue }
        users[variable.name] = service
      }
    }
    return users
  }()

  /// Who can be reached under which host name.
  package private(set) lazy var addresses = AddressBook(services)

  package func report(
    _ kind: DiagnosticKind, at span: Span, path: String, _ message: String, label: String = "",
    _ refine: (inout Diagnostic) -> Void = { _ in }
  ) {
    bag.report(kind, at: span, message, label: label) {
      $0.environments = [environment.name]
      $0.path = path
      refine(&$0)
    }
  }

  private func resolve(_ service: ServiceSymbol) {
    for variable in service.variables {
      note(resolver.resolve(variable, of: service), of: service, variable: variable.name)
    }
    for output in service.declaredOutputs { resolver.resolve(output, of: service) }
    let declaration = service.declaration
    for (key, command) in [("start", declaration.start?.value), ("release", declaration.release?.value)] {
      switch command {
      case .text(let scalar): resolveText(scalar, key, declaration.node[key], service)
      case .words: resolveWords(key, declaration.node[key], service)
      case nil: break
      }
    }
    if let command = declaration.health?.value.command {
      switch command.value {
      case .text(let scalar): resolveText(scalar, "health", command.node, service)
      case .words: resolveWords("health", command.node, service)
      }
    }
    if let path = declaration.health?.value.path, let scalar = path.scalar {
      resolveText(scalar, "health", path, service)
    }
    if let image = declaration.image, let scalar = image.scalar { resolveText(scalar, "image", image, service) }
    for argument in declaration.build?.value.args ?? [] {
      guard let node = argument.value.value, let scalar = node.scalar else { continue }
      resolveText(scalar, argument.name, node, service)
    }
  }

  private func resolveWords(_ key: String, _ node: ConfigNode?, _ service: ServiceSymbol) {
    for item in node?.items ?? [] {
      if let scalar = item.scalar { resolveText(scalar, key, item, service) }
    }
  }

  private func resolveText(_ scalar: SyntaxNode, _ key: String, _ node: ConfigNode?, _ service: ServiceSymbol) {
    guard let node else { return }
    let value = resolver.resolve(
      text: scalar, in: Resolver.Place(service: service, name: key, .key))
    texts[ObjectIdentifier(node)] = value
    note(value, of: service, variable: key)
  }

  private func note(_ value: ResolvedValue, of service: ServiceSymbol, variable: String) {
    for dependency in value.dependencies where dependency.service != service.name {
      guard let target = symbols.service(dependency.service) else { continue }
      references.append(ServiceReference(from: service, to: target, span: dependency.span, variable: variable))
    }
  }
}
