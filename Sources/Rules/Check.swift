package import Resolution
package import Lowering
package import Diagnostics
package import IR
package import Model

/// One semantic rule over a whole environment. Adding one is a file beside this one, called after
/// its code; `make generate` lists it.
package protocol Check: SendableMetatype {
  static var kind: DiagnosticKind { get }

  static func run(in context: CheckContext)
}

/// One semantic rule over one variable of one service.
package protocol VariableCheck: SendableMetatype {
  static var kind: DiagnosticKind { get }

  static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext)
}

/// What a check may look at.
package struct CheckContext {
  package let analysis: EnvironmentAnalysis
  private let lowered: Program
  /// The names and kinds of all environments, in order of declaration.
  package let environments: [EnvironmentInfo]
  private let computed: DerivedValues
  private let listed: [(name: String, capabilities: Capabilities)]

  package init(
    analysis: EnvironmentAnalysis, program: Program, environments: [EnvironmentInfo], derived: DerivedValues,
    targets: [(name: String, capabilities: Capabilities)]
  ) {
    self.analysis = analysis
    lowered = program
    self.environments = environments
    computed = derived
    listed = targets
  }

  /// Whether a pooler may be advised: there is one for the store, and every target that starts it can put it in front.
  package func canPool(_ store: ServiceSymbol) -> Bool {
    store.traits.contains(.pooled) && targets.allSatisfy { $0.capabilities.poolers || !$0.capabilities.runsStores }
  }

  package var services: [ServiceSymbol] { analysis.services }

  /// The lowered form of the same environment.
  package var program: Program {
    analysis.symbols.tracer.note(.unknown)
    return lowered
  }

  /// What lowering computed besides.
  package var derived: DerivedValues {
    analysis.symbols.tracer.note(.unknown)
    return computed
  }

  /// The built-in targets that the topology lists, and what they can express.
  package var targets: [(name: String, capabilities: Capabilities)] {
    analysis.symbols.tracer.note(.unknown)
    return listed
  }

  package var environment: EnvironmentInfo {
    analysis.symbols.tracer.note(.environment)
    return analysis.environment
  }

  /// The kind of the environment, for rules that do not ask for its name.
  package var kind: EnvironmentInfo.Kind {
    analysis.symbols.tracer.note(.kind)
    return analysis.environment.kind
  }

  /// The environment that is called `production`, `prod` or `live`, else the only standard one.
  package var isProduction: Bool {
    analysis.symbols.tracer.note(.isProduction)
    return analysis.environment.isProduction(among: environments)
  }

  /// What the environment has in common with the first one; nil: it is the first one, or there is nothing.
  var ground: CommonGround? {
    guard var ground = analysis.ground else { return nil }
    let first = ground.first.environment
    if analysis.environment.isProduction(among: environments) == first.isProduction(among: environments) {
      ground.add(.isProduction)
    }
    return ground
  }

  package func report(
    _ kind: DiagnosticKind, at span: Span, path: String, _ message: String, label: String = "",
    _ refine: (inout Diagnostic) -> Void = { _ in }
  ) {
    analysis.report(kind, at: span, path: path, message, label: label, refine)
  }

  /// Judges a node by nothing but what is written in it, once for all environments that have it unless it is reported.
  package func judge(_ node: ConfigNode, by rule: Any.Type, _ work: () -> Void) {
    analysis.symbols.tracer.judge(node, by: rule, findings: { analysis.bag.reported }, work)
  }

  package func path(_ service: ServiceSymbol, _ variable: VariableSymbol) -> String {
    "services.\(service.name).variables.\(variable.name)"
  }
}

/// A rule over all environments together.
package protocol ProjectCheck: SendableMetatype {
  static var kind: DiagnosticKind { get }

  static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag)
}
