package import Diagnostics

/// The rules of this module, in the order of their codes.
package enum EmitKinds {
  package static let all: [DiagnosticKind] = [
    .outputPathRefused, .generatedFileEdited, .outputNotWritable, .generatedFilesOutOfDate,
  ]
}

extension DiagnosticKind {
  /// The example of rules that depend on the files of the output folder, not on what the topology says.
  static let anyTopology = topology(targets: "[compose]")

  static func topology(targets: String) -> String {
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
