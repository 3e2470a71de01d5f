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
  package var isForFindings = false

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
  /// What the emitters found, as they found it.
  package var findings: [Diagnostic] = []
  /// All findings of the run, those of the emitters among them; sorted, suppressions and levels applied.
  package var diagnostics: [Diagnostic] = []
  /// The emitters whose files were computed completely: of these, files that are no longer there are stale.
  package var targets: [String] = []
  /// The environments that were built.
  package var environments: [String] = []
}

extension Compilation {
  /// Calls the emitters. Nothing is written.
  package func emit(_ request: EmissionRequest) -> BuildProducts {
    var products = BuildProducts()
    let findings = DiagnosticBag()
    let deploy = targets.filter { name in request.targets.map { $0.contains(name) } ?? true }
    let named = Set(request.targets ?? [])
    let locator = Locator(file)
    let wanted = programs.filter { program in request.environments.map { $0.contains(program.environment.name) } ?? true
    }
    products.environments = wanted.map(\.environment.name)
    // Supporting files that are named alone belong to all listed targets.
    let reasons = deploy.isEmpty ? targets : deploy
    for emitter in Emitters.all {
      let isNamed = named.contains(emitter.name)
      let isDeployed = emitter.role == .deploy
      guard isDeployed ? deploy.contains(emitter.name) : request.targets == nil || isNamed || !deploy.isEmpty else {
        continue
      }
      // What supports a target that is not built this time is neither written nor stale.
      let narrowing = isDeployed || isNamed || request.targets == nil ? nil : reasons
      if narrowing == nil { products.targets.append(emitter.name) }
      switch emitter.scope {
      case .environment:
        for program in wanted where builds(emitter, program, for: narrowing ?? targets) {
          let environment = program.environment.name
          run(emitter, [program], request, narrowing, environment: environment, locator, &products, findings)
        }
      case .project:
        let all = programs.filter {
          $0.environment.kind != .local || builds(emitter, $0, for: narrowing ?? targets)
        }
        if !all.isEmpty { run(emitter, all, request, narrowing, environment: nil, locator, &products, findings) }
      }
    }
    // Asking for findings alone runs no programs.
    if !request.isForFindings {
      for plugin in plugins where deploy.contains(plugin.name) {
        run(plugin, request, wanted, locator, &products, findings)
      }
    }
    products.findings = findings.sorted()
    products.diagnostics = reviewed(
      products.findings, isComplete: request.environments == nil && request.targets == nil)
    return products
  }

  /// What `check` says: the findings of the run, and those of emission that would stop a build. How an emitter
  /// approximates something is said when it is built.
  package func findingsOfCheck() -> [Diagnostic] { checked().findings }

  /// The same, and beside it what only a build says and a fix would change.
  package func checked() -> (findings: [Diagnostic], fixableRemarks: [Diagnostic]) {
    if hasErrors { return (diagnostics, []) }
    let style = layout.flatMap(OutputLayout.Style.init) ?? .tree
    var request = EmissionRequest(layout: OutputLayout(style: style))
    request.isForFindings = true
    let products = emit(request)
    let remarks = products.findings.filter { $0.severity != .error }.map(\.code)
    let findings =
      products.diagnostics.filter { $0.severity == .error || !remarks.contains($0.code) }
      + diagnostics.filter { $0.severity != .error && remarks.contains($0.code) }
    let fixable = products.diagnostics.filter { !$0.fixes.isEmpty && remarks.contains($0.code) }
    return (findings, fixable)
  }

  /// All findings of the run, reviewed together.
  private func reviewed(_ found: [Diagnostic], isComplete: Bool) -> [Diagnostic] {
    if found.isEmpty, review.suppressions.isEmpty { return diagnostics }
    let all = DiagnosticBag()
    for diagnostic in bag.sorted() + found { all.add(diagnostic) }
    return review.finish(all, environments: programs.map(\.environment.name), hasEmitted: isComplete)
  }

  /// A deploy target by its own word; a supporting one where some listed target is built for that kind of environment.
  private func builds(_ emitter: any Emitter.Type, _ program: Program, for targets: [String]) -> Bool {
    let kind = program.environment.kind
    if emitter.role == .deploy { return emitter.builds(kind) }
    return Emitters.all.contains { other in
      targets.contains(other.name) && other.scope == .environment && other.builds(kind)
        || targets.contains(other.name) && other.builds(kind) && kind == .standard
    }
      || plugins.contains { plugin in
        guard targets.contains(plugin.name), let target = plugin.target, target.builds(kind) else { return false }
        return plugin.description?.scope == .environment || kind == .standard
      }
  }

  /// - Parameter narrowing: the targets whose supporting files are wanted; nil for all. The contents are the same
  ///   either way, since a file may serve several targets.
  private func run(
    _ emitter: any Emitter.Type, _ programs: [Program], _ request: EmissionRequest, _ narrowing: [String]?,
    environment: String?, _ locator: Locator, _ products: inout BuildProducts, _ findings: DiagnosticBag
  ) {
    func emit(for targets: [String]) -> Emission {
      var programs = programs
      // Emitters ask the program which targets there are.
      for index in programs.indices { programs[index].targets = targets }
      var own = EmitRequest(programs: programs, layout: request.layout, targets: targets)
      own.isForFindings = request.isForFindings
      return emitter.emit(own)
    }
    var emission = emit(for: targets)
    if let narrowing {
      let part = emit(for: narrowing)
      let wanted = Set(part.files.map { [$0.base.rawValue, $0.path] })
      emission.files.removeAll { !wanted.contains([$0.base.rawValue, $0.path]) }
      emission.findings = part.findings
    }
    take(emission, of: emitter.name, programs, environment: environment, locator, &products, findings)
  }

  /// Calls a plug-in for the environments that it writes files for: one by one, or, where they share files, once for
  /// all of them.
  private func run(
    _ plugin: Plugin, _ request: EmissionRequest, _ wanted: [Program], _ locator: Locator,
    _ products: inout BuildProducts, _ findings: DiagnosticBag
  ) {
    guard let target = plugin.target, let host = pluginHost, let start = host.run else { return }
    products.targets.append(plugin.name)
    func call(_ programs: [Program], environment: String?) {
      let own = EmitRequest(programs: programs, layout: request.layout, targets: targets)
      let emission = plugin.emit(own, environment: environment, compiler: host.version, start)
      take(emission, of: plugin.name, programs, environment: environment, locator, &products, findings)
    }
    if plugin.description?.scope == .project {
      let all = programs.filter { target.builds($0.environment.kind) }
      if !all.isEmpty { call(all, environment: nil) }
    } else {
      for program in wanted where target.builds(program.environment.kind) {
        call([program], environment: program.environment.name)
      }
    }
  }

  private func take(
    _ emission: Emission, of target: String, _ programs: [Program], environment: String?, _ locator: Locator,
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
