import Emit
import Engines
import IR
import JSON
import Model

/// JSON Schema of a topology, for editors and validators; made of the shapes that the decoder reads by.
///
/// Draft 7, the newest that the common YAML language server knows. It says of every key what the compiler says (E0201
/// to E0224), as far as that depends on this key, on the service's type and on what stands beside it; what needs
/// another place of the file (names, references, the merged environments) only the compiler can say. Texts are read
/// as YAML 1.2 does: `off` and `yes` are no booleans.
enum TopologySchema {
  static let document: JSONValue = {
    var root = Topology.shape.schema.object ?? [:]
    root["$schema"] = "http://json-schema.org/draft-07/schema#"
    root["$id"] = "urn:infracc:schema:topology:1"
    root["title"] = "infracc topology, version 1"
    root["description"] = "What runs, how it is connected, and what differs between environments."
    root["properties"] = .object(topLevel.merging(given) { shape, more in shape.adding(more) })
    root["patternProperties"] = ["^x-": true]
    root["definitions"] = .object(definitions)
    return .object(root)
  }()

  private static let topLevel = Topology.shape.schema["properties"]?.object ?? [:]

  /// What the shape of the top level leaves open.
  private static let given: [String: JSONValue] = [
    "targets": [
      "items": [
        "anyOf": [
          ValueSchemas.words(Emitters.all.filter { $0.role.isListed }.map { $0.name }),
          ["type": "string", "pattern": "^[a-z][a-z0-9-]{0,39}$", "description": "A target that a plug-in writes."],
        ]
      ]
    ],
    "secrets": ["propertyNames": variableNames],
    "variables": ["propertyNames": settingNames],
    "lints": ["propertyNames": ["pattern": "^([EWI][0-9]{4}|X-[a-z][a-z0-9-]*-[0-9]+)$"]],
    "options": options(["layout": ValueSchemas.words(OutputLayout.Style.allCases.map(\.rawValue))]),
    "services": services(isOverlay: false),
    "environments": [
      "type": ["object", "null"], "additionalProperties": ["$ref": "#/definitions/environment"],
    ],
  ]

  private static let definitions: [String: JSONValue] = {
    var definitions: [String: JSONValue] = [
      "service": [
        "if": ["required": ["extends"]],
        "then": ["allOf": [["$ref": "#/definitions/serviceOverlay"]]],
        "else": ["allOf": [.object(service), byType(isOverlay: false)]],
      ],
      // Also of a service with `extends`, which is laid over the one that it extends.
      "serviceOverlay": ["allOf": [SchemaOverlay.of(.object(service)), byType(isOverlay: true)]],
      "environment": environment,
    ]
    for type in ServiceTypes.words {
      definitions[type.word] = rules(of: type, isOverlay: false)
      definitions[type.word + "Overlay"] = rules(of: type, isOverlay: true)
    }
    return definitions
  }()

  // MARK: - Services

  private static let service: [String: JSONValue] = {
    var schema = ServiceDeclaration.shape.schema.object ?? [:]
    let given: [String: JSONValue] = [
      "secrets": ["propertyNames": variableNames],
      "variables": ["propertyNames": settingNames],
      "options": options([:]),
      "tuning": anyTuning,
    ]
    schema["properties"] = .object(
      (schema["properties"]?.object ?? [:]).merging(given) { shape, more in shape.adding(more) })
    return schema
  }()

  /// Where only the base says of what type the service is: the settings of all stores.
  private static let anyTuning: JSONValue = {
    let tables = StoreEngines.servers.map { $0.settings.schema["properties"]?.object ?? [:] }
    let all = tables.reduce([:]) { all, table in all.merging(table) { $0 == $1 ? $0 : ValueSchemas.any($0, $1) } }
    return ValueSchemas.mapping(all)
  }()

  private static func services(isOverlay: Bool) -> JSONValue {
    let reference: JSONValue = ["$ref": .string("#/definitions/service" + (isOverlay ? "Overlay" : ""))]
    var implied: [String: JSONValue] = [:]
    for type in ServiceTypes.words where type.isImpliedByName {
      let rules: JSONValue = ["$ref": .string("#/definitions/\(type.word)" + (isOverlay ? "Overlay" : ""))]
      implied[anyCase(type.word)] = ["allOf": [reference, ["if": ["not": ["required": ["type"]]], "then": rules]]]
    }
    var schema: [String: JSONValue] = [
      "type": "object", "propertyNames": serviceNames, "patternProperties": .object(implied),
      "additionalProperties": isOverlay ? reference : ["allOf": [reference, ["required": ["type"]]]],
    ]
    if !isOverlay { schema["minProperties"] = 1 }
    return .object(schema)
  }

  /// The rules of the type that is written.
  private static func byType(isOverlay: Bool) -> JSONValue {
    [
      "allOf": .array(
        ServiceTypes.words.map { type in
          [
            "if": ["required": ["type"], "properties": ["type": ["const": .string(type.word)]]],
            "then": ["$ref": .string("#/definitions/" + type.word + (isOverlay ? "Overlay" : ""))],
          ]
        })
    ]
  }

  /// What holds for the services of one type: keys that it has no meaning for (E0215), keys that exclude each other
  /// (E0216), its settings.
  private static func rules(of type: ServiceType, isOverlay: Bool) -> JSONValue {
    var properties: [String: JSONValue] = [:]
    var conditions: [JSONValue] = []
    for field in ServiceDeclaration.shape.fields where field.applies.isDisjoint(with: type.traits) {
      if let enabling = field.key?.enabling(for: type.traits), !enabling.isEmpty {
        // Scripts and images of one's own may read what a service gets.
        guard !isOverlay else { continue }
        conditions.append([
          "if": ["not": ["anyOf": .array(enabling.map { ["required": [.string($0.name)]] })]],
          "then": ["properties": .object([field.name: false])],
        ])
      } else {
        properties[field.name] = isOverlay ? ["type": "null"] : false
      }
    }
    if let tuning = type.engine?.settings.schema {
      properties["tuning"] = isOverlay ? SchemaOverlay.of(tuning).orNull : tuning
    }
    if type.traits.contains(.code), !isOverlay {
      conditions.append(["not": ["required": ["image", "build"]]])
      conditions.append(["not": ["required": ["image", "root"]]])
    }
    var schema: [String: JSONValue] = ["description": .string(type.summary), "properties": .object(properties)]
    if !conditions.isEmpty { schema["allOf"] = .array(conditions) }
    return .object(schema)
  }

  // MARK: - Environments

  /// Every key of the top level that may differ, and the environment's own.
  private static let environment: JSONValue = {
    var base = topLevel.merging(given) { shape, more in shape.adding(more) }
    for key in Topology.projectKeys { base[key] = nil }
    base["services"] = nil
    base["options"] = (topLevel["options"] ?? [:]).adding(options([:]))
    guard case .object(var schema) = SchemaOverlay.of(ValueSchemas.mapping(base)) else { return .null }
    var properties = schema["properties"]?.object ?? [:]
    properties["services"] = services(isOverlay: true)
    properties.merge(EnvironmentDeclaration.shape.schema["properties"]?.object ?? [:]) { _, own in own }
    schema["properties"] = .object(properties)
    schema["patternProperties"] = ["^x-": true]
    return JSONValue.object(schema).orNull
  }()

  // MARK: - Names

  private static let variableNames: JSONValue = ["pattern": "^[A-Za-z_][A-Za-z0-9_]*$"]

  /// Names that may bear the mark of an operator's setting.
  private static let settingNames: JSONValue = ["pattern": "^[A-Za-z_][A-Za-z0-9_]*\\??$"]

  private static let serviceNames: JSONValue = [
    "pattern": "^[A-Za-z](( ?[A-Za-z0-9_-])* ?[A-Za-z0-9])?$", "maxLength": .int(ServiceName.maximalLength),
    "not": ["pattern": .string(ServiceName.reserved.map(anyCase).joined(separator: "|"))],
  ]

  /// A pattern for a word in any letter case.
  private static func anyCase(_ word: String) -> String {
    "^" + word.map { $0.isLetter ? "[\($0.uppercased())\($0.lowercased())]" : String($0) }.joined() + "$"
  }

  // MARK: - Options

  /// An option that is a mapping of quantities, and of other members that any value may have.
  private static func measured(_ option: EmitterOption) -> JSONValue {
    ValueSchemas.mapping(
      Dictionary(uniqueKeysWithValues: option.members.map { ($0, option.measures[$0]?.schema ?? [:]) }))
  }

  /// The options of every target, and keys beside them.
  private static func options(_ others: [String: JSONValue]) -> JSONValue {
    var properties = others
    for emitter in Emitters.all {
      var own: [String: JSONValue] = [:]
      for option in emitter.options {
        // A YAML reader takes the word `true` for a boolean.
        let values = option.values.map { JSONValue.string($0) } + (option.values.contains("true") ? [.bool(true)] : [])
        var schema: [String: JSONValue] = values.isEmpty ? [:] : ["enum": .array(values)]
        if option.isList, case .object(let list) = ValueSchemas.textList { schema = list }
        if !option.measures.isEmpty, case .object(let mapping) = measured(option) { schema = mapping }
        schema["description"] = .string(option.summary)
        own[option.name] = .object(schema)
      }
      properties[emitter.name] = ValueSchemas.mapping(own)
    }
    // What else is there belongs to a plug-in, which has something to say: a name alone is a slip.
    let path: JSONValue = [
      "type": "string", "description": "The program that writes the files of this target, relative to the topology.",
    ]
    return ValueSchemas.mapping(properties).adding([
      "additionalProperties": ["type": "object", "minProperties": 1, "properties": .object([Plugin.pathOption: path])]
    ])
  }
}

/// What an overlay may write where the base has a value of some schema: the same, part of it, `null` to take it away,
/// and `key+` to append to a list.
enum SchemaOverlay {
  static func of(_ schema: JSONValue) -> JSONValue {
    guard case .object(var members) = schema else { return schema }
    members["required"] = nil
    members["minProperties"] = nil
    if case .object(let properties)? = members["properties"] {
      var result: [String: JSONValue] = [:]
      for (name, property) in properties {
        result[name] = of(property).orNull
        if !name.hasSuffix("-"), let list = property.listForm { result[name + "+"] = list }
      }
      members["properties"] = .object(result)
    }
    if let values = members["additionalProperties"], case .object = values {
      members["additionalProperties"] = of(values).orNull
      if let names = members["propertyNames"]?["pattern"]?.string, names.hasSuffix("$") {
        members["propertyNames"] = ["pattern": .string(names.dropLast() + "\\+?$")]
      }
    }
    if case .array(let forms)? = members["anyOf"] { members["anyOf"] = .array(forms.map(of)) }
    return .object(members)
  }
}

extension JSONValue {
  /// The same schema with more members.
  func adding(_ more: JSONValue) -> JSONValue {
    .object((object ?? [:]).merging(more.object ?? [:]) { _, new in new })
  }

  /// The same schema, or `null`.
  var orNull: JSONValue {
    guard case .object(var members) = self else { return self }
    switch (members["type"], members["enum"], members["anyOf"]) {
    case (.string(let type)?, nil, nil): members["type"] = .array([.string(type), "null"])
    case (.array(let types)?, nil, nil) where !types.contains("null"): members["type"] = .array(types + ["null"])
    case (nil, .array(let words)?, nil): members["enum"] = .array(words + [.null])
    case (_, _, .array(let forms)?): members["anyOf"] = .array(forms + [["type": "null"]])
    default: break
    }
    return .object(members)
  }

  /// The list that the schema allows, if any.
  var listForm: JSONValue? {
    if self["type"] == "array" { return self }
    for form in self["anyOf"]?.array ?? [] {
      if let list = form.listForm { return list }
    }
    return nil
  }
}
