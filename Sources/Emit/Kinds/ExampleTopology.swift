package import Diagnostics

extension DiagnosticKind {
  /// The example of rules that depend on the files of the output folder, not on what the topology says.
  package static let anyTopology = topology(targets: "[compose]")

  /// - Parameter targets: the list of `targets:`, as it is written in YAML.
  package static func topology(targets: String) -> String {
    """
    infracc: 1
    project: shop
    targets: \(targets)
    services:
      api:
        type: fastapi
        public: true
        health: /health
    environments:
      production: {}
    """
  }
}
