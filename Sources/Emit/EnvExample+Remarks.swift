import IR

extension EnvExample {
  mutating func addSecret(_ name: String, _ secret: SecretInfo, users: [String], span: Int?) {
    let kind: String
    if !secret.isRequired {
      kind = "secret, optional: leave the line commented out rather than empty"
    } else if let recipe = EnvExample.recipe(secret) {
      kind = "secret, generated: " + recipe
    } else {
      kind = "secret, yours"
    }
    set(
      name, "", isOff: !secret.isRequired, span: span,
      remarks: [secret.doc ?? "", sentence(kind, users)] + EnvExample.demands(secret))
  }

  func sentence(_ text: String, _ users: [String]) -> String {
    users.isEmpty ? text : text + ". " + EnvExample.names(users)
  }

  /// A sentence above a value; none where it would only repeat that a number is a number.
  func remark(_ text: String, _ users: [String]) -> String {
    users.isEmpty && Self.isEvident(text) ? "" : sentence(text, users)
  }

  static func isEvident(_ meaning: String) -> Bool { evident.contains(meaning) }

  /// Types that every value shows by itself.
  private static let evident = ["int", "port"]

  /// `int: api.WEB_CONCURRENCY`.
  static func meaning(_ variable: Variable) -> String {
    var text = variable.type
    if variable.type.hasPrefix("list<") { text += ", comma separated" }
    if let summary = variable.summary { text += ": " + summary }
    return text
  }
}
