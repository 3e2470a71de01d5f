package import Diagnostics
package import IR
package import Model
package import Syntax

/// One environment, resolved: names, values, edges. What lowering and the checks read.
package final class EnvironmentAnalysis {
  package let environment: EnvironmentInfo
  /// Something that is listed beside the targets measures stores, with an account of its own.
  package let measuresStores: Bool
  private let declared: Topology
  package let symbols: SymbolTable
  package let resolver: Resolver
  package let bag: DiagnosticBag
  private let enabled: [ServiceSymbol]
  /// The files that `files.template` names, by their paths.
  private let templates: [String: SyntaxNode]
  /// What it has in common with the first environment of the run; nil: nothing, or it is the first one.
  package private(set) var ground: CommonGround?
  /// The options of targets that have references, resolved.
  package private(set) var options: [OptionText]
  private var allReferences: [ServiceReference] = []
  /// By the position of a service: which of `references` are its own, and which lead to it.
  private var outgoing: [Range<Int>]
  private var incoming: [[Int]]

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
  ///   - templates: the texts of the files that `files.template` names, by their paths.
  ///   - options: the texts of options of targets that have references.
  ///   - measuresStores: whether something that is listed measures stores.
  ///   - isSharedPoisoned: whether secrets or shared variables were taken out.
  ///   - first: the first environment of the same run, of which everything is taken over that is the same here.
  package static func resolve(
    environment: EnvironmentInfo, topology: Topology, poisoned: Set<String>, isSharedPoisoned: Bool,
    templates: [String: SyntaxNode] = [:], options: [OptionText] = [], measuresStores: Bool = false,
    bag: DiagnosticBag, tracer: Tracer = Tracer(isWanted: false), first: EnvironmentAnalysis? = nil
  ) -> EnvironmentAnalysis {
    let symbols = SymbolTable(
      topology: topology, poisoned: poisoned, isSharedPoisoned: isSharedPoisoned, bag: bag, tracer: tracer)
    let analysis = EnvironmentAnalysis(
      environment, topology, symbols, templates, options, measuresStores, first: first, bag: bag)
    analysis.resolveAll()
    return analysis
  }

  private init(
    _ environment: EnvironmentInfo, _ topology: Topology, _ symbols: SymbolTable, _ templates: [String: SyntaxNode],
    _ options: [OptionText], _ measuresStores: Bool, first: EnvironmentAnalysis?, bag: DiagnosticBag
  ) {
    self.environment = environment
    self.measuresStores = measuresStores
    self.symbols = symbols
    self.templates = templates
    self.options = options
    self.bag = bag
    declared = topology
    let project = topology.project?.value ?? "project"
    resolver = Resolver(projectName: project, environment: environment, symbols: symbols, bag: bag)
    ground = first.flatMap { CommonGround(of: symbols, environment: environment, projectName: project, with: $0) }
    enabled = symbols.all.filter(\.isEnabled)
    outgoing = Array(repeating: 0..<0, count: symbols.all.count)
    incoming = Array(repeating: [], count: symbols.all.count)
  }

  private func resolveAll() {
    for service in symbols.all { fill(service) }
    if let first = ground?.first, positionsOfFirstUsers == first.positionsOfFirstUsers { ground?.add(.firstUsers) }
    for service in enabled {
      let first = allReferences.count
      resolve(service)
      outgoing[service.position] = first..<allReferences.count
    }
    for index in options.indices { resolve(&options[index]) }
    for (index, reference) in allReferences.enumerated() { incoming[reference.to.position].append(index) }
    for shared in symbols.allShared where resolver.usedShared.contains(shared.name) { _ = resolver.resolve(shared) }
  }

  /// Gives a service its variables: those of the first environment, where they come from the same places.
  private func fill(_ service: ServiceSymbol) {
    guard let ground, ground.holds(serviceAt: service.position) else {
      service.tableTrace = tracer.record(findings: { bag.reported }) { VariableTable.fill(service, in: self) }.trace
      return
    }
    service.adopt(ground.first.symbols.all[service.position], ground, in: symbols)
    for name in service.tableTrace.used { resolver.markUsed(name) }
    for variable in service.variables {
      for name in variable.resolution.trace.used { resolver.markUsed(name) }
    }
  }

  /// The text of a file that `files.template` names; nil where it could not be read.
  package func template(_ path: String) -> SyntaxNode? { templates[path] }

  // MARK: - What is looked at

  private var tracer: Tracer { symbols.tracer }

  /// The topology of the environment as it was declared.
  package var topology: Topology {
    tracer.note(.unknown)
    return declared
  }

  /// Enabled services in order of declaration.
  package var services: [ServiceSymbol] {
    tracer.note(.unknown)
    return enabled
  }

  /// References to other services, in reading order: all of one service stand together.
  package var references: [ServiceReference] {
    tracer.note(.unknown)
    return allReferences
  }

  /// What a service refers to, in reading order.
  package func references(from service: ServiceSymbol) -> ArraySlice<ServiceReference> {
    let references = allReferences[outgoing[service.position]]
    if tracer.isRecording {
      for variable in service.variables { _ = variable.resolved }
      tracer.absorb(service.textTrace)
      for reference in references { tracer.note(.face, ofServiceAt: reference.to.position) }
    }
    return references
  }

  /// The references that lead to a service, in reading order.
  package func references(to service: ServiceSymbol) -> some Sequence<ServiceReference> {
    tracer.note(.unknown)
    return incoming[service.position].lazy.map { self.allReferences[$0] }
  }

  /// Says for which services lowering worked out the same as in the first environment.
  package func compareDerived(_ isSame: (ServiceSymbol) -> Bool) {
    for service in enabled where isSame(service) { ground?.addDerived(at: service.position) }
  }

  /// The first service that uses each shared variable.
  package var firstUsers: [String: ServiceSymbol] {
    tracer.note(.firstUsers)
    return allFirstUsers
  }

  private lazy var allFirstUsers: [String: ServiceSymbol] = {
    var users: [String: ServiceSymbol] = [:]
    for service in enabled {
      for variable in service.variables {
        guard case .sharedVariable = variable.definition, users[variable.name] == nil else { continue }
        users[variable.name] = service
      }
    }
    return users
  }()

  private var positionsOfFirstUsers: [String: Int] { allFirstUsers.mapValues(\.position) }

  /// Who can be reached under which host name.
  package var addresses: AddressBook {
    tracer.note(.addresses)
    return allAddresses
  }

  private lazy var allAddresses = AddressBook(enabled)

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
    if let known = ground?.first.symbols.all[service.position], ground?.holds(serviceAt: service.position) == true,
      ground?.holds(known.textTrace) == true
    {
      service.texts = known.texts
      for name in known.textTrace.used { resolver.markUsed(name) }
    } else {
      (service.texts, service.textTrace) = tracer.record(findings: { bag.reported }) { texts(of: service) }
    }
    for text in service.texts {
      note(text.value, of: service, variable: text.key, span: text.span)
    }
  }

  private func resolve(_ option: inout OptionText) {
    guard let scalar = option.node.scalar else { return }
    option.value = resolver.resolve(
      text: scalar, in: Resolver.Place(service: nil, name: option.name, .path(option.path)))
  }

  /// Resolves what is no variable.
  private func texts(of service: ServiceSymbol) -> [ServiceSymbol.Text] {
    let declaration = service.declaration
    var found: [ServiceSymbol.Text] = []
    func add(_ key: String, _ node: ConfigNode?, writer: ServiceSymbol? = nil) {
      guard let node, let scalar = node.scalar else { return }
      var place = Resolver.Place(service: service, name: key, .key)
      place.writer = writer
      found.append(.init(key: key, node: node, value: resolver.resolve(text: scalar, in: place)))
    }
    func add(file path: String, _ text: SyntaxNode, _ node: ConfigNode, span: Span? = nil) {
      let key = ServiceSymbol.fileKey(path)
      var place = Resolver.Place(service: service, name: path, .path("services.\(service.name).\(key)"))
      if let entry = declaration.node["files"]?.entry(path)?.value {
        place.writer = Heritage.writer(of: entry, at: ["files", path], in: service, symbols)
      }
      found.append(.init(key: key, node: node, value: resolver.resolve(text: text, in: place), span: span))
    }
    func add(_ key: String, _ command: CommandDeclaration?, _ node: ConfigNode?) {
      switch command {
      case .text: add(key, node)
      case .words: for item in node?.items ?? [] { add(key, item) }
      case nil: break
      }
    }
    add("entrypoint", declaration.entrypoint?.value, declaration.node["entrypoint"])
    add("start", declaration.start?.value, declaration.node["start"])
    add("release", declaration.release?.value, declaration.node["release"])
    add("health", declaration.health?.value.command?.value, declaration.health?.value.command?.node)
    add("health", declaration.health?.value.path)
    add("image", declaration.image)
    for argument in declaration.build?.value.args ?? [] {
      let keys = [ServiceKey.build.name, ServiceKey.buildArgs.name, argument.name]
      add(
        argument.name, argument.value.value,
        writer: Heritage.writer(of: argument.value.node, at: keys, in: service, symbols))
    }
    for file in declaration.files {
      switch file.value {
      case .repository, .secret: break
      case .text(let node): if let scalar = node.scalar { add(file: file.name, scalar, node) }
      case .template(let path):
        if let text = templates[path.value] { add(file: file.name, text, path.node, span: path.span) }
      }
    }
    return found
  }

  /// - Parameter span: what points at its references; nil: they are in the topology themselves.
  private func note(_ value: ResolvedValue, of service: ServiceSymbol, variable: String, span: Span? = nil) {
    for dependency in value.dependencies where dependency.service != service.name {
      guard let target = symbols.service(dependency.service) else { continue }
      allReferences.append(
        ServiceReference(from: service, to: target, span: span ?? dependency.span, variable: variable))
    }
  }
}
