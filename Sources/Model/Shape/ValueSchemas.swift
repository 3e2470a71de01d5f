package import JSON

/// Fragments of JSON Schema that several keys share.
package enum ValueSchemas {
  package static let scalar: JSONValue = ["type": ["string", "number", "boolean"]]
  package static let scalarOrList: JSONValue = [
    "anyOf": [
      ["type": ["string", "number", "boolean"]],
      ["type": "array", "items": ["type": ["string", "number", "boolean"]]],
    ]
  ]
  package static let textList: JSONValue = ["type": "array", "items": ["type": ["string", "number", "boolean"]]]
  package static let texts: JSONValue = map(scalar)

  /// A value that is one of these words.
  package static func words(_ words: [String]) -> JSONValue { ["enum": .array(words.map { .string($0) })] }

  /// A text that matches. What looks like a number is one to a YAML reader: `orNumber` takes it as well.
  package static func pattern(_ pattern: String, _ examples: [String] = [], orNumber: Bool = false) -> JSONValue {
    var schema: [String: JSONValue] = [
      "type": orNumber ? ["string", "number"] : "string", "pattern": .string(pattern),
    ]
    if !examples.isEmpty { schema["examples"] = .array(examples.map { .string($0) }) }
    return .object(schema)
  }

  /// Several forms.
  package static func any(_ forms: JSONValue...) -> JSONValue { ["anyOf": .array(forms)] }

  /// A mapping of these keys only.
  package static func mapping(_ properties: [String: JSONValue], required: [String] = []) -> JSONValue {
    var schema: [String: JSONValue] = [
      "type": "object", "additionalProperties": false, "properties": .object(properties),
    ]
    if !required.isEmpty { schema["required"] = .array(required.map { .string($0) }) }
    return .object(schema)
  }

  package static func list(_ item: JSONValue) -> JSONValue { ["type": "array", "items": item] }

  package static func map(_ value: JSONValue) -> JSONValue { ["type": "object", "additionalProperties": value] }
}
