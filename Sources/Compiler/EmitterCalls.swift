import Diagnostics
import Emit
import IR

/// Calls the built-in emitters. All that it knows is plain data, so that it may be used on any thread.
struct EmitterCalls: Sendable {
  let programs: [Program]
  /// As in `Compilation`.
  let targets: [String]
  let companions: [String]
  let plugins: [Plugin]
  let locator: Locator
  /// For each program, what emitters have worked out of it.
  private let shared: [SharedWork]

  init(programs: [Program], targets: [String], companions: [String], plugins: [Plugin], locator: Locator) {
    self.programs = programs
    self.targets = targets
    self.companions = companions
    self.plugins = plugins
    self.locator = locator
    shared = programs.map { _ in SharedWork() }
  }

  /// What the emitters have to report about all environments and targets.
  /// - Parameter wantsFiles: whether their files are wanted as well.
  func all(_ layout: OutputLayout, wantsFiles: Bool) -> (products: BuildProducts, findings: [Diagnostic]) {
    var request = EmissionRequest(layout: layout)
    request.wantsFiles = wantsFiles
    request.wantsFindings = true
    var products = BuildProducts()
    let found = DiagnosticBag()
    let listed = targets + companions
    for emitter in Emitters.all where !emitter.role.isListed || listed.contains(emitter.name) {
      products.targets.append(emitter.name)
      call(emitter, programs, request, nil, &products, found)
    }
    return (products, found.sorted())
  }

  /// Calls an emitter once for each environment, or once for all that it writes files for.
  func call(
    _ emitter: any Emitter.Type, _ wanted: [Program], _ request: EmissionRequest, _ narrowing: [String]?,
    _ products: inout BuildProducts, _ findings: DiagnosticBag
  ) {
    switch emitter.scope {
    case .environment:
      for program in wanted where builds(emitter, program, for: narrowing) {
        let environment = program.environment.name
        run(emitter, [program], request, narrowing, environment: environment, &products, findings)
      }
    case .project:
      let all = programs.filter { builds(emitter, $0, for: narrowing) }
      if !all.isEmpty { run(emitter, all, request, narrowing, environment: nil, &products, findings) }
    }
  }

  /// Whether an emitter writes files for an environment: a deploy target where it is listed, a supporting one where
  /// some listed target needs it, and a companion where it is listed with one that deploys there.
  /// - Parameter narrowing: the targets whose supporting files are wanted; nil for all that the environment lists.
  private func builds(_ emitter: any Emitter.Type, _ program: Program, for narrowing: [String]?) -> Bool {
    let kind = program.environment.kind
    if emitter.role == .deploy { return program.targets.contains(emitter.name) && emitter.builds(kind) }
    if emitter.role == .companion, !program.companions.contains(emitter.name) || !emitter.builds(kind) { return false }
    let wanted = program.targets.filter { narrowing?.contains($0) ?? true }
    return wanted.contains { name in
      if let other = Emitters.named(name) {
        return other.builds(kind) && (other.scope == .environment || emitter.scope == .project || kind == .standard)
      }
      guard let plugin = plugins.first(where: { $0.name == name }), let target = plugin.target else { return false }
      return target.builds(kind) && (plugin.description?.scope == .environment || kind == .standard)
    }
  }

  /// - Parameter narrowing: the targets whose supporting files are wanted; nil for all. The contents are the same
  ///   either way, since a file may serve several targets.
  private func run(
    _ emitter: any Emitter.Type, _ programs: [Program], _ request: EmissionRequest, _ narrowing: [String]?,
    environment: String?, _ products: inout BuildProducts, _ findings: DiagnosticBag
  ) {
    func emit(narrowedTo names: [String]?) -> Emission {
      var programs = programs
      // Emitters ask the program which targets there are.
      if let names {
        for index in programs.indices { programs[index].targets.removeAll { !names.contains($0) } }
      }
      let own = targets.filter { name in programs.contains { $0.targets.contains(name) } }
      var call = EmitRequest(programs: programs, layout: request.layout, targets: own)
      call.isForFindings = !request.wantsFiles
      call.wantsFindings = request.wantsFindings
      if names == nil, let environment {
        let number = self.programs.firstIndex { $0.environment.name == environment }
        call.shared = number.map { shared[$0] } ?? call.shared
      }
      return emitter.emit(call)
    }
    var emission = emit(narrowedTo: nil)
    if let narrowing {
      let wanted = Set(emit(narrowedTo: narrowing).files.map { [$0.base.rawValue, $0.path] })
      emission.files.removeAll { !wanted.contains([$0.base.rawValue, $0.path]) }
    }
    take(emission, of: emitter.name, programs, environment: environment, &products, findings)
  }

  func take(
    _ emission: Emission, of target: String, _ programs: [Program], environment: String?,
    _ products: inout BuildProducts, _ findings: DiagnosticBag
  ) {
    products.files += emission.files.map { BuiltFile(file: $0, environment: environment, target: target) }
    for finding in emission.findings {
      let program = programs.indices.contains(finding.program) ? programs[finding.program] : programs[0]
      var diagnostic = locator.diagnostic(finding, in: program, target: target)
      if environment == nil { diagnostic.environments = [] }
      findings.add(diagnostic)
    }
  }
}
