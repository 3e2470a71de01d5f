import JSON

/// A list, one element a line. Unlike in a list literal the compiler looks at one element after the other, which a list
/// of generic calls needs: together they take minutes.
@resultBuilder
enum ListBuilder<Element> {
  static func buildExpression(_ element: Element) -> Element { element }
  static func buildBlock(_ elements: Element...) -> [Element] { elements }
}

/// One member, or several, of the JSON object that a structure is written as.
struct Member<Root>: Sendable {
  var properties: [String: JSONValue] = [:]
  var required: [String] = []
  /// Where the members depend on each other: one schema for each form.
  var forms: [JSONValue] = []
  var definitions: [String: JSONValue] = [:]
  let encode: @Sendable (Root, inout [String: JSONValue]) -> Void
  let decode: @Sendable (inout Root, [String: JSONValue], [String]) throws(IRCodingError) -> Void

  /// - Parameter doc: for the schema, where the name does not say it all.
  init<Value>(
    _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ coder: Coder<Value>, _ doc: String = ""
  ) {
    encode = { root, members in members[name] = coder.encode(root[keyPath: path]) }
    decode = { root, members, place throws(IRCodingError) in
      root[keyPath: path] = try coder.decode(members[name], place + [name])
    }
    describe(name, coder, doc)
  }

  /// Written for readers, and computed again when read back.
  static func derived<Value>(
    _ name: String, _ path: any KeyPath<Root, Value> & Sendable, _ coder: Coder<Value>, _ doc: String = ""
  ) -> Member {
    var member = Member(
      encode: { root, members in members[name] = coder.encode(root[keyPath: path]) },
      decode: { _, _, _ throws(IRCodingError) in })
    member.describe(name, coder, doc)
    return member
  }

  /// Members in an object of their own.
  static func group(
    _ name: String, _ doc: String = "", @ListBuilder<Member> _ members: () -> [Member]
  ) -> Member {
    let inner = members()
    var member = Member(
      encode: { root, members in members[name] = inner.encode(root) },
      decode: { root, members, place throws(IRCodingError) in
        try inner.decode(into: &root, members[name], place + [name])
      })
    member.properties[name] = inner.schema().described(doc)
    member.required = [name]
    member.definitions = inner.definitions()
    return member
  }

  /// The members of an enumeration, side by side with the others.
  static func flat<Value>(_ path: any WritableKeyPath<Root, Value> & Sendable, _ choice: Choice<Value>) -> Member {
    var member = Member(
      encode: { root, members in members.merge(choice.members(root[keyPath: path])) { own, _ in own } },
      decode: { root, members, place throws(IRCodingError) in
        root[keyPath: path] = try choice.value(members, place)
      })
    member.forms = choice.cases.map { $0.schema(choice.tag) }
    member.definitions = choice.definitions
    return member
  }

  private init(
    encode: @escaping @Sendable (Root, inout [String: JSONValue]) -> Void,
    decode: @escaping @Sendable (inout Root, [String: JSONValue], [String]) throws(IRCodingError) -> Void
  ) {
    self.encode = encode
    self.decode = decode
  }

  private mutating func describe<Value>(_ name: String, _ coder: Coder<Value>, _ doc: String) {
    properties[name] = coder.schema.described(doc)
    required = coder.isAlwaysWritten ? [name] : []
    definitions = coder.definitions
  }
}

extension Array {
  func encode<Root>(_ root: Root) -> JSONValue where Element == Member<Root> {
    var members: [String: JSONValue] = [:]
    for member in self { member.encode(root, &members) }
    return .object(members)
  }

  func decode<Root>(
    into root: inout Root, _ value: JSONValue?, _ place: [String]
  ) throws(IRCodingError) where Element == Member<Root> {
    guard case .object(let members)? = value else {
      throw IRCodingError(place, value == nil ? "is missing" : "is not an object")
    }
    for member in self { try member.decode(&root, members, place) }
  }

  /// Unknown members are allowed: a later minor version may bring some.
  func schema<Root>() -> JSONValue where Element == Member<Root> {
    var properties: [String: JSONValue] = [:]
    for member in self { properties.merge(member.properties) { first, _ in first } }
    var schema: [String: JSONValue] = ["type": "object", "properties": .object(properties)]
    let required = flatMap(\.required).sorted()
    if !required.isEmpty { schema["required"] = .array(required.map { .string($0) }) }
    let forms = map(\.forms).filter { !$0.isEmpty }
    if forms.count == 1 { schema["anyOf"] = .array(forms[0]) }
    if forms.count > 1 { schema["allOf"] = .array(forms.map { ["anyOf": .array($0)] }) }
    return .object(schema)
  }

  func definitions<Root>() -> [String: JSONValue] where Element == Member<Root> {
    reduce(into: [:]) { all, member in all.merge(member.definitions) { first, _ in first } }
  }
}

extension Coder {
  /// A structure.
  /// - Parameters:
  ///   - name: what the schema calls it.
  ///   - blank: what reading starts from; every property is overwritten.
  static func record(
    _ name: String, _ blank: Value, _ doc: String = "", @ListBuilder<Member<Value>> _ members: () -> [Member<Value>]
  ) -> Coder where Value: Sendable {
    let members = members()
    return Coder(
      schema: members.schema().described(doc), definitions: members.definitions(),
      encode: { members.encode($0) },
      decode: { value, place throws(IRCodingError) in
        var result = blank
        try members.decode(into: &result, value, place)
        return result
      }
    ).named(name)
  }
}

extension JSONValue {
  /// With a description, where there is something to say.
  func described(_ doc: String) -> JSONValue {
    guard !doc.isEmpty else { return self }
    guard case .object(var members) = self else { return ["description": .string(doc)] }
    members["description"] = .string(doc)
    return .object(members)
  }
}
