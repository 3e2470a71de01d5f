import Diagnostics
package import IR
package import JSON

/// How one value of the language is read, named in messages and described in the JSON Schema.
package struct FieldType<Value>: Sendable {
  /// With its article, for messages and the reference page: `a whole number`.
  package let phrase: String
  /// How a value is spelled that has several spellings; nil: as it is written.
  package let quantity: Quantity?
  /// Made when it is asked for, which only the JSON Schema and help do.
  package var schema: JSONValue { makeSchema() }
  fileprivate let makeSchema: @Sendable () -> JSONValue
  /// Reads the node; reports and returns nil when it is not such a value.
  package let read: @Sendable (ConfigNode, Decoder) -> Value?

  package init(
    _ phrase: String, quantity: Quantity? = nil, schema: @autoclosure @escaping @Sendable () -> JSONValue,
    read: @escaping @Sendable (ConfigNode, Decoder) -> Value?
  ) {
    self.phrase = phrase
    self.quantity = quantity
    self.makeSchema = schema
    self.read = read
  }
}

/// What a text with a unit measures: each has one canonical spelling.
package enum Quantity: Sendable {
  case size
  case duration
  case cpu
}

/// One key of a mapping. Decoder, suggestions, JSON Schema and reference page are all made of it.
package struct Field<Root>: Sendable {
  package let name: String
  package let phrase: String
  /// That of its type.
  package let quantity: Quantity?
  /// Made when it is asked for, which only the reference page and the JSON Schema do.
  package var doc: String { makeDoc() }
  private let makeDoc: @Sendable () -> String
  package var schema: JSONValue { makeSchema() }
  private let makeSchema: @Sendable () -> JSONValue
  package let isRequired: Bool
  /// The services that the key has a meaning for.
  package let applies: ServiceTraits
  /// What the key is called everywhere else; nil for keys that are not part of a service.
  package let key: ServiceKey?
  /// The same for keys outside services. A shape that both have (a variable) is made of the keys of services.
  package let projectKey: ProjectKey?
  package let decode: @Sendable (Root, ConfigNode.Entry, Decoder) -> Void

  /// A key whose value is stored in an optional property, by a closure: paths to properties are looked up at run time.
  package init<Value>(
    _ name: String, _ store: @escaping @Sendable (Root, Located<Value>) -> Void, _ type: FieldType<Value>,
    applies: ServiceTraits = .all, required: Bool = false, doc: @autoclosure @escaping @Sendable () -> String
  ) {
    self.name = name
    self.phrase = type.phrase
    self.quantity = type.quantity
    self.makeDoc = doc
    self.makeSchema = type.makeSchema
    self.isRequired = required
    self.applies = applies
    self.key = nil
    self.projectKey = nil
    self.decode = { root, entry, decoder in
      guard let value = type.read(entry.value, decoder) else { return }
      store(root, Located(value, entry.value))
    }
  }

  /// A key with a way of its own to be stored.
  package init(
    _ name: String, phrase: String, schema: @autoclosure @escaping @Sendable () -> JSONValue,
    applies: ServiceTraits = .all, required: Bool = false,
    doc: @autoclosure @escaping @Sendable () -> String,
    decode: @escaping @Sendable (Root, ConfigNode.Entry, Decoder) -> Void
  ) {
    self.name = name
    self.phrase = phrase
    self.quantity = nil
    self.makeDoc = doc
    self.makeSchema = schema
    self.isRequired = required
    self.applies = applies
    self.key = nil
    self.projectKey = nil
    self.decode = decode
  }

  /// A key of a service whose value is stored in an optional property.
  package init<Value>(
    _ key: ServiceKey, _ store: @escaping @Sendable (Root, Located<Value>) -> Void, _ type: FieldType<Value>,
    applies: ServiceTraits = .all, required: Bool = false, doc: @autoclosure @escaping @Sendable () -> String
  ) {
    self.init(Field(key.name, store, type, applies: applies, required: required, doc: doc()), key)
  }

  /// A key of a service with a way of its own to be stored.
  package init(
    _ key: ServiceKey, phrase: String, schema: @autoclosure @escaping @Sendable () -> JSONValue,
    applies: ServiceTraits = .all, required: Bool = false,
    doc: @autoclosure @escaping @Sendable () -> String,
    decode: @escaping @Sendable (Root, ConfigNode.Entry, Decoder) -> Void
  ) {
    self.init(
      Field(
        key.name, phrase: phrase, schema: schema(), applies: applies, required: required, doc: doc(), decode: decode),
      key
    )
  }

  /// A key outside services whose value is stored in an optional property.
  package init<Value>(
    project key: ProjectKey, _ store: @escaping @Sendable (Root, Located<Value>) -> Void,
    _ type: FieldType<Value>, required: Bool = false, doc: @autoclosure @escaping @Sendable () -> String
  ) {
    self.init(Field(key.name, store, type, required: required, doc: doc()), project: key)
  }

  /// A key outside services with a way of its own to be stored.
  package init(
    project key: ProjectKey, phrase: String, schema: @autoclosure @escaping @Sendable () -> JSONValue,
    required: Bool = false, doc: @autoclosure @escaping @Sendable () -> String,
    decode: @escaping @Sendable (Root, ConfigNode.Entry, Decoder) -> Void
  ) {
    self.init(
      Field(key.name, phrase: phrase, schema: schema(), required: required, doc: doc(), decode: decode), project: key)
  }

  private init(_ field: Field, _ key: ServiceKey? = nil, project: ProjectKey? = nil) {
    self.name = field.name
    self.phrase = field.phrase
    self.quantity = field.quantity
    self.makeDoc = field.makeDoc
    self.makeSchema = field.makeSchema
    self.isRequired = field.isRequired
    self.applies = field.applies
    self.decode = field.decode
    self.key = key
    self.projectKey = project
  }
}

/// The description of one mapping.
package struct Shape<Root>: Sendable {
  /// What messages call it: `service`, `topology`.
  package let name: String
  package let fields: [Field<Root>]
  /// How such a mapping is written, for help; nil: by its first key.
  private let example: String?
  /// Those of the fields: looking through them all is done before a table of them would be made.
  private let names: [String]

  /// - Parameter example: for help; nil: the first key, and what it takes.
  package init(_ name: String, example: String? = nil, _ fields: [Field<Root>]) {
    self.name = name
    self.example = example
    self.fields = fields
    self.names = fields.map(\.name)
  }

  package func field(_ name: String) -> Field<Root>? { names.firstIndex(of: name).map { fields[$0] } }

  /// Whether a key that this mapping does not know was meant to be `key`: one finding about it is enough.
  package func isMisspelt(_ key: String, in node: ConfigNode, _ vocabulary: KeyVocabulary) -> Bool {
    node.entries.contains {
      field($0.key) == nil
        && (vocabulary.meaning($0.key) == key || Suggestion.nearest(to: $0.key, among: [key]) == [key])
    }
  }

  /// How such a mapping is written, for help.
  var form: String {
    if let example { return example }
    var value = fields.first?.schema["examples"]?.array?.first?.string ?? "…"
    if value.utf8.contains(where: { $0 == 0x20 || $0 == UInt8(ascii: "*") }) { value = "\"\(value)\"" }
    let example = "write `\(name): { \(fields.first?.name ?? "key"): \(value) }`"
    return fields.count > 8 ? example : example + "; its keys are \(Words.enumeration(fields.map(\.name)))"
  }

  /// What a single value in its place was meant for: the keys that would take it.
  func mapping(
    of node: ConfigNode, _ vocabulary: KeyVocabulary, _ make: () -> Root
  ) -> (help: String?, fix: FixIt?) {
    guard let text = node.text, !node.isNull, text.utf8.count <= 40 else { return (nil, nil) }
    let fitting = fields.filter { field in
      let trial = Decoder(bag: DiagnosticBag(), vocabulary: vocabulary)
      trial.path = [field.name]
      field.decode(make(), ConfigNode.Entry(key: field.name, keySpan: node.span, value: node), trial)
      return trial.bag.isEmpty
    }
    // A value that fits nearly everywhere, such as a word, says nothing.
    guard let first = fitting.first, fitting.count <= 2 else { return (nil, nil) }
    let end = Span(file: node.span.file, start: Int(node.span.end), end: Int(node.span.end))
    let start = Span(file: node.span.file, start: Int(node.span.start), end: Int(node.span.start))
    return (
      "write `\(name): { \(first.name): \(text) }`",
      FixIt("write `\(name): { \(first.name): … }`", .unsafe, [.init(start, "{ \(first.name): "), .init(end, " }")])
    )
  }

  /// JSON Schema of the mapping. Fields bear their own schema; unknown keys are refused.
  package var schema: JSONValue {
    var properties: [String: JSONValue] = [:]
    for field in fields {
      var schema = field.schema.object ?? [:]
      if !field.doc.isEmpty { schema["description"] = .string(field.doc) }
      properties[field.name] = .object(schema)
    }
    var result: [String: JSONValue] = [
      "type": "object", "additionalProperties": false, "properties": .object(properties),
    ]
    let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { result["required"] = .array(required) }
    return .object(result)
  }
}
