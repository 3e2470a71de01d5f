import Foundation
import TestSupport

/// Runs the built program. No colours, and nothing of the surroundings that could change what
/// it prints.
func infracc(
  _ arguments: String..., input: String = "", environment: [String: String] = [:], in folder: TemporaryFolder? = nil
) throws -> Output {
  var variables = ["NO_COLOR": "", "TERM": "xterm", "LC_ALL": "C"]
  variables.merge(environment) { _, new in new }
  return try run(
    try Repository.program, arguments, input: input, environment: variables, directory: folder?.path)
}

/// Topologies that the tests of commands share.
enum Shop {
  /// Two environments, three targets, nothing to complain of.
  static let topology = """
    infracc: 1
    project: shop
    targets: [compose, procfile]
    services:
      postgres: { version: 18 } # infracc: allow W1010 these tests write no dumps
      api:
        type: fastapi
        public: true
        health: /health
        variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
    environments:
      staging: {}
      production:
        services:
          api: { public: api.shop.example.com }

    """

  /// One reference to a service that is not there.
  static let broken = topology.replacingOccurrences(of: "$<<postgres.", with: "$<<postgress.")

  /// A folder with the topology in it.
  static func folder(_ text: String = topology) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "topology.yaml")
    return folder
  }
}
