import Resolution
import Lowering
import Rules
import Diagnostics
import Emit
import IR
import Model
import Syntax

/// One environment with its overlays laid over the base, typed, origins kept.
struct MergedEnvironment {
  let info: EnvironmentInfo
  let topology: Topology
}

/// One environment with every reference resolved and every target known.
struct ResolvedEnvironment {
  let targets: ListedTargets
  let analysis: EnvironmentAnalysis
}

/// Takes the environments of a topology from stage to stage. Findings go into the bag.
struct Stages {
  let project: Project
  let bag: DiagnosticBag
  /// What recovery from broken YAML took out.
  let damage: Damage
  private let known = KnownResults()

  init(project: Project, bag: DiagnosticBag, damage: Damage) {
    self.project = project
    self.bag = bag
    self.damage = damage
  }

  struct Damage {
    let services: Set<String>
    let keys: Set<String>

    init(_ tree: SyntaxTree) {
      services = Set(tree.poisonedServices.map { ServiceName.fold($0.name) })
      keys = Set(tree.poisonedKeys)
    }

    var isWhole: Bool { services.isEmpty && keys.isEmpty }

    var isSharedPoisoned: Bool { keys.contains("secrets") || keys.contains("variables") }
  }

  /// The environments in order of declaration.
  func merge() -> [MergedEnvironment] {
    let environments = project.environments
    let reader = TopologyReader(bag: bag)
    let known = knownServices
    func read(_ declaration: EnvironmentDeclaration) -> MergedEnvironment {
      let merged = environments.merged(declaration, into: bag)
      var extends = Extends(services: merged["services"]?.entries ?? [], bag: bag)
      let topology = reader.read(merged, environment: declaration.name, knownServices: known) {
        extends.resolved($0, poisoned: known.poisoned)
      }
      ServiceSecrets.expand(topology, bag: bag)
      Generators.expand(topology, bag: bag)
      let kind = declaration.kind.flatMap { EnvironmentInfo.Kind(rawValue: $0.value) } ?? .standard
      let info = EnvironmentInfo(
        name: declaration.name, kind: kind, base: declaration.base?.value,
        life: kind == .preview ? declaration.ttl?.value : nil)
      return MergedEnvironment(info: info, topology: topology)
    }
    let merged = environments.declarations.map(read)
    // What is wrong in a disabled environment is reported before the day on which it is enabled.
    for declaration in environments.disabled { _ = read(declaration) }
    return merged
  }

  /// - Parameters:
  ///   - templates: the texts that services mount with references in them, by their paths.
  ///   - first: the first environment, of which everything is taken over that is the same in this one.
  ///   - tracer: records for it what results were made of.
  func resolve(
    _ merged: MergedEnvironment, _ templates: [String: SyntaxNode], _ targets: inout TargetResolver,
    first: EnvironmentAnalysis?, _ tracer: Tracer
  ) -> ResolvedEnvironment {
    let listed = targets.list(of: merged.topology)
    let options = TargetOptions.check(merged.topology, listed, bag: bag)
    let analysis = EnvironmentAnalysis.resolve(
      environment: merged.info, topology: merged.topology, poisoned: damage.services,
      isSharedPoisoned: damage.isSharedPoisoned, templates: templates, options: options,
      measuresStores: listed.measuresStores(in: merged.info.kind), bag: bag, tracer: tracer, first: first)
    return ResolvedEnvironment(targets: listed, analysis: analysis)
  }

  func lower(
    _ resolved: ResolvedEnvironment, among infos: [EnvironmentInfo], sources: [SourceInfo], _ locator: Locator
  ) -> CheckContext {
    var (program, derived) = Lowering.lower(
      resolved.analysis, targets: resolved.targets.names, sources: sources, known: known, locate: locator.locate)
    program.companions = resolved.targets.companions
    if infos.count > 1 {
      for index in program.secrets.indices where project.demandsOwnValue(ofSecret: program.secrets[index].env) {
        program.secrets[index].isOfOneEnvironment = true
      }
    }
    return CheckContext(
      analysis: resolved.analysis, program: program, environments: infos, derived: derived,
      targets: resolved.targets.names.compactMap { name in
        Emitters.named(name).map { (name: name, capabilities: $0.capabilities(for: program)) }
      })
  }

  private var knownServices: TopologyReader.KnownServices {
    let services = project.environments.base["services"]
    var known = TopologyReader.KnownServices()
    known.base = Set(services?.entries.map { ServiceName.fold($0.key) } ?? []).union(damage.services)
    known.names = services?.entries.map(\.key) ?? []
    known.poisoned = damage.services
    known.poisonedKeys = damage.keys
    known.isComplete = services != nil
    return known
  }
}
