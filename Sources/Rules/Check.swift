package import Resolution
package import Lowering
package import Diagnostics
package import IR
import Model

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
  /// The lowered form of the same environment.
  package let program: Program
  /// The names and kinds of all environments, in order of declaration.
  package let environments: [EnvironmentInfo]
  /// What lowering computed besides.
  package let derived: DerivedValues
  /// The built-in targets that the topology lists, and what they can express.
  package let targets: [(name: String, capabilities: Capabilities)]

  package init(
    analysis: EnvironmentAnalysis, program: Program, environments: [EnvironmentInfo], derived: DerivedValues,
    targets: [(name: String, capabilities: Capabilities)]
  ) {
    self.analysis = analysis
    self.program = program
    self.environments = environments
    self.derived = derived
    self.targets = targets
  }

  /// Whether a pooler may be advised: there is one for the store, and every target that starts it can put it in front.
  package func canPool(_ store: ServiceSymbol) -> Bool {
    store.traits.contains(.pooled) && targets.allSatisfy { $0.capabilities.poolers || !$0.capabilities.runsStores }
  }

  package var environment: EnvironmentInfo { analysis.environment }
  package var services: [ServiceSymbol] { analysis.services }

  /// The environment named `production` or `prod`, else the only standard one.
  package var isProduction: Bool {
    let standard = environments.filter { $0.kind == .standard }
    if let named = standard.first(where: { ["production", "prod"].contains($0.name) }) {
      return named.name == environment.name
    }
    return standard.count == 1 && standard[0].name == environment.name
  }

  package func report(
    _ kind: DiagnosticKind, at span: Span, path: String, _ message: String, label: String = "",
    _ refine: (inout Diagnostic) -> Void = { _ in }
  ) {
    analysis.report(kind, at: span, path: path, message, label: label, refine)
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
