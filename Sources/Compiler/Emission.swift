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
  /// The files, and not only what the emitters have to say.
  var wantsFiles = true
  /// Those of a build were reported when the topology was checked.
  var wantsFindings = false

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
    let beside = companions.filter { request.targets == nil || named.contains($0) }
    let wanted = programs.filter { request.environments?.contains($0.environment.name) ?? true }
    products.environments = wanted.map(\.environment.name)
    let kept = request.environments == nil && request.targets == nil && request.layout == layoutOfFindings ? kept : nil
    if let kept { (products.files, products.targets) = (kept.files, kept.targets) }
    let calls = calls
    for emitter in Emitters.all where kept == nil {
      let isNamed = named.contains(emitter.name)
      let isListed = emitter.role.isListed
      let isWanted =
        isListed
        ? (deploy + beside).contains(emitter.name) : request.targets == nil || isNamed || !deploy.isEmpty
      guard isWanted else { continue }
      // What supports a target that is not built this time is neither written nor stale.
      let narrowing = isListed || isNamed || request.targets == nil ? nil : deploy
      if narrowing == nil { products.targets.append(emitter.name) }
      calls.call(emitter, wanted, request, narrowing, &products, ignored)
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
    return emit(EmissionRequest(layout: layoutOfFindings)).diagnostics
  }

  /// No finding depends on the folder that a build writes to.
  var layoutOfFindings: OutputLayout { OutputLayout(style: layout ?? .tree) }

  /// All findings of the run and those of plugins, reviewed together.
  private func reviewed(with found: DiagnosticBag) -> [Diagnostic] {
    let all = DiagnosticBag()
    for diagnostic in bag.sorted() + found.sorted() { all.add(diagnostic) }
    return review.finish(all, environments: programs.map(\.environment.name), isComplete: true)
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
      calls.take(emission, of: plugin.name, programs, environment: environment, &products, findings)
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
}
