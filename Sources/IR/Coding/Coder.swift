import JSON

/// Why a JSON value is no part of the IR.
package struct IRCodingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The dotted place in the document: `services.3.env.0.value.k`.
  package let place: String
  package let message: String

  init(_ place: [String], _ message: String) {
    self.place = place.joined(separator: ".")
    self.message = message
  }

  package var description: String { "\(place.isEmpty ? "the document" : place): \(message)" }
}

/// How one kind of value of the IR is written as JSON, read back, and described: the three are made of one list, so that
/// they cannot say different things.
struct Coder<Value>: Sendable {
  /// JSON Schema at the place where the value stands: a reference for what has a name of its own.
  var schema: JSONValue
  /// The schemas that `schema` refers to, by name.
  var definitions: [String: JSONValue] = [:]
  /// False where nothing is written for some value.
  var isAlwaysWritten = true
  /// Nil: the member is left out.
  let encode: @Sendable (Value) -> JSONValue?
  let decode: @Sendable (JSONValue?, [String]) throws(IRCodingError) -> Value

  /// A value of one JSON type.
  init(
    _ type: String, schema: JSONValue, encode: @escaping @Sendable (Value) -> JSONValue,
    decode: @escaping @Sendable (JSONValue) -> Value?
  ) {
    self.schema = schema
    self.encode = encode
    self.decode = { value, place throws(IRCodingError) in
      guard let value else { throw IRCodingError(place, "is missing") }
      guard let result = decode(value) else { throw IRCodingError(place, "is not \(type)") }
      return result
    }
  }

  init(
    schema: JSONValue, definitions: [String: JSONValue], isAlwaysWritten: Bool = true,
    encode: @escaping @Sendable (Value) -> JSONValue?,
    decode: @escaping @Sendable (JSONValue?, [String]) throws(IRCodingError) -> Value
  ) {
    self.schema = schema
    self.definitions = definitions
    self.isAlwaysWritten = isAlwaysWritten
    self.encode = encode
    self.decode = decode
  }

  /// Left out where there is none.
  static func optional<Wrapped>(_ coder: Coder<Wrapped>) -> Coder where Value == Wrapped? {
    absent(as: nil, schema: coder.schema, coder)
  }

  /// Written as `null` where there is none: absence says something.
  static func nullable<Wrapped>(_ coder: Coder<Wrapped>) -> Coder where Value == Wrapped? {
    absent(as: .null, schema: ["anyOf": [coder.schema, ["type": "null"]]], coder)
  }

  private static func absent<Wrapped>(
    as written: JSONValue?, schema: JSONValue, _ coder: Coder<Wrapped>
  ) -> Coder where Value == Wrapped? {
    Coder(
      schema: schema, definitions: coder.definitions, isAlwaysWritten: written != nil,
      encode: { value in value.map { coder.encode($0) } ?? written },
      decode: { value, place throws(IRCodingError) in
        guard let value, value != .null else { return nil }
        return try coder.decode(value, place)
      })
  }

  static func list<Element>(_ coder: Coder<Element>) -> Coder where Value == [Element] {
    Coder(
      schema: ["type": "array", "items": coder.schema], definitions: coder.definitions,
      encode: { items in .array(items.map { coder.encode($0) ?? .null }) },
      decode: { value, place throws(IRCodingError) in
        guard let items = value?.array else {
          throw IRCodingError(place, value == nil ? "is missing" : "is not a list")
        }
        var result: [Element] = []
        result.reserveCapacity(items.count)
        for (index, item) in items.enumerated() { result.append(try coder.decode(item, place + [String(index)])) }
        return result
      })
  }

  static func map<Element>(_ coder: Coder<Element>) -> Coder where Value == [String: Element] {
    Coder(
      schema: ["type": "object", "additionalProperties": coder.schema], definitions: coder.definitions,
      encode: { members in .object(members.compactMapValues { coder.encode($0) }) },
      decode: { value, place throws(IRCodingError) in
        guard let members = value?.object else { throw IRCodingError(place, "is not an object") }
        var result: [String: Element] = [:]
        for (name, member) in members { result[name] = try coder.decode(member, place + [name]) }
        return result
      })
  }

  /// The same, described once under a name.
  func named(_ name: String) -> Coder {
    var result = self
    result.definitions[name] = schema
    result.schema = .reference(name)
    return result
  }
}

extension JSONValue {
  static func reference(_ definition: String) -> JSONValue { ["$ref": .string("#/$defs/\(definition)")] }
}

extension Coder where Value == String {
  static let text = Coder("a text", schema: ["type": "string"], encode: { .string($0) }, decode: \.string)
}

extension Coder where Value == Int {
  static let number = Coder("a whole number", schema: ["type": "integer"], encode: { .int($0) }, decode: \.int)
}

extension Coder where Value == Bool {
  static let bool = Coder("true or false", schema: ["type": "boolean"], encode: { .bool($0) }, decode: \.bool)
}

extension Coder where Value == Set<String> {
  /// A sorted list.
  static let words = Coder(
    "a list of texts", schema: ["type": "array", "items": ["type": "string"], "uniqueItems": true],
    encode: { .array($0.sorted().map { .string($0) }) },
    decode: { value in
      guard let items = value.array else { return nil }
      let words = items.compactMap(\.string)
      return words.count == items.count ? Set(words) : nil
    })
}

extension Coder where Value == JSONValue {
  /// What somebody wrote for one target, unread.
  static let anything = Coder("a value", schema: true, encode: { $0 }, decode: { $0 })
}

extension Coder where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
  /// One of the words of an enumeration.
  static func word(of type: Value.Type = Value.self) -> Coder {
    let words = type.allCases.map(\.rawValue)
    return Coder(
      "one of \(words.joined(separator: ", "))", schema: ["enum": .array(words.map { .string($0) })],
      encode: { .string($0.rawValue) }, decode: { $0.string.flatMap(type.init) })
  }
}
