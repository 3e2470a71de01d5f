import JSON

/// An enumeration with associated values, as members of an object.
struct Choice<Value>: Sendable {
  /// The member that says which case it is. Nil: each case has a member that the others lack, its first.
  let tag: String?
  let cases: [Case<Value>]

  init(tag: String?, @ListBuilder<Case<Value>> _ cases: () -> [Case<Value>]) {
    self.init(tag: tag, cases: cases())
  }

  init(tag: String?, cases: [Case<Value>]) {
    self.tag = tag
    self.cases = cases
  }

  func members(_ value: Value) -> [String: JSONValue] {
    for item in cases {
      guard var members = item.encode(value) else { continue }
      if let tag { members[tag] = .string(item.name) }
      return members
    }
    return [:]
  }

  func value(_ members: [String: JSONValue], _ place: [String]) throws(IRCodingError) -> Value {
    if let tag {
      let name = members[tag]?.string
      for item in cases where item.name == name { return try item.decode(members, place) }
      throw IRCodingError(place + [tag], "is not one of \(cases.map(\.name).joined(separator: ", "))")
    }
    for item in cases where members[item.name] != nil { return try item.decode(members, place) }
    throw IRCodingError(place, "has none of \(cases.map(\.name).joined(separator: ", "))")
  }

  var definitions: [String: JSONValue] {
    cases.reduce(into: [:]) { all, item in all.merge(item.definitions) { first, _ in first } }
  }
}

/// One case of an enumeration.
struct Case<Value>: Sendable {
  /// The value of the tag; without a tag, the name of the first member.
  let name: String
  let encode: @Sendable (Value) -> [String: JSONValue]?
  let decode: @Sendable ([String: JSONValue], [String]) throws(IRCodingError) -> Value
  private var properties: [String: JSONValue] = [:]
  private var required: [String] = []
  private(set) var definitions: [String: JSONValue] = [:]

  /// - Parameters:
  ///   - parts: the associated values, in their order.
  ///   - take: the associated values of this case; nil for another case.
  init<each Associated>(
    _ name: String, _ parts: repeat Part<each Associated>,
    make: @escaping @Sendable (repeat each Associated) -> Value,
    take: @escaping @Sendable (Value) -> (repeat each Associated)?
  ) {
    self.name = name
    encode = { value in
      guard let associated = take(value) else { return nil }
      var members: [String: JSONValue] = [:]
      for (part, item) in repeat (each parts, each associated) { members[part.name] = part.coder.encode(item) }
      return members
    }
    decode = { members, place throws(IRCodingError) in
      make(repeat try (each parts).coder.decode(members[(each parts).name], place + [(each parts).name]))
    }
    for part in repeat each parts {
      properties[part.name] = part.coder.schema
      if part.coder.isAlwaysWritten { required.append(part.name) }
      definitions.merge(part.coder.definitions) { first, _ in first }
    }
  }

  /// A case whose associated value is a structure with a description of its own.
  init<Record: Sendable>(
    _ name: String, blank: Record, members parts: [Member<Record>], make: @escaping @Sendable (Record) -> Value,
    take: @escaping @Sendable (Value) -> Record?
  ) {
    self.name = name
    encode = { value in take(value).flatMap { parts.encode($0).object } }
    decode = { members, place throws(IRCodingError) in
      var record = blank
      try parts.decode(into: &record, .object(members), place)
      return make(record)
    }
    properties = parts.schema()["properties"]?.object ?? [:]
    required = parts.flatMap(\.required)
    definitions = parts.definitions()
  }

  /// The schema of this case alone.
  func schema(_ tag: String?) -> JSONValue {
    var properties = properties
    var required = required
    if let tag {
      properties[tag] = ["const": .string(name)]
      required.append(tag)
    }
    return [
      "type": "object", "properties": .object(properties), "required": .array(required.sorted().map { .string($0) }),
    ]
  }
}

/// One associated value.
struct Part<Value>: Sendable {
  let name: String
  let coder: Coder<Value>

  init(_ name: String, _ coder: Coder<Value>) {
    self.name = name
    self.coder = coder
  }
}

extension Coder where Value: Sendable {
  /// An enumeration that is an object of its own.
  /// - Parameter name: what the schema calls it.
  static func choice(_ name: String, _ choice: Choice<Value>) -> Coder {
    Coder(
      schema: ["anyOf": .array(choice.cases.map { $0.schema(choice.tag) })], definitions: choice.definitions,
      encode: { .object(choice.members($0)) },
      decode: { value, place throws(IRCodingError) in
        guard case .object(let members)? = value else {
          throw IRCodingError(place, value == nil ? "is missing" : "is not an object")
        }
        return try choice.value(members, place)
      }
    ).named(name)
  }
}
