import JSON

/// The forms that hand-written schemas of output are made of.
enum SchemaForms {
  /// A schema of its own.
  static func document(
    _ title: String, _ properties: [String: JSONValue], required: [JSONValue], defs: [String: JSONValue] = [:]
  ) -> JSONValue {
    var others: [String: JSONValue] = [
      "$schema": "https://json-schema.org/draft/2020-12/schema", "title": .string(title),
    ]
    if !defs.isEmpty { others["$defs"] = .object(defs) }
    return object(properties, required: required, besides: others)
  }

  /// An object of these members alone.
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

  static func flag(_ meaning: String) -> JSONValue { ["type": "boolean", "description": .string(meaning)] }

  /// A whole number from 0.
  static func count(_ meaning: String) -> JSONValue {
    ["type": "integer", "minimum": 0, "description": .string(meaning)]
  }

  static func list(_ items: JSONValue, _ meaning: String) -> JSONValue {
    ["type": "array", "items": items, "description": .string(meaning)]
  }
}
