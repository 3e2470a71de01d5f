import IR
package import JSON

/// What environments need, as `infracc secrets` prints it.
package enum SecretList {
  /// One block for each environment, with a blank line between two.
  package static func text(_ inventories: [SecretInventory]) -> String {
    inventories.map(text).joined(separator: "\n")
  }

  private static func text(_ inventory: SecretInventory) -> String {
    let needed = inventory.needed
    let required = needed.count(where: \.isRequired)
    var text = "\(inventory.environment.name): \(required) required, \(needed.count - required) optional\n"
    let rows = needed.map { [$0.name, word(of: $0), remark(on: $0), users(of: $0)] }
    let gaps = [2, 3, 3]
    let widths = gaps.indices.map { column in (rows.map { $0[column].count }.max() ?? 0) + gaps[column] }
    for row in rows {
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      text += "  " + cells.joined() + row[gaps.count] + "\n"
    }
    return text
  }

  private static func word(of secret: NeededSecret) -> String {
    if case .generated = secret.source { return "generated" }
    return secret.isRequired ? "supply" : "optional"
  }

  private static func remark(on secret: NeededSecret) -> String {
    let parts = [
      secret.form, secret.isSecret ? nil : "no secret", secret.isMultiline ? "several lines" : nil,
      secret.rotation.map { "replace every \($0)" },
    ]
    let text = parts.compactMap(\.self).joined(separator: ", ")
    return text.isEmpty ? "–" : text
  }

  private static func users(of secret: NeededSecret) -> String {
    secret.usedBy.joined(separator: ", ") + (secret.account.map { " (\($0))" } ?? "")
  }

  /// The same for programs.
  package static func json(_ inventories: [SecretInventory]) -> JSONValue {
    .object([
      "version": 1,
      "environments": .array(
        inventories.map { inventory in
          .object(["name": .string(inventory.environment.name), "secrets": .array(inventory.needed.map(json))])
        }),
    ])
  }

  private static func json(_ secret: NeededSecret) -> JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(secret.name), "required": .bool(secret.isRequired), "secret": .bool(secret.isSecret),
      "storeOwned": .bool(secret.isStoreOwned), "usedBy": .array(secret.usedBy.map { .string($0) }),
    ]
    switch secret.source {
    case .generated(let alphabet, let bytes, let prefix):
      members["source"] = "generated"
      members["alphabet"] = .string(alphabet)
      members["bytes"] = .int(bytes)
      if !prefix.isEmpty { members["prefix"] = .string(prefix) }
    case .supplied: members["source"] = "supplied"
    }
    if !secret.differsFrom.isEmpty { members["differsFrom"] = .array(secret.differsFrom.map { .string($0) }) }
    if !secret.classes.isEmpty {
      members["classes"] = .object(Dictionary(secret.classes.map { ($0.name, .string($0.pattern)) }) { a, _ in a })
    }
    if secret.isMultiline { members["multiline"] = true }
    members["pattern"] = secret.pattern.map { .string($0) }
    members["type"] = secret.type.map { .string("\($0)") }
    members["rotate"] = secret.rotation.map { .string($0) }
    members["doc"] = secret.doc.map { .string($0) }
    return .object(members)
  }
}
