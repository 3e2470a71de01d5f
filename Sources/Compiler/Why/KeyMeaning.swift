import JSON

/// What a key of the language means, from its JSON Schema: the sentence that editors show.
package enum KeyMeaning {
  /// - Parameter path: names from the top, those that a user chooses included.
  /// - Returns: the description of the deepest key that has one, with the path to it.
  package static func of(_ path: [String]) -> (path: [String], text: String)? {
    var best: (path: [String], text: String)?
    walk(path) { inside, named in
      let text = named.lazy.compactMap { $0["description"]?.string }.first
      if let text { best = (inside, text) }
    }
    return best
  }

  /// The words that a key takes; empty: it takes others too.
  static func words(of path: [String]) -> [String] {
    var words: [String] = []
    walk(path) { inside, named in
      guard inside.count == Self.inside(path).count else { return }
      let lists = named.compactMap { $0["enum"]?.array }
      words = lists.first?.compactMap(\.string) ?? []
    }
    return words
  }

  /// Goes from the top to a key.
  /// - Parameter visit: takes the path so far, and the schemas of a key that is known by its name.
  private static func walk(_ path: [String], _ visit: ([String], [JSONValue]) -> Void) {
    let inside = inside(path)
    var schemas = [document]
    for (position, name) in inside.enumerated() {
      let all = schemas.flatMap { expanded($0, in: document) }
      let named = all.compactMap { $0["properties"]?[name] }
      let next = named.isEmpty ? all.flatMap(others) : named
      if next.isEmpty { return }
      if !named.isEmpty { visit(Array(inside[...position]), named.flatMap { expanded($0, in: document) }) }
      schemas = next
    }
  }

  /// An environment takes the keys of the top level.
  private static func inside(_ path: [String]) -> [String] {
    path.first == "environments" && path.count > 2 ? Array(path.dropFirst(2)) : path
  }

  private static let document = TopologySchema.document

  /// What a name is that the schema does not know.
  private static func others(_ schema: JSONValue) -> [JSONValue] {
    (schema["patternProperties"]?.object.map { $0.sorted { $0.key < $1.key }.map(\.value) } ?? [])
      + [schema["additionalProperties"], schema["items"]].compactMap(\.self)
  }

  /// A schema and those that it is made of.
  private static func expanded(_ schema: JSONValue, in document: JSONValue, depth: Int = 0) -> [JSONValue] {
    guard depth < 8 else { return [] }
    var result = [schema]
    if let reference = schema["$ref"]?.string, reference.hasPrefix("#/") {
      var target: JSONValue? = document
      for name in reference.dropFirst(2).split(separator: "/") { target = target?[String(name)] }
      if let target { result += expanded(target, in: document, depth: depth + 1) }
    }
    for key in ["if", "then", "else"] {
      if let part = schema[key] { result += expanded(part, in: document, depth: depth + 1) }
    }
    for key in ["anyOf", "oneOf", "allOf"] {
      for part in schema[key]?.array ?? [] { result += expanded(part, in: document, depth: depth + 1) }
    }
    return result
  }
}
