import JSONCppShim

/// Why a text is not JSON, and the byte where that shows.
package struct JSONProblem: Error, Hashable, Sendable {
  package let offset: Int
  /// Lower-case first letter, no final period.
  package let message: String

  package init(offset: Int, message: String) {
    self.offset = offset
    self.message = message
  }
}

/// Reads JSON strictly (RFC 8259): no comments, no duplicate keys, no trailing commas, only UTF-8.
package enum JSONReader {
  /// How deep values may be nested; recursion on both sides of the shim stays far from the end of the stack.
  package static let depthLimit = 256

  package static func parse(_ bytes: [UInt8]) -> Result<JSONValue, JSONProblem> {
    if let problem = JSONSpelling.check(bytes) { return .failure(problem) }
    let document = bytes.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { text in
        // One more than our own limit: jsoncpp counts the scalar inside as a level.
        infracc_json_parse(text.baseAddress, text.count, Int32(depthLimit) + 2)
      }
    }
    defer { infracc_json_free_document(document) }
    var count = 0
    guard let nodes = infracc_json_nodes(document, &count) else {
      var offset = 0
      let message = infracc_json_problem(document, &offset).map { String(cString: $0) } ?? "out of memory"
      return .failure(JSONProblem(offset: offset, message: reworded(message)))
    }
    var tree = Tree(nodes: UnsafeBufferPointer(start: nodes, count: count))
    let value = tree.next()
    return tree.problem.map(Result.failure) ?? .success(value)
  }

  /// jsoncpp's messages in the style of ours.
  private static func reworded(_ message: String) -> String {
    if let key = quoted(in: message, after: "Duplicate key: '") { return "key `\(key)` is written twice" }
    if let number = quoted(in: message, after: "'"), message.hasSuffix(" is not a number.") {
      return "`\(number)` is too large for a number"
    }
    switch message {
    case "Syntax error: value, object or array expected.": return "expected a value"
    case "Missing '}' or object member name": return "expected a key in quotes or `}`"
    case "Missing ':' after object member name": return "expected `:` after the key"
    case "Missing ',' or '}' in object declaration": return "expected `,` or `}`"
    case "Missing ',' or ']' in array declaration": return "expected `,` or `]`"
    case "Extra non-whitespace after JSON value.": return "more text after the end of the value"
    default:
      let text = message.hasSuffix(".") ? message.dropLast() : message[...]
      return text.prefix(1).lowercased() + text.dropFirst()
    }
  }

  private static func quoted(in message: String, after start: String) -> Substring? {
    guard message.hasPrefix(start) else { return nil }
    let rest = message.dropFirst(start.count)
    return rest.lastIndex(of: "'").map { rest[..<$0] }
  }
}

/// Builds values from the entries of the shim.
private struct Tree {
  let nodes: UnsafeBufferPointer<infracc_json_node>
  var position = 0
  var problem: JSONProblem?

  init(nodes: UnsafeBufferPointer<infracc_json_node>) { self.nodes = nodes }

  mutating func next() -> JSONValue {
    let node = nodes[position]
    position += 1
    switch Int(node.kind) {
    case infracc_json_bool: return .bool(node.integer != 0)
    case infracc_json_integer: return .int(Int(node.integer))
    case infracc_json_number: return .double(node.number)
    case infracc_json_string: return .string(text(node))
    case infracc_json_array:
      var items: [JSONValue] = []
      items.reserveCapacity(Int(node.count))
      for _ in 0..<node.count { items.append(next()) }
      return .array(items)
    case infracc_json_object: return .object(members(Int(node.count)))
    default: return .null
    }
  }

  private mutating func members(_ count: Int) -> [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    members.reserveCapacity(count)
    for _ in 0..<count {
      let key = nodes[position]
      let name = text(key)
      position += 1
      // jsoncpp compares bytes; Swift holds texts for equal that differ only in how accents are composed.
      if members.updateValue(next(), forKey: name) != nil, problem == nil {
        problem = JSONProblem(offset: Int(key.offset), message: "key `\(name)` is written twice")
      }
    }
    return members
  }

  private func text(_ node: infracc_json_node) -> String {
    let buffer = UnsafeBufferPointer(start: node.text, count: Int(node.length))
    return buffer.withMemoryRebound(to: UInt8.self) { String(decoding: $0, as: UTF8.self) }
  }
}
