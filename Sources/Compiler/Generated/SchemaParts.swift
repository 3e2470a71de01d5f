import JSON

/// The forms that schemas of what commands print are made of.
protocol SchemaParts {}

extension SchemaParts {
  /// A mapping without other members than these.
  static func object(
    _ properties: [String: JSONValue], required: [JSONValue], besides others: [String: JSONValue] = [:]
  ) -> JSONValue {
    let members: [String: JSONValue] = [
      "type": "object", "additionalProperties": false, "properties": .object(properties), "required": .array(required),
    ]
    return .object(members.merging(others) { first, _ in first })
  }

  static func text(_ meaning: String) -> JSONValue { ["type": "string", "description": .string(meaning)] }

  static func texts(_ meaning: String) -> JSONValue {
    ["type": "array", "items": ["type": "string"], "description": .string(meaning)]
  }

  static func list(_ items: JSONValue, _ meaning: String) -> JSONValue {
    ["type": "array", "items": items, "description": .string(meaning)]
  }
}
