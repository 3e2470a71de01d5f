import IR
import JSON

/// `options.railway.format`: which of Railway's two forms of configuration is written. Never both: Railway refuses to
/// plan a service that also has a `railway.json`.
enum RailwayFormat: String, CaseIterable {
  /// `.railway/railway.ts`.
  case iac
  /// `.railway/railway.py`.
  case python = "iac-python"
  /// A `railway.json` for each service.
  case json

  init(_ program: Program) {
    self = program.options[RailwayEmitter.name]?["format"]?.string.flatMap(RailwayFormat.init) ?? .iac
  }

  var language: ScriptWriter.Language? {
    switch self {
    case .iac: .typescript
    case .python: .python
    case .json: nil
    }
  }
}

/// `options.railway.environments`: how a service is kept out of an environment.
enum RailwayScoping: String, CaseIterable {
  /// `environments: [...]` on the resource. Read in Railway's CLI after 5.43.1 (2026-08), which refuses a resource that
  /// depends on a condition.
  case nodes
  /// A condition around the resource, for CLIs up to 5.43.1: they ignore the other form and would create the service
  /// everywhere.
  case conditions

  init(_ program: Program) {
    self = program.options[RailwayEmitter.name]?["environments"]?.string.flatMap(RailwayScoping.init) ?? .nodes
  }
}
