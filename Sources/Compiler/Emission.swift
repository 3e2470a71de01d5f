package import Diagnostics
package import Emit
import IR

/// What a build is narrowed to.
package struct EmissionRequest: Sendable {
  /// Names of environments; nil: all.
  package var environments: [String]?
  /// Names of emitters; nil: the listed targets and what they need.
  package var targets: [String]?
  package var layout: OutputLayout
  /// No files are wanted, only what the emitters have to say.
  var isForFindings = false

  package init(environments: [String]? = nil, targets: [String]? = nil, layout: OutputLayout) {
    self.environments = environments
    self.targets = targets
    self.layout = layout
  }
}

/// A file to write, with the environment and target that it belongs to.
package struct BuiltFile: Sendable {
  package let file: EmittedFile
  /// Nil for what all environments share.
  package let environment: String?
  package let target: String
}

package struct BuildProducts: Sendable {
  package var files: [BuiltFile] = []
  /// All findings of the run, those of plugins among them; sorted, suppressions and levels applied.
  package var diagnostics: [Diagnostic] = []
  /// The emitters whose files were computed completely: of these, files that are no longer there are stale.
  package var targets: [String] = []
  /// The environments that were built.
  package var environments: [String] = []
}

extension Compilation {
  /// Calls the emitters and, where programs may be run, the plugins. Nothing is written. The findings of the built-in
  /// emitters are those of the run, whatever a request is narrowed to.
  package func emit(_ request: EmissionRequest) -> BuildProducts {
    var products = BuildProducts()
    let ignored = DiagnosticBag()
    let named = Set(request.targets ?? [])
    let deploy = targets.filter { request.targets == nil || named.contains($0) }
    let wanted = programs.filter { request.environments?.contains($0.environment.name) ?? true }
    products.environments = wanted.map(\.environment.name)
    for emitter in Emitters.all {
      let isNamed = named.contains(emitter.name)
      let isDeployed = emitter.role == .deploy
      guard isDeployed ? deploy.contains(emitter.name) : request.targets == nil || isNamed || !deploy.isEmpty else {
        continue
      }
      // What supports a target that is not built this time is neither written nor stale.
      let narrowing = isDeployed || isNamed || request.targets == nil ? nil : deploy
      if narrowing == nil { products.targets.append(emitter.name) }
      call(emitter, wanted, request, narrowing, &products, ignored)
    }
    let found = DiagnosticBag()
    for plugin in plugins where deploy.contains(plugin.name) {
      run(plugin, request, wanted, &products, found)
    }
    products.diagnostics = found.isEmpty ? diagnostics : reviewed(with: found)
    return products
  }

  /// What `check` reports: the findings of the run, and those of plugins if they may be started.
  package func checked(withPlugins: Bool) -> [Diagnostic] {
    if hasErrors || !withPlugins || plugins.isEmpty { return diagnostics }
    return emit(EmissionRequest(layout: OutputLayout(style: layout ?? .tree))).diagnostics
  }

  /// What the built-in emitters have to report about all environments and targets.
  func emittedFindings() -> [Diagnostic] {
    var request = EmissionRequest(layout: OutputLayout(style: layout ?? .tree))
    request.isForFindings = true
    var products = BuildProducts()
    let found = DiagnosticBag()
    for emitter in Emitters.all where emitter.role == .supporting || targets.contains(emitter.name) {
      call(emitter, programs, request, nil, &products, found)
    }
    return found.sorted()
  }

  /// Calls an emitter once for each environment, or once for all that it writes files for.
  private func call(
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

  /// All findings of the run and those of plugins, reviewed together.
  private func reviewed(with found: DiagnosticBag) -> [Diagnostic] {
    let all = DiagnosticBag()
    for diagnostic in bag.sorted() + found.sorted() { all.add(diagnostic) }
    return review.finish(all, environments: programs.map(\.environment.name), isComplete: true)
  }

  /// Whether an emitter writes files for an environment: a deploy target where it is listed, a supporting one where
  /// some listed target needs it.
  /// - Parameter narrowing: the targets whose supporting files are wanted; nil for all that the environment lists.
  private func builds(_ emitter: any Emitter.Type, _ program: Program, for narrowing: [String]?) -> Bool {
    let kind = program.environment.kind
    if emitter.role == .deploy { return program.targets.contains(emitter.name) && emitter.builds(kind) }
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
      call.isForFindings = request.isForFindings
      // Those of a build were reported when the topology was checked.
      call.wantsFindings = request.isForFindings
      return emitter.emit(call)
    }
    var emission = emit(narrowedTo: nil)
    if let narrowing {
      let wanted = Set(emit(narrowedTo: narrowing).files.map { [$0.base.rawValue, $0.path] })
      emission.files.removeAll { !wanted.contains([$0.base.rawValue, $0.path]) }
    }
    take(emission, of: emitter.name, programs, environment: environment, &products, findings)
  }

  /// Calls a plug-in for the environments that it writes files for: one by one, or, where they share files, once for
  /// all of them.
  private func run(
    _ plugin: Plugin, _ request: EmissionRequest, _ wanted: [Program],
    _ products: inout BuildProducts, _ findings: DiagnosticBag
  ) {
    guard let target = plugin.target, let host = pluginHost, let start = host.run else { return }
    products.targets.append(plugin.name)
    func call(_ programs: [Program], environment: String?) {
      let listed = targets.filter { name in programs.contains { $0.targets.contains(name) } }
      let own = EmitRequest(programs: programs, layout: request.layout, targets: listed)
      let emission = plugin.emit(own, environment: environment, compiler: host.version, start)
      take(emission, of: plugin.name, programs, environment: environment, &products, findings)
    }
    if plugin.description?.scope == .project {
      let all = programs.filter { $0.targets.contains(plugin.name) && target.builds($0.environment.kind) }
      if !all.isEmpty { call(all, environment: nil) }
    } else {
      for program in wanted
      where program.targets.contains(plugin.name) && target.builds(program.environment.kind) {
        call([program], environment: program.environment.name)
      }
    }
  }

  private func take(
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
