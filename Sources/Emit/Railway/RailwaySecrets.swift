import IR
import JSON

/// The values of an environment as a change of its shared variables, for `railway environment edit` (CLI 5, which has no
/// command for shared variables; docs.railway.com/cli, November 2026).
///
/// Optional ones are set on the services, and databases make their passwords themselves.
enum RailwaySecrets {
  static let form = SecretsForm("railway", "a patch for `railway environment edit --environment ENV`") {
    values, request in
    let shared = RailwaySharedValues(request.program)
    var members: [String: JSONValue] = [:]
    for name in shared.secrets.map(\.env) + shared.settings.map(\.name) {
      if let value = values[name] { members[name] = .object(["value": .string(value)]) }
    }
    return .success(JSONWriter.pretty(.object(["sharedVariables": .object(members)])))
  }
}
